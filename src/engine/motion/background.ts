/** How a background model tells movement from noise. Luma levels are 0 to 255. */
export interface BackgroundLimits {
  /** A pixel that differs by less is noise. */
  readonly noiseFloor: number;
}

/** Time in which a new level becomes the background, milliseconds: where nothing is seen to move, and where something is. */
const CALM_MS = 10_000;
const MOVING_MS = 20_000;
/** How many times its usual deviation a pixel must be off. */
const DEVIATIONS = 2.5;
const MOST_DEVIATION = 40;
const FIRST_DEVIATION = 3;
/** Steeper changes of contrast are not the camera's exposure. */
const STEEPEST = 0.5;
/** Differences of two levels, from -255 to 255. */
const DIFFERENCES = 511;

/**
 * What each pixel of a small picture looks like when nothing moves: a running average and a running mean deviation.
 * Exposure (a change of brightness and contrast of the whole picture) is taken out first, by the medians of the dark and of the
 * bright half. Allocates nothing per picture.
 */
export class Background {
  /** 1 where the newest picture differs, 0 elsewhere and where it is masked. */
  readonly moving: Uint8Array;
  /** Share of the unmasked pixels that differ, 0 to 1. */
  share = 0;
  readonly #limits: BackgroundLimits;
  /** 1: left out. */
  readonly #mask: Uint8Array;
  readonly #mean: Float32Array;
  readonly #deviation: Float32Array;
  readonly #dark = new Int32Array(DIFFERENCES);
  readonly #bright = new Int32Array(DIFFERENCES);
  readonly #unmasked: number;
  #learned = 0;
  #offset = 0;
  #slope = 0;

  constructor(mask: Uint8Array, limits: BackgroundLimits) {
    this.#mask = mask;
    this.#limits = limits;
    this.#mean = new Float32Array(mask.length);
    this.#deviation = new Float32Array(mask.length);
    this.moving = new Uint8Array(mask.length);
    this.#unmasked = Math.max(
      1,
      mask.reduce((count, masked) => count + 1 - masked, 0),
    );
  }

  /** Takes a picture as background, as one of those that it is the average of. */
  learn(luma: Uint8Array): void {
    this.#learned += 1;
    const part = 1 / this.#learned;
    for (let at = 0; at < luma.length; at += 1) {
      const mean = this.#mean[at] ?? 0;
      const off = (luma[at] ?? 0) - mean;
      this.#mean[at] = mean + off * part;
      const deviation = this.#deviation[at] ?? 0;
      // The first picture has nothing to deviate from.
      const seen = this.#learned === 1 ? FIRST_DEVIATION : Math.abs(off);
      this.#deviation[at] = deviation + (seen - deviation) * part;
    }
    this.moving.fill(0);
    this.share = 0;
  }

  /** Forgets everything: the next pictures are learned from the first on. */
  forget(): void {
    this.#learned = 0;
  }

  /** Compares a picture with the background, then learns from it. @param elapsedMs since the picture before */
  compare(luma: Uint8Array, elapsedMs: number): void {
    this.#measureExposure(luma);
    const calm = 1 - Math.exp(-elapsedMs / CALM_MS);
    const busy = 1 - Math.exp(-elapsedMs / MOVING_MS);
    const { noiseFloor } = this.#limits;
    let count = 0;
    for (let at = 0; at < luma.length; at += 1) {
      const level = luma[at] ?? 0;
      const mean = this.#mean[at] ?? 0;
      const deviation = this.#deviation[at] ?? 0;
      const expected = Math.min(255, Math.max(0, mean + this.#offset + this.#slope * mean));
      const off = Math.abs(level - expected);
      const moves = off > noiseFloor + DEVIATIONS * deviation && this.#mask[at] === 0;
      this.moving[at] = moves ? 1 : 0;
      if (moves) count += 1;
      const rate = moves ? busy : calm;
      this.#mean[at] = mean + (level - mean) * rate;
      this.#deviation[at] = Math.min(MOST_DEVIATION, deviation + (off - deviation) * rate);
    }
    this.share = count / this.#unmasked;
  }

  /** Differences of the dark and of the bright half, their medians, and the line through them. */
  #measureExposure(luma: Uint8Array): void {
    const middle = this.#middle();
    this.#dark.fill(0);
    this.#bright.fill(0);
    const levels = [0, 0];
    const counts = [0, 0];
    // Every third pixel says as much as all of them.
    for (let at = 0; at < luma.length; at += 3) {
      if (this.#mask[at] === 1) continue;
      const mean = this.#mean[at] ?? 0;
      const side = mean < middle ? 0 : 1;
      const histogram = side === 0 ? this.#dark : this.#bright;
      const bin = Math.round((luma[at] ?? 0) - mean) + 255;
      histogram[bin] = (histogram[bin] ?? 0) + 1;
      levels[side] = (levels[side] ?? 0) + mean;
      counts[side] = (counts[side] ?? 0) + 1;
    }
    const [dark = 0, bright = 0] = counts;
    const darkOff = median(this.#dark, dark);
    const brightOff = median(this.#bright, bright);
    const darkLevel = (levels[0] ?? 0) / Math.max(1, dark);
    const brightLevel = (levels[1] ?? 0) / Math.max(1, bright);
    const apart = dark > 0 && bright > 0 ? brightLevel - darkLevel : 0;
    // Halves that lie close together say nothing of contrast.
    const slope = apart < 16 ? 0 : (brightOff - darkOff) / apart;
    this.#slope = Math.min(STEEPEST, Math.max(-STEEPEST, slope));
    this.#offset = apart < 16 ? (darkOff + brightOff) / 2 : darkOff - this.#slope * darkLevel;
  }

  #middle(): number {
    let sum = 0;
    let count = 0;
    for (let at = 0; at < this.#mean.length; at += 7) {
      sum += this.#mean[at] ?? 0;
      count += 1;
    }
    return sum / Math.max(1, count);
  }
}

/** Median of differences, by their histogram. */
function median(histogram: Int32Array, count: number): number {
  let seen = 0;
  for (let bin = 0; bin < histogram.length; bin += 1) {
    seen += histogram[bin] ?? 0;
    if (count > 0 && seen * 2 >= count) return bin - 255;
  }
  return 0;
}
