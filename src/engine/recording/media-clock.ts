import type { Clock } from '../clock.ts';

const BUCKET_MS = 60_000;
const BUCKETS = 5;
/** A smaller difference between the machine's clock and ours is left alone. */
const JUMP_MS = 250;

/** Tells which moment (UTC) a run's media time stands for. */
export interface MediaTime {
  /** Media up to `mediaMs` of the run has been written by now. */
  observe(mediaMs: number): void;
  /** UTC milliseconds of a media time; null before the first observation. */
  utcOf(mediaMs: number): number | null;
  /** Takes over the machine's clock when it has been set; answers by how much it jumped, 0 when it did not. Call between segments. */
  followJump(): number;
}

/** For runs whose time stamps are the machine's clock at arrival: there is nothing to guess. */
export function arrivalTime(epochMs: number): MediaTime {
  return { observe: () => undefined, utcOf: (mediaMs) => Math.round(epochMs + mediaMs), followJump: () => 0 };
}

/**
 * For runs with time stamps of the source's own. A packet can only come late, never early, so the smallest
 * difference between arrival and media time seen in the last minutes is the best guess; a window, because the camera's clock drifts.
 * Arrivals are taken by the monotonic clock: a machine whose time is set does not tear a run apart.
 */
export class MediaClock implements MediaTime {
  readonly #clock: Clock;
  #utcMinusMonotonicMs: number;
  #minima: { readonly bucket: number; readonly lagMs: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#utcMinusMonotonicMs = clock.now() - clock.monotonic();
  }

  observe(mediaMs: number): void {
    const nowMs = this.#clock.monotonic();
    const bucket = Math.floor(nowMs / BUCKET_MS);
    const lagMs = nowMs - mediaMs;
    const last = this.#minima.at(-1);
    if (last?.bucket === bucket) {
      if (lagMs < last.lagMs) this.#minima[this.#minima.length - 1] = { bucket, lagMs };
      return;
    }
    this.#minima = [...this.#minima.filter((entry) => entry.bucket > bucket - BUCKETS), { bucket, lagMs }];
  }

  utcOf(mediaMs: number): number | null {
    if (this.#minima.length === 0) return null;
    const lagMs = Math.min(...this.#minima.map((entry) => entry.lagMs));
    return Math.round(lagMs + mediaMs + this.#utcMinusMonotonicMs);
  }

  followJump(): number {
    const offsetMs = this.#clock.now() - this.#clock.monotonic();
    const jumpMs = offsetMs - this.#utcMinusMonotonicMs;
    if (Math.abs(jumpMs) < JUMP_MS) return 0;
    this.#utcMinusMonotonicMs = offsetMs;
    return jumpMs;
  }
}

const ADJOIN_MS = 500;
/** About the jitter of one frame; less is noise, not drift. */
const DEAD_BAND_MS = 40;
const LONGEST_STEP_MS = 50;

/**
 * Start of a segment that follows another in the same run. Small differences are noise or drift: the segments adjoin, and
 * drift is followed in small steps. A large one forward is a real hole. Backward, it can only be a better guess (a camera that
 * began with a burst of old frames), which must not make footage overlap, or a clock that was set back.
 */
export function followingStart(previousEndMs: number, nominalMs: number, clockWasSet: boolean): number {
  const offMs = nominalMs - previousEndMs;
  if (offMs >= ADJOIN_MS || (clockWasSet && offMs <= -ADJOIN_MS)) return nominalMs;
  if (Math.abs(offMs) <= DEAD_BAND_MS) return previousEndMs;
  return previousEndMs + Math.max(-LONGEST_STEP_MS, Math.min(LONGEST_STEP_MS, offMs));
}
