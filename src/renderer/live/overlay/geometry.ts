import type { Point } from '../../../shared/geometry.ts';
import type { Zoom } from '../zoom.ts';

/** Numbers of one kind of pixel; here of the canvas. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a picture lies in a frame that shows all of it, in its middle (CSS `object-fit: contain`). */
export function containedIn(frame: Size, picture: Size): Rect {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { left: (frame.width - width) / 2, top: (frame.height - height) / 2, width, height };
}

/** From shares of the picture to pixels of the frame, after digital zoom. */
export function projection(frame: Size, picture: Size, zoom: Zoom): (point: Point) => Point {
  const { left, top, width, height } = containedIn(frame, picture);
  return ({ x, y }) => ({
    x: zoom.scale * (left + x * width - zoom.x * frame.width),
    y: zoom.scale * (top + y * height - zoom.y * frame.height),
  });
}

/** Where a label stands that belongs to a box: above it, in its upper edge, below it. The first is the best. */
export const sides = ['above', 'inside', 'below'] as const;
export type Side = (typeof sides)[number];

/** Where a label stood before, and where those stand that were placed already. */
export interface LabelNeighbours {
  readonly before: Side | undefined;
  readonly taken: readonly Rect[];
}

/**
 * Place of a label of `size` at `box`, whole within `room` and clear of other labels if it can be. It stays on its side while that is
 * free, and goes back to a better one only when there is space to spare, so that it does not jump when a box moves along an edge.
 */
export function placeLabel(
  box: Rect,
  size: Size,
  room: Rect,
  { before, taken }: LabelNeighbours,
): Rect & { readonly side: Side } {
  const left = Math.round(clamp(box.left, room.left, room.left + room.width - size.width));
  const at = (side: Side): Rect => ({ left, top: topOf(side, box, size), ...size });
  const spare = size.height / 2;
  const free = (side: Side): boolean => {
    const margin = before !== undefined && sides.indexOf(side) < sides.indexOf(before) ? spare : 0;
    return fits(at(side), room, margin) && !taken.some((other) => overlap(at(side), other, margin));
  };
  const side = sides.find(free) ?? before ?? 'inside';
  const top = Math.round(clamp(topOf(side, box, size), room.top, room.top + room.height - size.height));
  return { left, top, ...size, side };
}

function topOf(side: Side, box: Rect, size: Size): number {
  if (side === 'above') return Math.round(box.top - size.height);
  return Math.round(side === 'inside' ? box.top : box.top + box.height);
}

function fits({ top, height }: Rect, room: Rect, margin: number): boolean {
  return top >= room.top + margin && top + height <= room.top + room.height;
}

function overlap(a: Rect, b: Rect, margin: number): boolean {
  return (
    a.left < b.left + b.width + margin &&
    b.left < a.left + a.width + margin &&
    a.top < b.top + b.height + margin &&
    b.top < a.top + a.height + margin
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
