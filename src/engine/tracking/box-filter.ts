import type { Box } from '../../shared/geometry.ts';

/** Numbers of one axis in the state: place, speed, and the three of their covariance. */
const STRIDE = 5;
const AXES = ['x', 'y', 'w', 'h'] as const;
type Axis = 0 | 1 | 2 | 3;

/** How far off a detector's box is: deviation of its middle and of its size, as shares of its width or height. */
const PLACE_NOISE = 0.08;
const SIZE_NOISE = 0.08;
/** How speed changes: deviation after one second, in sizes of the box per second. Walking people turn and stop within a second. */
const DRIFT = 0.5;
/** Its size changes faster: who comes in at the edge of the picture grows to twice and more within a second. */
const SIZE_DRIFT = 1;
/** How fast a thing may be that was seen once, in sizes per second: a walking man makes about one body height. */
const FIRST_SPEED = 0.9;
const FIRST_SIZE_SPEED = 2;
/** Growth is not foretold further than this in one step: whoever comes in at the edge stops growing soon. */
const MOST_RESIZE = 1.1;
/** Speed wanders no further over longer steps: things do not get faster and faster. */
const LONGEST_DRIFT_S = 2;
const LEAST_SIZE = 1e-4;

/**
 * Kalman filter over a box: middle, width and height, each with its speed, in shares of the picture and seconds. Speed wanders
 * (white noise of acceleration, integrated over the real time step), so the filter fits any rate of pictures.
 * The axes do not touch each other, so four filters of two numbers are the same as one of eight.
 * After SORT (Bewley et al., ICIP 2016) and ByteTrack (Zhang et al., ECCV 2022), which count in frames.
 */
export class BoxFilter {
  readonly #state = new Float64Array(STRIDE * AXES.length);

  constructor(box: Box) {
    const size = sizeOf(box.w, box.h);
    this.#begin(0, box.x + box.w / 2, (PLACE_NOISE * box.w) ** 2, (FIRST_SPEED * size) ** 2);
    this.#begin(1, box.y + box.h / 2, (PLACE_NOISE * box.h) ** 2, (FIRST_SPEED * size) ** 2);
    this.#begin(2, box.w, (SIZE_NOISE * box.w) ** 2, (FIRST_SIZE_SPEED * box.w) ** 2);
    this.#begin(3, box.h, (SIZE_NOISE * box.h) ** 2, (FIRST_SIZE_SPEED * box.h) ** 2);
  }

  /** Where it is. */
  get box(): Box {
    const [w, h] = [this.#width, this.#height];
    return { x: this.#at(0) - w / 2, y: this.#at(1) - h / 2, w, h };
  }

  get middleX(): number {
    return this.#at(0);
  }

  get middleY(): number {
    return this.#at(1);
  }

  /** Shares of the picture per second. */
  get vx(): number {
    return this.#state[1] ?? 0;
  }

  get vy(): number {
    return this.#state[STRIDE + 1] ?? 0;
  }

  /** Mean of width and height. */
  get size(): number {
    return sizeOf(this.#width, this.#height);
  }

  /** Goes on by a time step. @param step seconds @param keepSize of what is not seen: its size is not foretold */
  predict(step: number, keepSize: boolean): void {
    if (step <= 0) return;
    const drift = (DRIFT * this.size) ** 2;
    this.#move(0, step, drift);
    this.#move(1, step, drift);
    if (keepSize) return;
    this.#resize(2, step, this.#width);
    this.#resize(3, step, this.#height);
  }

  /** Takes in a box that was seen. @param trust 1 for a sure one, less for a doubtful one @param sizeTrust the same of its size */
  correct(box: Box, trust: number, sizeTrust: number): void {
    this.#fit(0, box.x + box.w / 2, (PLACE_NOISE * box.w) ** 2 / trust);
    this.#fit(1, box.y + box.h / 2, (PLACE_NOISE * box.h) ** 2 / trust);
    this.#fit(2, box.w, (SIZE_NOISE * box.w) ** 2 / sizeTrust);
    this.#fit(3, box.h, (SIZE_NOISE * box.h) ** 2 / sizeTrust);
  }

  /** It stands, as far as is known; how sure that is stays as it is. */
  halt(): void {
    for (let at = 0; at < this.#state.length; at += STRIDE) this.#state[at + 1] = 0;
  }

  /** Square of the distance to a box's middle, in deviations of what is foretold (Mahalanobis). */
  distance(box: Box): number {
    const dx = box.x + box.w / 2 - this.#at(0);
    const dy = box.y + box.h / 2 - this.#at(1);
    const varianceX = (this.#state[2] ?? 0) + (PLACE_NOISE * box.w) ** 2;
    const varianceY = (this.#state[STRIDE + 2] ?? 0) + (PLACE_NOISE * box.h) ** 2;
    return dx ** 2 / varianceX + dy ** 2 / varianceY;
  }

  get #width(): number {
    return Math.max(LEAST_SIZE, this.#at(2));
  }

  get #height(): number {
    return Math.max(LEAST_SIZE, this.#at(3));
  }

  #at(axis: Axis): number {
    return this.#state[axis * STRIDE] ?? 0;
  }

  #begin(axis: Axis, place: number, placeVariance: number, speedVariance: number): void {
    this.#state.set([place, 0, placeVariance, 0, speedVariance], axis * STRIDE);
  }

  #move(axis: Axis, step: number, drift: number): void {
    const [s, i] = [this.#state, axis * STRIDE];
    const [both, speed] = [s[i + 3] ?? 0, s[i + 4] ?? 0];
    const wander = drift * Math.min(step, LONGEST_DRIFT_S);
    s[i] = (s[i] ?? 0) + step * (s[i + 1] ?? 0);
    s[i + 2] = (s[i + 2] ?? 0) + step * (2 * both + step * speed) + (wander * step ** 2) / 3;
    s[i + 3] = both + step * speed + (wander * step) / 2;
    s[i + 4] = speed + wander;
  }

  #resize(axis: 2 | 3, step: number, size: number): void {
    this.#move(axis, step, (SIZE_DRIFT * size) ** 2);
    this.#state[axis * STRIDE] = Math.min(size * MOST_RESIZE, Math.max(size / MOST_RESIZE, this.#at(axis)));
  }

  #fit(axis: Axis, seen: number, noise: number): void {
    const [s, i] = [this.#state, axis * STRIDE];
    const [place, both] = [s[i + 2] ?? 0, s[i + 3] ?? 0];
    const whole = place + noise;
    const off = seen - (s[i] ?? 0);
    const [placeGain, speedGain] = [place / whole, both / whole];
    s[i] = (s[i] ?? 0) + placeGain * off;
    s[i + 1] = (s[i + 1] ?? 0) + speedGain * off;
    s[i + 2] = place * (1 - placeGain);
    s[i + 3] = both * (1 - placeGain);
    s[i + 4] = (s[i + 4] ?? 0) - speedGain * both;
  }
}

/** One length for both axes: things move by their whole size, not by their width alone. */
function sizeOf(w: number, h: number): number {
  return (w + h) / 2;
}
