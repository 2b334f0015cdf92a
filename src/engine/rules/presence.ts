import type { Box, Polygon } from '../../shared/geometry.ts';
import { contains } from '../../shared/geometry.ts';
import { distanceTo, standingPoint } from './geometry.ts';

/** Whether a thing is in a zone, over its looks. */
export interface Presence {
  readonly inside: boolean;
  /** Looks in a row that say the opposite, and the first of them. */
  readonly doubts: number;
  readonly doubtMs: number;
  /** When its stay began; null: none. A short step out does not end one. */
  readonly stayMs: number | null;
  /** When it stepped out of its stay; null: it is in. */
  readonly leftMs: number | null;
  /** What this look has changed, at `doubtMs`. */
  readonly change: 'enter' | 'leave' | null;
}

export type Place = 'in' | 'edge' | 'out';

/** It is out only when it is so far away from the zone, in sizes of its box: boxes tremble. */
const EDGE_SHARE = 0.1;
/** Looks over at least this time, hence two or more, say that it is in, or out. Where looks are rarer than this, one is enough. */
const SURE_MS = 150;
const RARE_MS = 1000;
/** A step out of the zone that is not longer than this is none. */
const STEP_OUT_MS = 1000;

/** Where a box stands. Pure. */
export function placeOf(polygon: Polygon, box: Box): Place {
  const point = standingPoint(box);
  if (contains(polygon, point)) return 'in';
  return distanceTo(polygon, point, true) < (EDGE_SHARE * (box.w + box.h)) / 2 ? 'edge' : 'out';
}

/** At its first look. @param startMs when it was seen first */
export function firstPresence(place: Place, startMs: number): Presence {
  const inside = place === 'in';
  return { inside, doubts: 0, doubtMs: startMs, stayMs: inside ? startMs : null, leftMs: null, change: null };
}

/** After a look in which it was seen. Pure. @param elapsedMs since the look before in which it was */
export function nextPresence(before: Presence, place: Place, atMs: number, elapsedMs: number): Presence {
  if (before.inside ? place !== 'out' : place !== 'in') return { ...before, doubts: 0, change: null };
  const doubts = before.doubts + 1;
  const doubtMs = doubts === 1 ? atMs : before.doubtMs;
  const sure = elapsedMs >= RARE_MS || atMs - doubtMs >= SURE_MS;
  if (!sure) return { ...before, doubts, doubtMs, change: null };
  if (before.inside) return { ...before, inside: false, doubts: 0, doubtMs, leftMs: doubtMs, change: 'leave' };
  const goesOn = before.leftMs !== null && doubtMs - before.leftMs <= STEP_OUT_MS;
  const stayMs = goesOn ? before.stayMs : doubtMs;
  return { inside: true, doubts: 0, doubtMs, stayMs, leftMs: null, change: 'enter' };
}

/** While it was not seen. Pure. */
export function samePresence(before: Presence): Presence {
  return before.change === null ? before : { ...before, change: null };
}

/** Whether its stay goes on, a step out included. Pure. */
export function stays({ stayMs, leftMs }: Presence, atMs: number): boolean {
  return stayMs !== null && (leftMs === null || atMs - leftMs <= STEP_OUT_MS);
}
