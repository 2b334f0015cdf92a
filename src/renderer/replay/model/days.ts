const DAY_MS = 86_400_000;

/**
 * Midnight on the viewer's clock of a day that the engine named: by its midnight at the offset that was asked for.
 * (A whole number of days is the date's midnight in UTC: the same date, whatever the offset.)
 * The viewer's own midnight of that date may differ by an hour, on the other side of a change of the clocks.
 */
export function viewerDay(midnightMs: number, utcOffsetMinutes: number): number {
  const date = new Date(midnightMs % DAY_MS === 0 ? midnightMs : midnightMs + utcOffsetMinutes * 60_000);
  return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()).getTime();
}

/** `2026-11-21` in the viewer's zone: what the calendar of the interface works with. */
export function dateKey(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Midnight on the viewer's clock of a date key; null when it is none. */
export function dayOfKey(key: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(key);
  if (match === null) return null;
  return new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])).getTime();
}

/** The day with recordings nearest to `dayMs`, the earlier one of two; null when there is none. */
export function nearestDay(days: readonly number[], dayMs: number): number | null {
  return days.reduce<number | null>(
    (best, day) => (best === null || Math.abs(day - dayMs) < Math.abs(best - dayMs) ? day : best),
    null,
  );
}

/** The next day with recordings after (1) or before (-1) `dayMs`; days are in order. */
export function neighbourDay(days: readonly number[], dayMs: number, direction: 1 | -1): number | null {
  // Half a day of slack: two midnights of one date never differ by more, whatever the clocks did.
  return (
    (direction === 1
      ? days.find((day) => day > dayMs + DAY_MS / 2)
      : days.findLast((day) => day < dayMs - DAY_MS / 2)) ?? null
  );
}
