import type { Clock } from '../clock.ts';

interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/** Over which time a rate is taken. */
const WINDOW_MS = 5000;

/** The rate of a count that only grows, over the last few seconds. */
export class RateMeter {
  readonly #clock: Clock;
  #samples: Sample[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param value the count so far; a smaller one than before begins anew */
  add(value: number): void {
    const atMs = this.#clock.monotonic();
    const last = this.#samples.at(-1);
    if (last !== undefined && value < last.value) this.#samples = [];
    this.#samples.push({ atMs, value });
    const oldest = this.#samples.findLastIndex((sample) => sample.atMs <= atMs - WINDOW_MS);
    if (oldest > 0) this.#samples.splice(0, oldest);
  }

  /** Per second; 0 when nothing came for the length of the window. */
  perSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
    const nowMs = this.#clock.monotonic();
    if (nowMs - last.atMs > WINDOW_MS) return 0;
    return ((last.value - first.value) * 1000) / (last.atMs - first.atMs);
  }

  reset(): void {
    this.#samples = [];
  }
}

/** Bytes written to a series of files of which only the newest grows; what the last look missed of a finished one is left out. */
export class GrowthMeter {
  #path: string | null = null;
  #size = 0;
  #total = 0;

  /** Answers the sum of all growth seen so far. */
  look(path: string, sizeBytes: number): number {
    const before = path === this.#path ? this.#size : 0;
    this.#total += Math.max(0, sizeBytes - before);
    this.#path = path;
    this.#size = sizeBytes;
    return this.#total;
  }
}
