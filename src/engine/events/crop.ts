import type { Box } from '../../shared/geometry.ts';
import type { Picture } from '../vision/index.ts';
import type { CropOf } from './types.ts';

/** Room on each side of the box, as a share of its longer side. */
const ROOM = 0.2;
/** A crop is at least so wide and high, where the picture is. */
const LEAST_PIXELS = 160;
/** A box that comes so near to the edge is cut off by it. */
const EDGE = 0.005;
/** What is cut off counts for so much of what is not. */
const CUT_OFF_WEIGHT = 0.3;
/** Mean step of the luma at which a picture counts as half sharp, levels. */
const HALF_SHARP = 6;
/** Points across the box at which sharpness is measured. */
const SHARP_GRID = 48;

/** The part of the picture that the crop shows: the box with some room, at least 160 pixels, within the picture. Pure. */
export const cropOf: CropOf = (whole, { width, height }) => {
  const box = visible(whole);
  const room = ROOM * Math.max(box.w * width, box.h * height);
  const [x, w] = span(box.x * width - room, (box.x + box.w) * width + room, width);
  const [y, h] = span(box.y * height - room, (box.y + box.h) * height + room, height);
  return { x: x / width, y: y / height, w: w / width, h: h / height };
};

/** What of the box lies within the picture; nothing of it: a point at its edge. */
function visible({ x, y, w, h }: Box): Box {
  const within = (share: number): number => Math.min(1, Math.max(0, share));
  const [left, top, right, bottom] = [within(x), within(y), within(x + w), within(y + h)];
  return { x: left, y: top, w: right - left, h: bottom - top };
}

/** Whole pixels [start, length], at least LEAST_PIXELS long, moved and cut to fit within `size`. */
function span(from: number, to: number, size: number): [number, number] {
  const middle = (from + to) / 2;
  const length = Math.min(size, Math.round(Math.max(to - from, LEAST_PIXELS)));
  const start = Math.round(Math.min(size - length, Math.max(0, middle - length / 2)));
  return [start, length];
}

/**
 * How well a thing is seen: larger, surer, sharper and whole is better. Only for comparing pictures of one thing. Pure.
 * @returns 0 to 1
 */
export function qualityOf(box: Box, score: number, picture: Picture): number {
  const seen = visible(box);
  if (seen.w <= 0 || seen.h <= 0) return 0;
  const cutOff = box.x < EDGE || box.y < EDGE || box.x + box.w > 1 - EDGE || box.y + box.h > 1 - EDGE;
  const steps = meanStep(seen, picture);
  const sharp = steps / (steps + HALF_SHARP);
  return score * seen.w * seen.h * (cutOff ? CUT_OFF_WEIGHT : 1) * (0.2 + 0.8 * sharp);
}

/** Mean difference of neighbouring luma levels within the box: blur makes it small. */
function meanStep(box: Box, { width, height, data }: Picture): number {
  const x0 = Math.floor(box.x * width);
  const y0 = Math.floor(box.y * height);
  const stepX = Math.max(1, (box.w * width) / SHARP_GRID);
  const stepY = Math.max(1, (box.h * height) / SHARP_GRID);
  const endX = Math.min(width - 1, (box.x + box.w) * width);
  const endY = Math.min(height - 1, (box.y + box.h) * height);
  let sum = 0;
  let count = 0;
  for (let y = y0; y < endY; y += stepY) {
    for (let x = x0; x < endX; x += stepX) {
      const at = Math.floor(y) * width + Math.floor(x);
      const level = data[at] ?? 0;
      sum += Math.abs((data[at + 1] ?? level) - level) + Math.abs((data[at + width] ?? level) - level);
      count += 2;
    }
  }
  return count === 0 ? 0 : sum / count;
}
