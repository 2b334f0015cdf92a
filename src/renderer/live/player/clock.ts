/** Time as the player sees it; a test hands in one that it advances by hand. */
export interface PlayerClock {
  /** Milliseconds that only ever grow. */
  monotonic(): number;
  after(delayMs: number, callback: () => void): { readonly cancel: () => void };
}

/** The browser's own clock. */
export const browserClock: PlayerClock = {
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};
