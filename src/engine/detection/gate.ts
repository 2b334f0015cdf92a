import type { Box } from '../../shared/geometry.ts';
import type { MotionResult } from '../motion/index.ts';
import type { Track } from '../tracking/index.ts';

/** Whether to look at a picture, and where; `look: null` is the whole picture. */
export type GateDecision = { readonly kind: 'rest' } | { readonly kind: 'look'; readonly look: Box | null };

export interface GateInput {
  readonly atMs: number;
  /** Null: nobody looks for motion, so everything is looked at. */
  readonly motion: MotionResult | null;
  /** Newest tracks of the camera. */
  readonly tracks: readonly Track[];
  /** When something moved last; null: never. */
  readonly movedMs: number | null;
  /** When the whole picture was looked at last; null: never. */
  readonly wholeMs: number | null;
}

/** After the last movement, pictures are looked at for so long: what has come to a stop is seen standing, what has left is missed. */
const SETTLE_MS = 1500;
/** The whole picture is looked at again after this, even if only a part of it moves: what stands by is seen too. */
const WHOLE_EVERY_MS = 2000;
/** Room around what moves, as a share of its size, and at least a share of the picture: a moving arm is a part of a person. */
const MARGIN = 0.6;
const LEAST_MARGIN = 0.08;
/** A part larger than this saves nothing. */
const MOST_AREA = 0.6;
/** Nearer to an edge than this is at the edge. */
const NEAR = 0.01;
const NOTHING = 1e-6;
/** Smallest part, in shares of the picture's width and height: a detector needs the surroundings too. */
const LEAST_SIDE = 0.4;

/** Whether something moves, or may: while the background is not known, and while the light settles, everything may. */
export function mayMove(motion: MotionResult | null): boolean {
  return motion === null || motion.state !== 'calm' || motion.regions.length > 0;
}

/** Decides by motion about the next picture. Pure. */
export function gate({ atMs, motion, tracks, movedMs, wholeMs }: GateInput): GateDecision {
  if (!mayMove(motion) && (movedMs === null || atMs - movedMs > SETTLE_MS)) return { kind: 'rest' };
  const regions = motion?.state === 'moving' || motion?.state === 'calm' ? motion.regions : [];
  if (regions.length === 0 || wholeMs === null || atMs - wholeMs >= WHOLE_EVERY_MS) return { kind: 'look', look: null };
  const moving = regions.map(({ left, top, right, bottom }) =>
    grown({ x: left, y: top, w: right - left, h: bottom - top }),
  );
  const known = tracks.filter(({ confirmed }) => confirmed);
  const followed = known.filter(({ stationary }) => !stationary).map(({ box }) => grown(box));
  const standing = known.filter(({ stationary }) => stationary).map(({ box }) => grown(box));
  return { kind: 'look', look: wholeThings(partOf([...moving, ...followed]), standing) };
}

function grown({ x, y, w, h }: Box): Box {
  const dx = Math.max(w * MARGIN, LEAST_MARGIN);
  const dy = Math.max(h * MARGIN, LEAST_MARGIN);
  return { x: x - dx, y: y - dy, w: w + 2 * dx, h: h + 2 * dy };
}

/** The part made larger until it cuts through nothing that stands in it: half a person is not seen as one. */
function wholeThings(part: Box | null, standing: readonly Box[]): Box | null {
  if (part === null) return null;
  const cut = standing.filter((box) => meets(part, box) && !holds(part, box));
  if (cut.length === 0) return part;
  const larger = partOf([part, ...cut]);
  return larger === null || holds(part, larger) ? larger : wholeThings(larger, standing);
}

function meets(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Whether all of `inner` that is in the picture is in `outer`. */
function holds(outer: Box, inner: Box): boolean {
  const within = (from: number, length: number, start: number, size: number): boolean =>
    Math.max(0, start) >= from - NOTHING && Math.min(1, start + size) <= from + length + NOTHING;
  return within(outer.x, outer.w, inner.x, inner.w) && within(outer.y, outer.h, inner.y, inner.h);
}

/**
 * Whether a box ends where the part ends that was looked at, within the picture: it may be cut off there, and its place says little.
 */
export function isCut(box: Box, look: Box | null): boolean {
  if (look === null) return false;
  const cut = (from: number, length: number, start: number, size: number): boolean =>
    (from > NEAR && start < from + NEAR) || (from + length < 1 - NEAR && start + size > from + length - NEAR);
  return cut(look.x, look.w, box.x, box.w) || cut(look.y, look.h, box.y, box.h);
}

/** The smallest part of the picture that holds all boxes and is no smaller than it may be; null: so large that all of it is as good. */
function partOf(boxes: readonly Box[]): Box | null {
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, w }) => x + w));
  const bottom = Math.max(...boxes.map(({ y, h }) => y + h));
  const [x, w] = side(left, right);
  const [y, h] = side(top, bottom);
  return w * h > MOST_AREA ? null : { x, y, w, h };
}

/** Start and length within 0 to 1. */
function side(from: number, to: number): readonly [number, number] {
  const length = Math.min(1, Math.max(LEAST_SIDE, to - from));
  const start = Math.min(1 - length, Math.max(0, (from + to - length) / 2));
  return [start, length];
}
