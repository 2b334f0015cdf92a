import type { Clock, Timer } from '../../src/engine/clock.ts';

interface Pending {
  dueMs: number;
  readonly periodMs: number | null;
  readonly callback: () => void;
}

/** A clock that stands still until a test advances it; timers fire in order of their time. */
export class FakeClock implements Clock {
  #elapsedMs = 0;
  #utcOffsetMs: number;
  readonly #pending = new Set<Pending>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#utcOffsetMs = startMs;
  }

  now(): number {
    return this.#utcOffsetMs + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.#add({ dueMs: this.#elapsedMs + delayMs, periodMs: null, callback });
  }

  every(periodMs: number, callback: () => void): Timer {
    return this.#add({ dueMs: this.#elapsedMs + periodMs, periodMs, callback });
  }

  /** Lets `ms` pass; lets pending promises settle before and after each timer. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#elapsedMs + ms;
    await settle();
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
      if (next.periodMs === null) this.#pending.delete(next);
      else next.dueMs += next.periodMs;
      next.callback();
      await settle();
    }
    this.#elapsedMs = untilMs;
    await settle();
  }

  /** The machine sleeps: time passes, and timers that fell due are late. */
  sleep(ms: number): void {
    this.#elapsedMs += ms;
  }

  /** Sets the wall clock, as NTP or a person would; deadlines are not touched. */
  setUtc(ms: number): void {
    this.#utcOffsetMs = ms - this.#elapsedMs;
  }

  pendingCount(): number {
    return this.#pending.size;
  }

  #add(pending: Pending): Timer {
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  #next(untilMs: number): Pending | undefined {
    return [...this.#pending].filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
