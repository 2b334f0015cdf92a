import type { TimeSpan } from '../../shared/recording.ts';

/**
 * Joins footage that is less than `joinMs` apart and clips it to [startMs, endMs). Pure.
 * @param rows [start, duration] in milliseconds, ascending by start; they may overlap.
 */
export function joinSpans(
  rows: Iterable<readonly [startMs: number, durationMs: number]>,
  startMs: number,
  endMs: number,
  joinMs: number,
): TimeSpan[] {
  const spans: TimeSpan[] = [];
  let last: TimeSpan | undefined;
  for (const [start, duration] of rows) {
    const from = Math.max(start, startMs);
    const to = Math.min(start + duration, endMs);
    if (to <= from) continue;
    if (last !== undefined && from - last.endMs < joinMs) last.endMs = Math.max(last.endMs, to);
    else spans.push((last = { startMs: from, endMs: to }));
  }
  return spans;
}

const DAY_MS = 86_400_000;

/** Midnight (UTC milliseconds) of the day that holds `atMs` in a zone so many minutes ahead of UTC. Pure. */
export function midnightOf(atMs: number, utcOffsetMinutes: number): number {
  const offsetMs = utcOffsetMinutes * 60_000;
  return Math.floor((atMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
}

/** Midnights of all days that [startMs, endMs) touches, ascending. Pure. */
export function midnightsOf(startMs: number, endMs: number, utcOffsetMinutes: number): number[] {
  const days: number[] = [];
  const last = Math.max(startMs, endMs - 1);
  for (let day = midnightOf(startMs, utcOffsetMinutes); day <= last; day += DAY_MS) days.push(day);
  return days;
}

/** The midnight after the given one. Zones are fixed offsets here, so days are of equal length. */
export function nextMidnight(midnightMs: number): number {
  return midnightMs + DAY_MS;
}
