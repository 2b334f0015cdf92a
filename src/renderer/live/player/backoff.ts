/** How long to wait before a live socket is opened again. Milliseconds. */
export const liveBackoff = { firstMs: 500, factor: 1.7, longestMs: 5000, jitter: 0.3 } as const;

/**
 * Delay before attempt `attempt` (from 1): 0.5 s growing to 5 s, of which up to 30 % are random (`random` in [0, 1)),
 * so that many tiles do not come back in one moment.
 */
export function liveDelayMs(attempt: number, random: number): number {
  const { firstMs, factor, longestMs, jitter } = liveBackoff;
  const delay = Math.min(longestMs, firstMs * factor ** Math.min(20, Math.max(0, attempt - 1)));
  return Math.round(delay * (1 - jitter * random));
}
