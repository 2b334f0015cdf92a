import type { Box } from '../../shared/geometry.ts';
import type { Size } from './tensors.ts';

/** How a part of the picture is brought to the size of the model's input. */
export type Resize =
  /** Its shape is kept, it lies in the top left corner, the rest is grey. */
  | 'corner'
  /** Its shape is kept, it lies in the middle, grey around. */
  | 'centre'
  /** Both axes fill the input, each by its own factor. */
  | 'stretch'
  /** As it is: the input takes any size. */
  | 'native';

/** How a family wants its pixels. An element is (value - mean) * scale, value 0 to 255, for red, green and blue. */
export interface Preparation {
  readonly resize: Resize;
  readonly order: 'rgb' | 'bgr';
  readonly mean: readonly [number, number, number];
  readonly scale: readonly [number, number, number];
}

/** Where a rectangle of the picture lies in the input. All in whole pixels. */
export interface Fit {
  readonly picture: Size;
  readonly input: Size;
  readonly from: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly to: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

const LEAST_SIDE = 2;

/** Whole pixels [from, from + size) of a side that the shares [at, at + part) of it cover, at least two of them. */
function span(at: number, part: number, side: number): { from: number; size: number } {
  const first = Math.max(0, Math.min(Math.floor(at * side), side - LEAST_SIDE));
  const end = Math.max(first + LEAST_SIDE, Math.min(Math.ceil((at + part) * side), side));
  return { from: Math.max(0, first), size: Math.min(end, side) - Math.max(0, first) };
}

/** @param input null: the input takes any size and gets the pixels as they are */
export function fitInto(picture: Size, look: Box | null, resize: Resize, input: Size | null): Fit {
  const across = look === null ? { from: 0, size: picture.width } : span(look.x, look.w, picture.width);
  const down = look === null ? { from: 0, size: picture.height } : span(look.y, look.h, picture.height);
  const from = { x: across.from, y: down.from, width: across.size, height: down.size };
  if (input === null || resize === 'native') {
    const size = { width: from.width, height: from.height };
    return { picture, input: size, from, to: { x: 0, y: 0, ...size } };
  }
  if (resize === 'stretch') return { picture, input, from, to: { x: 0, y: 0, ...input } };
  const factor = Math.min(input.width / from.width, input.height / from.height);
  const width = Math.max(1, Math.min(input.width, Math.round(from.width * factor)));
  const height = Math.max(1, Math.min(input.height, Math.round(from.height * factor)));
  const middle = resize === 'centre';
  const x = middle ? Math.floor((input.width - width) / 2) : 0;
  const y = middle ? Math.floor((input.height - height) / 2) : 0;
  return { picture, input, from, to: { x, y, width, height } };
}

/** A box by its corners. */
export interface Corners {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const clamp = (value: number): number => Math.max(0, Math.min(1, value));

/** From pixels of the input to shares of the whole picture; what reaches over the picture's edge is cut off. */
export function toPicture({ x1, y1, x2, y2 }: Corners, { picture, from, to }: Fit): Box {
  const across = (x: number): number => clamp((from.x + ((x - to.x) * from.width) / to.width) / picture.width);
  const down = (y: number): number => clamp((from.y + ((y - to.y) * from.height) / to.height) / picture.height);
  const [left, top] = [across(x1), down(y1)];
  return { x: left, y: top, w: across(x2) - left, h: down(y2) - top };
}

/** From shares of the whole picture to pixels of the input. */
export function toInput({ x, y, w, h }: Box, { picture, from, to }: Fit): Corners {
  const across = (share: number): number => to.x + ((share * picture.width - from.x) * to.width) / from.width;
  const down = (share: number): number => to.y + ((share * picture.height - from.y) * to.height) / from.height;
  return { x1: across(x), y1: down(y), x2: across(x + w), y2: down(y + h) };
}
