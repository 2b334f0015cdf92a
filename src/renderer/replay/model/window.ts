import type { TimeSpan } from '../../../shared/recording.ts';

const MINUTE_MS = 60_000;
/** Longest window that one playlist opens with; longer ones cost more to read than they save. */
const LENGTH_MS = 60 * MINUTE_MS;
const BEFORE_MS = 10 * MINUTE_MS;
/** How much a window grows when the playhead comes near its end, and how near that is. */
const GROW_MS = 20 * MINUTE_MS;
const NEAR_MS = 8 * MINUTE_MS;
/** A playlist is not extended past this; playing on opens a new one. */
const LONGEST_MS = 6 * 60 * MINUTE_MS;

/**
 * The span whose playlist is loaded to show `ms`: ten minutes before and fifty after; what lies past `nowMs` is
 * given to the time before.
 */
export function windowAround(ms: number, nowMs: number): TimeSpan {
  const afterMs = Math.max(0, Math.min(LENGTH_MS - BEFORE_MS, nowMs - ms));
  return { startMs: ms - (LENGTH_MS - afterMs), endMs: ms + afterMs + (ms + afterMs >= nowMs ? GROW_MS : 0) };
}

/** The window with a later end when `playheadMs` comes near it and footage may follow; else the same object. */
export function grownWindow(window: TimeSpan, playheadMs: number, nowMs: number): TimeSpan {
  if (window.endMs - playheadMs > NEAR_MS || window.endMs >= nowMs) return window;
  if (window.endMs - window.startMs >= LONGEST_MS) return window;
  return { startMs: window.startMs, endMs: window.endMs + GROW_MS };
}

/**
 * How often the playlist of this window is asked for again, seconds; null when neither the footage nor the window
 * will grow. An old window changes only when it is extended, eight minutes ahead of the playhead at up to 16 times
 * its speed.
 */
export function reloadSeconds(window: TimeSpan, lastFootageMs: number, nowMs: number): number | null {
  if (window.endMs >= nowMs) return 4;
  return window.endMs < lastFootageMs ? 10 : null;
}
