import type { Clock } from '../clock.ts';
import { delay } from './rate-limit.ts';
import { retryAfterMs } from './plan.ts';

export interface WorkerOptions {
  /** Does one thing. Answers whether there may be more to do at once. */
  readonly step: (signal: AbortSignal) => Promise<boolean>;
  readonly failed: (error: unknown, retryMs: number) => void;
  readonly idleMs: number;
  readonly clock: Clock;
}

/** Does one thing after another until it is stopped; rests when there is nothing to do, longer and longer when it fails. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { step, failed, idleMs, clock } = this.#options;
    const { signal } = this.#end;
    let failures = 0;
    while (!signal.aborted) {
      let restMs: number;
      try {
        restMs = (await step(signal)) ? 0 : idleMs;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        restMs = retryAfterMs(failures);
        failed(error, restMs);
      }
      if (restMs > 0) await delay(clock, restMs, signal).catch(() => undefined);
    }
  }
}
