import { Ticks, type Timer } from './ticks.ts';

export type { Timer };

/** Time as the engine sees it; tests hand in one that they advance by hand. */
export interface Clock {
  /** UTC milliseconds. May jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds that only ever grow; for deadlines and rates. */
  monotonic(): number;
  /** Calls back once after `delayMs`; does not keep the process alive by itself. */
  after(delayMs: number, callback: () => void): Timer;
  /** Calls back each `periodMs` until cancelled, the first time within one; does not keep the process alive by itself. */
  every(periodMs: number, callback: () => void): Timer;
}

function after(delayMs: number, callback: () => void): Timer {
  const handle = setTimeout(callback, delayMs).unref();
  return { cancel: () => clearTimeout(handle) };
}

const monotonic = (): number => performance.now();

/** What all periodic work of this process shares: its wakings. */
const ticks = new Ticks({ monotonic, after });

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic,
  after,
  every: (periodMs, callback) => ticks.add(periodMs, callback),
};
