// FastestDet, https://github.com/dog-qiuqiu/FastestDet: one output [1, 5 + C, H / 16, W / 16], a box for each cell.
import { fromMiddle, largest, SAME_THING, sigmoid, UNIT, type DetectorFamily, type Recognise } from '../family.ts';
import { suppress, type Candidate } from '../overlap.ts';
import type { FloatTensor, Size } from '../tensors.ts';

const STRIDE = 16;

/**
 * Channels are objectness, x, y, w, h, classes. The middle is (column + tanh x) / columns, the width sigmoid w of the picture's.
 * Score: objectness^0.6 * class^0.4.
 */
export function decodeFastestDet(output: FloatTensor, size: Size, minScore: number): Candidate[] {
  const [, channels = 0, rows = 0, columns = 0] = output.dims;
  const { data } = output;
  const cells = rows * columns;
  const found: Candidate[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const object = data[cell] as number;
    // A class is at most 1.
    if (!(object ** 0.6 >= minScore)) continue;
    const best = largest(data, 5 * cells + cell, channels - 5, cells);
    const score = object ** 0.6 * best.value ** 0.4;
    if (!(score >= minScore)) continue;
    const value = (channel: number): number => data[channel * cells + cell] as number;
    const box = fromMiddle(
      (((cell % columns) + Math.tanh(value(1))) / columns) * size.width,
      ((Math.floor(cell / columns) + Math.tanh(value(2))) / rows) * size.height,
      sigmoid(value(3)) * size.width,
      sigmoid(value(4)) * size.height,
    );
    found.push({ ...box, score, classIndex: best.index });
  }
  return found;
}

export const recogniseFastestDet: Recognise = ({ outputs, size, others }) => {
  const [output] = outputs;
  if (outputs.length !== 1 || others.length > 0 || output?.dims.length !== 4) return null;
  const [, channels = 0, rows, columns] = output.dims;
  if (channels < 6 || rows !== Math.floor(size.height / STRIDE) || columns !== Math.floor(size.width / STRIDE))
    return null;
  return {
    purpose: 'detector',
    family: 'fastestdet',
    preparation: { resize: 'stretch', order: 'bgr', mean: [0, 0, 0], scale: [UNIT, UNIT, UNIT] },
    classes: channels - 5,
    numbering: 'from0',
    decode: ([first], at, minScore) => (first === undefined ? [] : decodeFastestDet(first, at, minScore)),
    reduce: (candidates) => suppress(candidates, SAME_THING),
  } satisfies DetectorFamily;
};
