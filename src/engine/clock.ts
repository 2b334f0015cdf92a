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
  /** Calls back each `periodMs` until cancelled; does not keep the process alive by itself. */
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
    const handle = setInterval(callback, periodMs).unref();
    return { cancel: () => clearInterval(handle) };
  },
};
