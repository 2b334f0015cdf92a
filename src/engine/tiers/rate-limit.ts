import type { Clock } from '../clock.ts';

export interface RateLimit {
  /** Waits until so many bytes may go, first come first served. Rejects with the signal's reason. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

/** One rate for all who share it. No credit is saved up in quiet times. */
export function createRateLimit(clock: Clock, bytesPerSecond: () => number): RateLimit {
  let freeAtMs = 0;
  return {
    async take(bytes, signal) {
      signal.throwIfAborted();
      const nowMs = clock.monotonic();
      const startMs = Math.max(nowMs, freeAtMs);
      freeAtMs = startMs + (bytes / bytesPerSecond()) * 1000;
      if (startMs > nowMs) await delay(clock, startMs - nowMs, signal);
    },
  };
}

/** @throws the signal's reason */
export function delay(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      timer.cancel();
      reject(signal.reason as Error);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

/** Bytes per second over the last seconds. */
export class RateMeter {
  static readonly #WINDOW_MS = 10_000;
  readonly #clock: Clock;
  #samples: { readonly atMs: number; readonly bytes: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(bytes: number): void {
    this.#samples.push({ atMs: this.#clock.monotonic(), bytes });
    this.#trim();
  }

  bytesPerSecond(): number {
    this.#trim();
    const bytes = this.#samples.reduce((sum, sample) => sum + sample.bytes, 0);
    return Math.round((bytes * 1000) / RateMeter.#WINDOW_MS);
  }

  #trim(): void {
    const sinceMs = this.#clock.monotonic() - RateMeter.#WINDOW_MS;
    const first = this.#samples.findIndex(({ atMs }) => atMs > sinceMs);
    if (first !== 0) this.#samples = first < 0 ? [] : this.#samples.slice(first);
  }
}
