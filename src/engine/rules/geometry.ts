import type { Box, Point } from '../../shared/geometry.ts';

/** A box at the picture's edge reaches over it; a zone that is drawn to the edge is meant to hold it. */
const EDGE = 1e-4;

/** Where a thing stands: the middle of its box's lower edge, within the picture. */
export function standingPoint({ x, y, w, h }: Box): Point {
  return { x: within(x + w / 2), y: within(y + h) };
}

function within(share: number): number {
  return Math.min(1 - EDGE, Math.max(EDGE, share));
}

/** Shortest way from a point to a line of points, shares of the picture. @param closed back to the first point */
export function distanceTo(line: readonly Point[], point: Point, closed: boolean): number {
  let least = Infinity;
  for (let at = 1; at < line.length + (closed ? 1 : 0); at += 1) {
    const [from, to] = [line[at - 1], line[at % line.length]];
    if (from !== undefined && to !== undefined) least = Math.min(least, distanceToSegment(from, to, point));
  }
  return least;
}

function distanceToSegment(from: Point, to: Point, point: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - share * dx, point.y - from.y - share * dy);
}

/**
 * How often a straight way crosses a line from its left to its right, less how often from right to left. Right is the right hand of
 * one who walks along the line from its first point to its last. A point on the line counts as left of it, so that a way over a
 * corner of the line, or one that pauses on it, crosses once.
 */
export function crossings(line: readonly Point[], from: Point, to: Point): number {
  let sum = 0;
  for (let at = 1; at < line.length; at += 1) {
    const [first, second] = [line[at - 1], line[at]];
    if (first === undefined || second === undefined) continue;
    const startsRight = isRight(first, second, from);
    if (startsRight === isRight(first, second, to)) continue;
    if (isRight(from, to, first) === isRight(from, to, second)) continue;
    sum += startsRight ? -1 : 1;
  }
  return sum;
}

/** The picture's y goes down, hence right is where the cross product is positive. */
function isRight(from: Point, to: Point, point: Point): boolean {
  return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x) > 0;
}
