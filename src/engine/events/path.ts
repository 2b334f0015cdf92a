import type { DetectionEvent } from '../../shared/detection.ts';
import type { Box, Point } from '../../shared/geometry.ts';

export type PathPoint = DetectionEvent['path'][number];

/** Most points of an event's path. */
export const MOST_POINTS = 200;
/** Shares of the picture that a point may be off by before it matters; doubled until few enough are left. */
const FIRST_TOLERANCE = 0.002;

/** Where a thing stands: the middle of its box's lower edge, kept within the picture. */
export function footOf(box: Box): Point {
  return { x: within(box.x + box.w / 2), y: within(box.y + box.h) };
}

/**
 * Leaves out what matters least, by Ramer-Douglas-Peucker with the distance to where a thing would be at that time if it had gone evenly
 * (time-ratio distance, Meratnia and de By, "Spatiotemporal compression techniques for moving point objects", EDBT 2004): bends and changes
 * of pace stay. The first and the last point stay always. Pure.
 * @param points by time
 * @param most at least 2
 */
export function thinPath(points: readonly PathPoint[], most: number = MOST_POINTS): PathPoint[] {
  let kept = [...points];
  for (let tolerance = FIRST_TOLERANCE; kept.length > most; tolerance *= 2) kept = simplify(kept, tolerance);
  return kept;
}

function simplify(points: readonly PathPoint[], tolerance: number): PathPoint[] {
  const keep = new Set([0, points.length - 1]);
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [first, last] = span;
    const { index, distance } = furthest(points, first, last);
    if (distance <= tolerance) continue;
    keep.add(index);
    spans.push([first, index], [index, last]);
  }
  return points.filter((_, index) => keep.has(index));
}

function furthest(points: readonly PathPoint[], first: number, last: number): { index: number; distance: number } {
  const from = points[first];
  const to = points[last];
  let found = { index: first, distance: 0 };
  if (from === undefined || to === undefined) return found;
  const spanMs = Math.max(1, to.atMs - from.atMs);
  for (let index = first + 1; index < last; index += 1) {
    const point = points[index];
    if (point === undefined) continue;
    const share = (point.atMs - from.atMs) / spanMs;
    const distance = Math.hypot(point.x - from.x - share * (to.x - from.x), point.y - from.y - share * (to.y - from.y));
    if (distance > found.distance) found = { index, distance };
  }
  return found;
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
