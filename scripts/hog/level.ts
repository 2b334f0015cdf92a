// One level of the pyramid: from pixels to the margin of every window.
import type { GraphWriter, Tensor } from './onnx.ts';
import {
  binsFromRamps,
  BINS,
  BLOCK_FEATURES,
  CELL,
  cellWeights,
  RAMPS,
  WINDOW_COLUMNS,
  WINDOW_ROWS,
  windowWeights,
} from './weights.ts';

/** OpenCV's constants of L2-Hys. */
const CLIP = 0.2;
const FIRST_EPSILON = 0.1 * BLOCK_FEATURES;
const SECOND_EPSILON = 1e-3;
/** Keeps 0 / 0 out of the directions. Differences of square roots of whole numbers are 0 or far larger. */
const TINY = 1e-12;

const HEIGHT_AXIS = 2;
const WIDTH_AXIS = 3;

/** `tensor` from `from` up to `to` (one-element int64 lists) along one axis. */
function cut(g: GraphWriter, tensor: Tensor, axis: number, from: Tensor, to: Tensor): Tensor {
  return g.op('Slice', [tensor, from, to, g.ints(axis)]);
}

/** One number of a shape, as a list of one. */
function sizeOf(g: GraphWriter, shape: Tensor, axis: number): Tensor {
  return g.op('Slice', [shape, g.ints(axis), g.ints(axis + 1)]);
}

/**
 * Differences of neighbours along both axes, of square roots (gamma correction). The picture has one pixel more on each side than
 * whole cells; what is beyond the last whole cell is left out.
 */
function gradients(g: GraphWriter, roots: Tensor): { dx: Tensor; dy: Tensor; rows: Tensor; columns: Tensor } {
  const shape = g.op('Shape', [roots]);
  const whole = (axis: number): Tensor => {
    const cells = g.op('Div', [g.op('Sub', [sizeOf(g, shape, axis), g.ints(2)]), g.ints(CELL)]);
    return g.op('Mul', [cells, g.ints(CELL)]);
  };
  const height = whole(HEIGHT_AXIS);
  const width = whole(WIDTH_AXIS);
  const end = (size: Tensor, by: number): Tensor => g.op('Add', [size, g.ints(by)]);
  const box = (top: number, left: number): Tensor =>
    g.op('Slice', [
      roots,
      g.ints(top, left),
      g.op('Concat', [end(height, top), end(width, left)], { axis: 0 }),
      g.ints(HEIGHT_AXIS, WIDTH_AXIS),
    ]);
  return {
    dx: g.op('Sub', [box(1, 2), box(1, 0)]),
    dy: g.op('Sub', [box(2, 1), box(0, 1)]),
    rows: g.op('Div', [height, g.ints(CELL)]),
    columns: g.op('Div', [width, g.ints(CELL)]),
  };
}

/** Of three channels the one whose gradient is longest: its dx, dy and squared length, each [1, 1, h, w]. */
function strongest(g: GraphWriter, dx: Tensor, dy: Tensor): { dx: Tensor; dy: Tensor; square: Tensor } {
  const squares = g.op('Add', [g.op('Mul', [dx, dx]), g.op('Mul', [dy, dy])]);
  const split = (tensor: Tensor): Tensor[] => g.ops('Split', [tensor, g.ints(1, 1, 1)], 3, { axis: 1 });
  const [xs, ys, lengths] = [split(dx), split(dy), split(squares)];
  // Of equal ones the last channel's, as in OpenCV.
  let best = { dx: xs[2] ?? '', dy: ys[2] ?? '', square: lengths[2] ?? '' };
  for (const channel of [1, 0]) {
    const square = lengths[channel] ?? '';
    const longer = g.op('Greater', [square, best.square]);
    best = {
      dx: g.op('Where', [longer, xs[channel] ?? '', best.dx]),
      dy: g.op('Where', [longer, ys[channel] ?? '', best.dy]),
      square: g.op('Max', [square, best.square]),
    };
  }
  return best;
}

/** The ramps of each pixel, [1, 10, h, w]; see `RAMPS`. */
function ramps(g: GraphWriter, best: { dx: Tensor; dy: Tensor; square: Tensor }): Tensor {
  const magnitude = g.op('Sqrt', [best.square]);
  const slope = g.op('Div', [best.dy, g.op('Add', [best.dx, g.float(TINY)])]);
  const direction = g.op('Mul', [g.op('Atan', [slope]), magnitude]);
  const both = g.op('Concat', [direction, magnitude], { axis: 1 });
  const weights = RAMPS.flatMap(([ofDirection, ofMagnitude]) => [(ofDirection * BINS) / Math.PI, ofMagnitude]);
  const lists = g.op('Reshape', [both, g.ints(2, -1)]);
  return g.op('Relu', [g.op('MatMul', [g.floats(weights, [RAMPS.length, 2]), lists])]);
}

/**
 * Sums the ramps into the cells of blocks: [10, block rows, 2 cell rows, block columns, 2 cell columns]. A pixel's weight is the product of
 * one along the height and one along the width, so each axis is summed by itself: first the 8 pixels of each half of a block, then both
 * halves.
 */
function blockSums(g: GraphWriter, features: Tensor, rows: Tensor, columns: Tensor): Tensor {
  const weights = cellWeights();
  const shapeOf = (...parts: Tensor[]): Tensor => g.op('Concat', parts, { axis: 0 });
  const both = (tensor: Tensor, halves: number, blocks: number): Tensor => {
    const first = cut(g, cut(g, tensor, halves, g.ints(0), g.ints(2)), blocks, g.ints(0), g.ints(-1));
    const second = cut(g, cut(g, tensor, halves, g.ints(2), g.ints(4)), blocks, g.ints(1), g.ints(2 ** 31));
    return g.op('Add', [first, second]);
  };
  const bands = g.op('Reshape', [features, shapeOf(g.ints(RAMPS.length), rows, g.ints(CELL, -1))]);
  const down = both(g.op('MatMul', [g.floats(weights.flat(), [4, CELL]), bands]), 2, 1);
  const less = g.op('Sub', [rows, g.ints(1)]);
  const patches = g.op('Reshape', [down, shapeOf(g.ints(RAMPS.length), less, g.ints(2), columns, g.ints(CELL))]);
  const across = Array.from({ length: CELL }, (_, pixel) => weights.map((row) => row[pixel] ?? 0)).flat();
  return both(g.op('MatMul', [patches, g.floats(across, [CELL, 4])]), 4, 3);
}

/** The normalised block grid, [1, 36, block rows, block columns]. */
function blocks(g: GraphWriter, sums: Tensor): Tensor {
  const flat = g.op('Reshape', [sums, g.ints(RAMPS.length, -1)]);
  const bins = g.op('MatMul', [g.floats(binsFromRamps().flat(), [BINS, RAMPS.length]), flat]);
  const inner = g.op('Slice', [g.op('Shape', [sums]), g.ints(1), g.ints(5)]);
  const shaped = g.op('Reshape', [bins, g.op('Concat', [g.ints(BINS), inner], { axis: 0 })]);
  const ordered = g.op('Transpose', [shaped], { perm: [0, 2, 4, 1, 3] });
  const size = g.op('Concat', [g.ints(1, BLOCK_FEATURES), sizeOf(g, inner, 0), sizeOf(g, inner, 2)], { axis: 0 });
  const grid = g.op('Reshape', [ordered, size]);
  const normalise = (tensor: Tensor, epsilon: number): Tensor => {
    const length = g.op('ReduceL2', [tensor], { axes: [1], keepdims: 1 });
    return g.op('Div', [tensor, g.op('Add', [length, g.float(epsilon)])]);
  };
  return normalise(g.op('Min', [normalise(grid, FIRST_EPSILON), g.float(CLIP)]), SECOND_EPSILON);
}

/**
 * The margins of all windows. One convolution of 15 x 7 blocks with one output; written as one over the width that makes an output of each of the
 * 15 rows and one that adds them up where they belong, since a single output leaves most of a CPU's lanes idle: five times as quick.
 */
function windows(g: GraphWriter, grid: Tensor, coefficients: readonly number[]): Tensor {
  const perRow = g.op('Conv', [
    grid,
    g.floats(windowWeights(coefficients), [WINDOW_ROWS, BLOCK_FEATURES, 1, WINDOW_COLUMNS]),
  ]);
  const rows = Array.from({ length: WINDOW_ROWS ** 2 }, (_, at) => (at % (WINDOW_ROWS + 1) === 0 ? 1 : 0));
  return g.op('Conv', [perRow, g.floats(rows, [1, WINDOW_ROWS, WINDOW_ROWS, 1]), g.floats([coefficients.at(-1) ?? 0])]);
}

/**
 * @param pixels [1, 3, h, w], whole numbers 0 to 255, with `border` more on each side than the windows cover plus one for the gradients
 * @returns margins of the windows, [1, 1, rows, columns], 8 pixels apart
 */
export function windowMargins(g: GraphWriter, pixels: Tensor, coefficients: readonly number[]): Tensor {
  const { dx, dy, rows, columns } = gradients(g, g.op('Sqrt', [pixels]));
  const grid = blocks(g, blockSums(g, ramps(g, strongest(g, dx, dy)), rows, columns));
  return windows(g, grid, coefficients);
}
