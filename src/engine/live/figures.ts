import type { Clock } from '../clock.ts';

/** Over the last few seconds. `lastArrivalMs` is UTC; null when nothing has come. */
export interface ChannelFigures {
  readonly fps: number;
  readonly bitrateBps: number;
  readonly lastArrivalMs: number | null;
}

const WINDOW_MS = 5000;
const BUCKET_MS = 500;

interface Bucket {
  readonly startMs: number;
  bytes: number;
  frames: number;
}

/** Counts frames and bytes in half-second buckets. */
export class Figures {
  readonly #clock: Clock;
  #buckets: Bucket[] = [];
  #lastArrivalMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  reset(): void {
    this.#buckets = [];
  }

  add(bytes: number, frames: number): void {
    const nowMs = this.#clock.monotonic();
    this.#lastArrivalMs = this.#clock.now();
    const last = this.#buckets.at(-1);
    if (last !== undefined && nowMs - last.startMs < BUCKET_MS) {
      last.bytes += bytes;
      last.frames += frames;
      return;
    }
    this.#buckets = this.#buckets.filter((bucket) => nowMs - bucket.startMs < WINDOW_MS);
    this.#buckets.push({ startMs: nowMs, bytes, frames });
  }

  now(): ChannelFigures {
    const nowMs = this.#clock.monotonic();
    const recent = this.#buckets.filter((bucket) => nowMs - bucket.startMs < WINDOW_MS);
    const oldestMs = recent[0]?.startMs ?? nowMs;
    const seconds = Math.max(BUCKET_MS, nowMs - oldestMs) / 1000;
    const sum = (pick: (bucket: Bucket) => number): number => recent.reduce((total, bucket) => total + pick(bucket), 0);
    return {
      fps: sum((bucket) => bucket.frames) / seconds,
      bitrateBps: (sum((bucket) => bucket.bytes) * 8) / seconds,
      lastArrivalMs: this.#lastArrivalMs,
    };
  }
}
