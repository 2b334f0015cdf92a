// YOLOv5 (https://github.com/ultralytics/yolov5), YOLOv8 and 11 (https://github.com/ultralytics/ultralytics) and YOLOv10
// (https://github.com/THU-MIG/yolov10). All of them: RGB, 0 to 1, in the middle, boxes in pixels of the input.
import { fromMiddle, gridCells, largest, SAME_THING, unitRgb, type DetectorFamily, type Recognise } from '../family.ts';
import { suppress, type Candidate } from '../overlap.ts';
import type { FloatTensor } from '../tensors.ts';

/** YOLOv5 has three boxes for each cell. */
const ANCHORS = 3;
/** A mask of YOLOv8's segmentation is made of so many parts; they come after the classes. */
const MASK_PARTS = 32;
/** End to end models answer with so many rows at most. */
const MOST_ROWS = 1000;

type Decode = (output: FloatTensor, minScore: number) => Candidate[];

function detector(family: string, classes: number | null, decode: Decode): DetectorFamily {
  return {
    purpose: 'detector',
    family,
    preparation: { ...unitRgb, resize: 'centre' },
    classes,
    numbering: 'from0',
    decode: ([first], _size, minScore) => (first === undefined ? [] : decode(first, minScore)),
    reduce: (candidates) => suppress(candidates, SAME_THING),
  };
}

/** [1, N, 5 + C]: rows (cx, cy, w, h, objectness, classes). Score: objectness times class. */
export function decodeYolov5({ data, dims }: FloatTensor, minScore: number): Candidate[] {
  const length = dims[2] ?? 0;
  const found: Candidate[] = [];
  for (let at = 0; at + length <= data.length; at += length) {
    const object = data[at + 4] as number;
    // Written so that a NaN falls out too.
    if (!(object >= minScore)) continue;
    const best = largest(data, at + 5, length - 5, 1);
    const score = object * best.value;
    if (!(score >= minScore)) continue;
    const [x, y, w, h] = [data[at], data[at + 1], data[at + 2], data[at + 3]] as [number, number, number, number];
    found.push({ ...fromMiddle(x, y, w, h), score, classIndex: best.index });
  }
  return found;
}

/** [1, 4 + C, N]: columns (cx, cy, w, h, classes). Score: class. @param classes what follows them is not looked at */
export function decodeYolov8({ data, dims }: FloatTensor, minScore: number, classes: number): Candidate[] {
  const count = dims[2] ?? 0;
  const found: Candidate[] = [];
  const best = new Float32Array(count).fill(-Infinity);
  const index = new Uint16Array(count);
  // Class by class, as the numbers lie in memory.
  for (let k = 0, at = 4 * count; k < classes; k++)
    for (let column = 0; column < count; column++, at++) {
      const value = data[at] as number;
      if (value > (best[column] as number)) {
        best[column] = value;
        index[column] = k;
      }
    }
  for (let column = 0; column < count; column++) {
    const score = best[column] as number;
    if (!(score >= minScore)) continue;
    const value = (row: number): number => data[row * count + column] as number;
    found.push({ ...fromMiddle(value(0), value(1), value(2), value(3)), score, classIndex: index[column] as number });
  }
  return found;
}

/** [1, N, 6]: rows (x1, y1, x2, y2, score, class), which the model itself has sorted out. */
export function decodeYolov10({ data }: FloatTensor, minScore: number): Candidate[] {
  const found: Candidate[] = [];
  for (let at = 0; at + 6 <= data.length; at += 6) {
    const [x1, y1, x2, y2, score, classIndex] = data.subarray(at, at + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (score >= minScore) found.push({ x1, y1, x2, y2, score, classIndex: Math.round(classIndex) });
  }
  return found;
}

export const recogniseYolov5: Recognise = ({ outputs, size, others }) => {
  const [output, ...rest] = outputs;
  // Older exports give the three grids as well, unread.
  if (others.length > 0 || output?.dims.length !== 3 || rest.some(({ dims }) => dims.length !== 5)) return null;
  const [, rows = 0, length = 0] = output.dims;
  if (rows !== ANCHORS * gridCells(size) || length < 6) return null;
  return detector('yolov5', length - 5, decodeYolov5);
};

export const recogniseYolov8: Recognise = ({ outputs, size, others, hints }) => {
  const [output, masks, ...rest] = outputs;
  if (others.length > 0 || rest.length > 0 || output?.dims.length !== 3) return null;
  const [, length = 0, columns] = output.dims;
  if (columns !== gridCells(size)) return null;
  if (masks !== undefined && (masks.dims.length !== 4 || masks.dims[1] !== MASK_PARTS)) return null;
  // Key points and angles come after the classes too; only the file itself says how many names there are.
  const columnsLeft = length - 4 - (masks === undefined ? 0 : MASK_PARTS);
  const classes = Math.min(columnsLeft, hints.labels?.length ?? Infinity);
  if (classes < 1) return null;
  return detector('yolov8', classes, (first, minScore) => decodeYolov8(first, minScore, classes));
};

export const recogniseYolov10: Recognise = ({ outputs, others }) => {
  const [output] = outputs;
  if (outputs.length !== 1 || others.length > 0 || output?.dims.length !== 3) return null;
  const [, rows = 0, length] = output.dims;
  if (rows < 1 || rows > MOST_ROWS || length !== 6) return null;
  // Its numbers do not show how many classes there are; COCO's 80 is what is published.
  return { ...detector('yolov10', null, decodeYolov10), numbering: 'from0' };
};
