// SSD as TensorFlow exports it (https://github.com/tensorflow/models, `detection_boxes`: y1, x1, y2, x2 as shares) and as torchvision does
// (https://pytorch.org/vision, `boxes`: x1, y1, x2, y2 in pixels). Class numbers begin at 1, 0 is the background.
import { plain, SAME_THING, unitRgb, type DetectorFamily, type Recognise, type Trial } from '../family.ts';
import { suppress, type Candidate } from '../overlap.ts';
import type { FloatTensor, Size } from '../tensors.ts';
import type { Preparation } from '../fit.ts';

export interface SsdOutputs {
  readonly boxes: FloatTensor;
  readonly classes: FloatTensor;
  readonly scores: FloatTensor;
  /** How many rows hold something; null: all. */
  readonly count: FloatTensor | null;
}

/** Null: these are not SSD's outputs. */
function find(outputs: readonly FloatTensor[]): SsdOutputs | null {
  const named = (pattern: RegExp): FloatTensor | undefined => outputs.find(({ name }) => pattern.test(name));
  const boxes = named(/^(detection_)?b?boxes(:\d+)?$/i);
  const classes = named(/^(detection_classes|labels)(:\d+)?$/i);
  const scores = named(/^(detection_)?scores(:\d+)?$/i);
  if (boxes === undefined || classes === undefined || scores === undefined) return null;
  if (boxes.dims.at(-1) !== 4 || boxes.data.length !== 4 * scores.data.length) return null;
  if (classes.data.length !== scores.data.length) return null;
  return { boxes, classes, scores, count: named(/^num_detections(:\d+)?$/i) ?? null };
}

/** Boxes of which none reaches farther than this are shares: as pixels all of them would be specks in the corner. */
const SHARES_UP_TO = 2;

/** @param rowsFirst y before x, as TensorFlow has it */
export function decodeSsd(
  { boxes, classes, scores, count }: SsdOutputs,
  size: Size,
  minScore: number,
  rowsFirst: boolean,
): Candidate[] {
  const shares = boxes.data.every((value) => Math.abs(value) <= SHARES_UP_TO);
  const [width, height] = shares ? [size.width, size.height] : [1, 1];
  const rows = Math.min(scores.data.length, count?.data[0] ?? Infinity);
  const found: Candidate[] = [];
  for (let row = 0; row < rows; row++) {
    const score = scores.data[row] as number;
    if (!(score >= minScore)) continue;
    const [a = NaN, b = NaN, c = NaN, d = NaN] = boxes.data.subarray(4 * row, 4 * row + 4);
    const [x1, y1, x2, y2] = rowsFirst ? [b, a, d, c] : [a, b, c, d];
    const box = { x1: x1 * width, y1: y1 * height, x2: x2 * width, y2: y2 * height };
    found.push({ ...box, score, classIndex: Math.round(classes.data[row] ?? 0) });
  }
  return found;
}

/** TensorFlow's with bytes take them as they are, with floats -1 to 1; torchvision's want 0 to 1. */
function preparation({ image }: Trial, rowsFirst: boolean): Preparation {
  if (image.type === 'uint8') return { ...plain, order: 'rgb', resize: 'stretch' };
  if (!rowsFirst) return { ...unitRgb, resize: 'stretch' };
  const [middle, half] = [127.5, 1 / 127.5];
  return { order: 'rgb', resize: 'stretch', mean: [middle, middle, middle], scale: [half, half, half] };
}

export const recogniseSsd: Recognise = (trial) => {
  const outputs = trial.others.length > 0 ? null : find(trial.outputs);
  if (outputs === null) return null;
  const rowsFirst = /^detection_/i.test(outputs.boxes.name);
  return {
    purpose: 'detector',
    family: 'ssd',
    preparation: preparation(trial, rowsFirst),
    classes: null,
    numbering: 'coco91',
    decode(all, size, minScore) {
      const now = find(all);
      return now === null ? [] : decodeSsd(now, size, minScore, rowsFirst);
    },
    reduce: (candidates) => suppress(candidates, SAME_THING),
  } satisfies DetectorFamily;
};
