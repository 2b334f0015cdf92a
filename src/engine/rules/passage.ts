import type { Box, Point } from '../../shared/geometry.ts';
import { crossings, distanceTo, standingPoint } from './geometry.ts';

/** A thing's way over one trip-wire. */
export interface Passage {
  readonly point: Point;
  /** Crossings since it was last clearly beside the line: inwards less outwards. */
  readonly net: number;
  /** When that changed last. */
  readonly netMs: number;
  /** It was clearly beside the line once; who begins on the line has not crossed it. */
  readonly settled: boolean;
  readonly change: 'in' | 'out' | null;
}

/** It is clearly beside the line from this distance on, in sizes of its box: whoever trembles on it crosses it once, or not at all. */
const BESIDE_SHARE = 0.05;

export function firstPassage(line: readonly Point[], box: Box, atMs: number): Passage {
  const point = standingPoint(box);
  return { point, net: 0, netMs: atMs, settled: isBeside(line, point, box), change: null };
}

/** After a look in which it was seen; between two looks it went straight. Pure. */
export function nextPassage(before: Passage, line: readonly Point[], box: Box, atMs: number): Passage {
  const point = standingPoint(box);
  const crossed = crossings(line, before.point, point);
  const net = before.net + crossed;
  const netMs = crossed === 0 ? before.netMs : atMs;
  if (!isBeside(line, point, box)) return { ...before, point, net, netMs, change: null };
  const change = !before.settled || net === 0 ? null : net > 0 ? 'in' : 'out';
  return { point, net: 0, netMs, settled: true, change };
}

/** While it was not seen. Pure. */
export function samePassage(before: Passage): Passage {
  return before.change === null ? before : { ...before, change: null };
}

function isBeside(line: readonly Point[], point: Point, { w, h }: Box): boolean {
  return distanceTo(line, point, false) >= (BESIDE_SHARE * (w + h)) / 2;
}
