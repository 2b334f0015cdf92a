// YOLOX, https://github.com/Megvii-BaseDetection/YOLOX: one output [1, N, 5 + C] with one row for each cell of three grids.
import {
  fromMiddle,
  gridCells,
  largest,
  plain,
  SAME_THING,
  sigmoid,
  type DetectorFamily,
  type Recognise,
} from '../family.ts';
import { suppress, type Candidate } from '../overlap.ts';
import type { FloatTensor, Size } from '../tensors.ts';

export interface YoloxForm {
  /** Whether boxes are in pixels already, not in offsets from their cell. */
  readonly decoded: boolean;
  /** Whether objectness and classes have not gone through the sigmoid yet. */
  readonly logits: boolean;
}

const STRIDES = [8, 16, 32];

/**
 * Rows are (x, y, w, h, objectness, classes), row by row of the grids of strides 8, 16, 32. Not decoded: the middle is
 * (x + column) * stride, the width e^w * stride. Score: objectness times class.
 */
export function decodeYolox(output: FloatTensor, size: Size, minScore: number, form: YoloxForm): Candidate[] {
  const { data } = output;
  const length = output.dims[2] ?? 0;
  const chance = (value: number): number => (form.logits ? sigmoid(value) : value);
  const found: Candidate[] = [];
  let at = 0;
  for (const stride of STRIDES) {
    const columns = Math.floor(size.width / stride);
    const rows = Math.floor(size.height / stride);
    for (let cell = 0; cell < columns * rows; cell++, at += length) {
      const object = chance(data[at + 4] as number);
      // Written so that a NaN falls out too.
      if (!(object >= minScore)) continue;
      const best = largest(data, at + 5, length - 5, 1);
      const score = object * chance(best.value);
      if (!(score >= minScore)) continue;
      const [x, y, w, h] = [data[at], data[at + 1], data[at + 2], data[at + 3]] as [number, number, number, number];
      const box = form.decoded
        ? fromMiddle(x, y, w, h)
        : fromMiddle(
            (x + (cell % columns)) * stride,
            (y + Math.floor(cell / columns)) * stride,
            Math.exp(w) * stride,
            Math.exp(h) * stride,
          );
      found.push({ ...box, score, classIndex: best.index });
    }
  }
  return found;
}

/** Which form an answer has: middles in pixels reach across the picture, offsets stay near 0; a sigmoid stays within 0 to 1. */
export function yoloxForm(output: FloatTensor, size: Size): YoloxForm {
  const length = output.dims[2] ?? 0;
  let [farthest, outside] = [0, false];
  for (let at = 0; at + 4 < output.data.length; at += length) {
    farthest = Math.max(farthest, output.data[at] as number);
    const object = output.data[at + 4] as number;
    if (object < 0 || object > 1) outside = true;
  }
  return { decoded: farthest > size.width / 2, logits: outside };
}

export const recogniseYolox: Recognise = ({ outputs, size, others }) => {
  const [output] = outputs;
  if (outputs.length !== 1 || others.length > 0 || output?.dims.length !== 3) return null;
  const [, rows = 0, length = 0] = output.dims;
  if (rows !== gridCells(size) || length < 6) return null;
  const form = yoloxForm(output, size);
  return {
    purpose: 'detector',
    family: 'yolox',
    // The authors' own: BGR, 0 to 255, in the top left corner.
    preparation: { ...plain, order: 'bgr', resize: 'corner' },
    classes: length - 5,
    numbering: 'from0',
    decode: ([first], at, minScore) => (first === undefined ? [] : decodeYolox(first, at, minScore, form)),
    reduce: (candidates) => suppress(candidates, SAME_THING),
  } satisfies DetectorFamily;
};
