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
  const followed = tracks.filter(({ confirmed, stationary }) => confirmed && !stationary).map(({ box }) => grown(box));
  return { kind: 'look', look: partOf([...moving, ...followed]) };
}

function grown({ x, y, w, h }: Box): Box {
  const dx = Math.max(w * MARGIN, LEAST_MARGIN);
  const dy = Math.max(h * MARGIN, LEAST_MARGIN);
  return { x: x - dx, y: y - dy, w: w + 2 * dx, h: h + 2 * dy };
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
