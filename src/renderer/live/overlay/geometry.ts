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

/** Where a label stands that belongs to a box: above it, or in its upper edge. */
export type Side = 'above' | 'inside';

/**
 * Place of a label of `size` at `box`, whole within `room`. It stays on the side on which it was while there is space, so that it does
 * not jump when a box moves along the edge.
 */
export function placeLabel(
  box: Rect,
  size: Size,
  room: Rect,
  before: Side | undefined,
): Rect & { readonly side: Side } {
  const spareAbove = box.top - size.height - room.top;
  const side: Side = spareAbove >= (before === 'inside' ? size.height / 2 : 0) ? 'above' : 'inside';
  const wanted = side === 'above' ? box.top - size.height : box.top;
  const left = clamp(box.left, room.left, room.left + room.width - size.width);
  const top = clamp(wanted, room.top, room.top + room.height - size.height);
  return { left: Math.round(left), top: Math.round(top), ...size, side };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
