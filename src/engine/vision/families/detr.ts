// RT-DETR (https://github.com/lyuwenyu/RT-DETR), D-FINE (https://github.com/Peterande/D-FINE), RF-DETR (https://github.com/roboflow/rf-detr)
// and DETR. Two forms: boxes that are ready, where a second input says in which size they are wanted; or logits and boxes as shares.
import { fromMiddle, imageNet, largest, sigmoid, unitRgb, type DetectorFamily, type Recognise } from '../family.ts';
import { suppress, type Candidate } from '../overlap.ts';
import type { FloatTensor, Size } from '../tensors.ts';

/** Each box comes once by how these models are trained; this takes out the rare twin only. */
const TWIN = 0.8;
/** More boxes than these no model of this kind has; those that have are others, that name their outputs likewise. */
const MOST_QUERIES = 1000;
/** COCO's category ids, 0 to 90, with and without a class for nothing. */
const COCO_IDS = 91;

const byName = (outputs: readonly FloatTensor[], pattern: RegExp): FloatTensor | undefined =>
  outputs.find(({ name }) => pattern.test(name));

/** `labels` [1, N], `boxes` [1, N, 4] (x1, y1, x2, y2 in pixels), `scores` [1, N]. */
export function decodeReady(
  labels: FloatTensor,
  boxes: FloatTensor,
  scores: FloatTensor,
  minScore: number,
): Candidate[] {
  const found: Candidate[] = [];
  scores.data.forEach((score, index) => {
    if (!(score >= minScore)) return;
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = boxes.data.subarray(4 * index, 4 * index + 4);
    found.push({ x1, y1, x2, y2, score, classIndex: labels.data[index] ?? 0 });
  });
  return found;
}

/**
 * Logits [1, N, C] and boxes [1, N, 4] (cx, cy, w, h as shares).
 * @param softmax DETR: classes exclude each other and the last one is nothing; else each has a sigmoid of its own
 */
export function decodeQueries(
  logits: FloatTensor,
  boxes: FloatTensor,
  size: Size,
  minScore: number,
  softmax: boolean,
): Candidate[] {
  const classes = logits.dims[2] ?? 0;
  const found: Candidate[] = [];
  for (let query = 0, at = 0; at + classes <= logits.data.length; query++, at += classes) {
    const best = largest(logits.data, at, softmax ? classes - 1 : classes, 1);
    let score = sigmoid(best.value);
    if (softmax) {
      let sum = 0;
      for (let k = 0; k < classes; k++) sum += Math.exp((logits.data[at + k] as number) - best.value);
      score = 1 / sum;
    }
    if (!(score >= minScore)) continue;
    const [cx = NaN, cy = NaN, w = NaN, h = NaN] = boxes.data.subarray(4 * query, 4 * query + 4);
    const box = fromMiddle(cx * size.width, cy * size.height, w * size.width, h * size.height);
    found.push({ ...box, score, classIndex: best.index });
  }
  return found;
}

const reduce = (candidates: readonly Candidate[]): Candidate[] => suppress(candidates, TWIN);

const recogniseReady: Recognise = ({ outputs, others }) => {
  const find = (all: readonly FloatTensor[]) => ({
    labels: byName(all, /label|class/i),
    boxes: byName(all, /box/i),
    scores: byName(all, /score/i),
  });
  const { labels, boxes, scores } = find(outputs);
  if (
    others.length !== 1 ||
    outputs.length !== 3 ||
    labels === undefined ||
    boxes === undefined ||
    scores === undefined
  )
    return null;
  if (boxes.dims.at(-1) !== 4 || boxes.data.length !== 4 * scores.data.length) return null;
  return {
    purpose: 'detector',
    family: 'detr',
    preparation: { ...unitRgb, resize: 'stretch' },
    // COCO's 80 without gaps is what is published.
    classes: null,
    numbering: 'from0',
    decode(all, _size, minScore) {
      const now = find(all);
      if (now.labels === undefined || now.boxes === undefined || now.scores === undefined) return [];
      return decodeReady(now.labels, now.boxes, now.scores, minScore);
    },
    reduce,
  } satisfies DetectorFamily;
};

const recogniseQueries: Recognise = ({ outputs, others }) => {
  const find = (all: readonly FloatTensor[]) => ({
    logits: byName(all, /logits|labels/i),
    boxes: byName(all, /box|dets/i),
  });
  const { logits, boxes } = find(outputs);
  if (others.length > 0 || logits?.dims.length !== 3 || boxes?.dims.length !== 3 || logits === boxes) return null;
  const [, queries = 0, classes = 0] = logits.dims;
  if (queries > MOST_QUERIES || boxes.dims[1] !== queries || boxes.dims[2] !== 4 || classes < 1) return null;
  const softmax = classes === COCO_IDS + 1;
  // DETR and RF-DETR were trained with ImageNet's mean and deviation, RT-DETR and D-FINE with 0 to 1.
  const normal = softmax || /dets/i.test(boxes.name) || classes === COCO_IDS ? imageNet : unitRgb;
  return {
    purpose: 'detector',
    family: 'detr',
    preparation: { ...normal, resize: 'stretch' },
    classes: softmax ? classes - 1 : classes,
    numbering: classes >= COCO_IDS && classes <= COCO_IDS + 1 ? 'coco91' : 'from0',
    decode(all, size, minScore) {
      const now = find(all);
      if (now.logits === undefined || now.boxes === undefined) return [];
      return decodeQueries(now.logits, now.boxes, size, minScore, softmax);
    },
    reduce,
  } satisfies DetectorFamily;
};

export const recogniseDetr: Recognise = (trial) => recogniseReady(trial) ?? recogniseQueries(trial);
