/** A timer that was started; only its clock can end it. */
export interface Timer {
  readonly cancel: () => void;
}

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

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs).unref();
    return { cancel: () => clearTimeout(handle) };
  },
  every(periodMs, callback) {
    let handle: NodeJS.Timeout;
    // Ticks fall on multiples of the period: what many cameras do each second is done in one waking of the process.
    const schedule = (): void => {
      handle = setTimeout(tick, periodMs - (performance.now() % periodMs)).unref();
    };
    const tick = (): void => {
      schedule();
      callback();
    };
    schedule();
    return { cancel: () => clearTimeout(handle) };
  },
};
