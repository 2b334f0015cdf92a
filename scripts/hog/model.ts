// The people detector as one graph: a pyramid of the picture, the margin of every window of each level, and those that are worth telling.
import { GraphWriter, type Tensor } from './onnx.ts';
import { windowMargins } from './level.ts';
import { CELL, WINDOW_HEIGHT, WINDOW_WIDTH } from './weights.ts';

export interface HogOptions {
  /** How much smaller than the working size the picture is on each level, smallest number first. */
  readonly scales: readonly number[];
  /** Pixels around the picture of each level, mirrored, so that people at its edges are found; a multiple of 8. */
  readonly border: number;
  /**
   * What is left out of a window's sides in what is told. The detector was trained on people 96 pixels tall in windows of 128, so 16 above and below them
   * is ground; the same at both sides would be too narrow for somebody who strides.
   */
  readonly narrow: { readonly x: number; readonly y: number };
  /** Least margin that is told. */
  readonly threshold: number;
  /** The most pixels of the working size; a larger picture is made smaller first. */
  readonly workingPixels: number;
}

/** Each 1.2 times the one before up to `change`, 1.1 times from there on: the small pictures cost little, so they may be closer. */
function pyramid(first: number, change: number, last: number): number[] {
  const scales = [first];
  for (let scale = first; scale < last; scales.push(scale)) scale *= scale < change ? 1.2 : 1.1;
  return scales;
}

export const defaults: HogOptions = {
  scales: pyramid(1 / 1.2, 1.7, 3.7),
  border: 16,
  narrow: { x: 8, y: 16 },
  threshold: 0,
  workingPixels: 640 * 360,
};

const LICENCE = 'Coefficients: OpenCV, Apache-2.0, cv::HOGDescriptor::getDefaultPeopleDetector';
const NEVER = 1e9;

/** The whole numbers of the picture's size, and the factor from it to the working size. */
interface Source {
  readonly picture: Tensor;
  /** [height, width] as float32. */
  readonly size: Tensor;
  readonly factor: Tensor;
}

function source(g: GraphWriter, options: HogOptions): Source {
  const image = g.input('image', [1, 3, 'height', 'width']);
  const picture = g.op('Clip', [image, g.float(0), g.float(255)]);
  const size = g.op('Cast', [g.op('Slice', [g.op('Shape', [image]), g.ints(2), g.ints(4)])], { to: 1 });
  const pixels = g.op('ReduceProd', [size], { axes: [0], keepdims: 1 });
  const shrink = g.op('Sqrt', [g.op('Div', [g.floats([options.workingPixels]), pixels])]);
  return { picture, size, factor: g.op('Min', [shrink, g.floats([1])]) };
}

/** Windows and margins of one level, [n, 4] and [n]. */
function level(
  g: GraphWriter,
  from: Source,
  scale: number,
  options: HogOptions,
  coefficients: readonly number[],
): { windows: Tensor; scores: Tensor } {
  const wanted = g.op('Div', [from.factor, g.floats([scale])]);
  // Where the level would be smaller than a window it is made as large as one, and told nothing of.
  const room = [WINDOW_HEIGHT - 2 * options.border, WINDOW_WIDTH - 2 * options.border];
  const least = g.op('ReduceMax', [g.op('Div', [g.floats(room), from.size])], { axes: [0], keepdims: 1 });
  const used = g.op('Max', [wanted, least]);
  const size = g.op('Round', [g.op('Mul', [from.size, used])]);
  const sizes = g.op('Concat', [g.ints(1, 3), g.op('Cast', [size], { to: 7 })], { axis: 0 });
  const resized = g.op('Resize', [from.picture, '', '', sizes], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
  const around = options.border + 1;
  const padded = g.op('Pad', [g.op('Round', [resized]), g.ints(0, 0, around, around, 0, 0, around, around)], {
    mode: 'reflect',
  });
  const margins = windowMargins(g, padded, coefficients);
  const small = g.op('Mul', [g.op('Cast', [g.op('Greater', [least, wanted])], { to: 1 }), g.float(NEVER)]);
  const limit =
    scale === options.scales[0] ? g.floats([options.threshold]) : g.op('Add', [small, g.floats([options.threshold])]);
  const places = g.op('Transpose', [g.op('NonZero', [g.op('Greater', [margins, limit])])], { perm: [1, 0] });
  const corner = g.op('Cast', [g.op('Slice', [places, g.ints(2), g.ints(4), g.ints(1)])], { to: 1 });
  const topLeft = g.op('Sub', [g.op('Mul', [corner, g.float(CELL)]), g.float(options.border)]);
  const { x, y } = options.narrow;
  const start = g.op('Add', [topLeft, g.floats([y, x])]);
  const end = g.op('Add', [topLeft, g.floats([WINDOW_HEIGHT - y, WINDOW_WIDTH - x])]);
  const back = g.op('Div', [from.size, size]);
  const turn = (point: Tensor): Tensor => g.op('Gather', [g.op('Mul', [point, back]), g.ints(1, 0)], { axis: 1 });
  return {
    windows: g.op('Concat', [turn(start), turn(end)], { axis: 1 }),
    scores: g.op('GatherND', [margins, places]),
  };
}

/**
 * Writes the model. Input `image`: float32 [1, 3, H, W], RGB, 0 to 255, any size. Outputs `windows`: float32 [N, 4], x1, y1, x2, y2 in
 * pixels of the input of the part of each window in which the person is (it may reach beyond the picture), and `scores`: float32 [N], its margin.
 * @param coefficients 3781 of them, the last is the bias
 */
export function hogModel(coefficients: readonly number[], options: HogOptions = defaults): Uint8Array {
  const g = new GraphWriter();
  const from = source(g, options);
  const found = options.scales.map((scale) => level(g, from, scale, options, coefficients));
  const windows = found.map((one) => one.windows);
  const scores = found.map((one) => one.scores);
  g.output('windows', g.op('Concat', windows, { axis: 0 }), ['windows', 4]);
  g.output('scores', g.op('Concat', scores, { axis: 0 }), ['windows']);
  return g.bytes('hog-people', 'vigil', `People in any picture: HOG and a linear SVM. ${LICENCE}.`, {
    family: 'hog',
    labels: 'person',
    licence: 'Apache-2.0',
  });
}
