import type { FootageUsage } from '../../shared/locks.ts';

const DAY_SECONDS = 86_400;

/**
 * Days until a camera's footage has reached the bytes that it may take, at the present rate; from then on the oldest goes for the newest. Null
 * where it has no such limit, or nothing is recorded. Pure.
 */
export function daysToLimit(
  usage: Pick<FootageUsage, 'sizeBytes'>,
  maxBytes: number | null,
  bitrateBps: number,
): number | null {
  if (maxBytes === null || bitrateBps <= 0) return null;
  return Math.max(0, maxBytes - usage.sizeBytes) / ((bitrateBps / 8) * DAY_SECONDS);
}
