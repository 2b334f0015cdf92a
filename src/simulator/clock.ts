/** Time as the simulator sees it; shaped like the engine's clock, so that tests hand in the same fake one. */
export interface SimulatorClock {
  /** UTC milliseconds, with fractions. */
  now(): number;
  /** Milliseconds that only ever grow. */
  monotonic(): number;
  after(delayMs: number, callback: () => void): { readonly cancel: () => void };
}

/** The machine's clock, finer than a millisecond, so that latencies of a few milliseconds can be told apart. */
export const machineClock: SimulatorClock = {
  now: () => performance.timeOrigin + performance.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs).unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
