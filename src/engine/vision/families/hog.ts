// The people detector that comes with Vigil: windows of a histogram of oriented gradients and the margins that a linear SVM gave them.
import { plain, sigmoid, type DetectorFamily, type Recognise } from '../family.ts';
import { suppress, type Candidate } from '../overlap.ts';
import type { FloatTensor } from '../tensors.ts';

/** Margin 0 is the SVM's own border, and OpenCV's default hit threshold: it becomes 0.5. A margin of 1, its support vectors', becomes 0.88. */
const STEEPNESS = 2;
const MIDDLE = 0;

/** Windows of one person at neighbouring places and scales overlap by more than this. */
const SAME_PERSON = 0.3;

/** A window of which so much lies in a better one is of the same person: the legs, the upper half. */
const PART = 0.7;

/** `windows` [N, 4]: x1, y1, x2, y2 in pixels, `scores` [N]: margins. */
export function decodeHog(windows: FloatTensor, scores: FloatTensor, minScore: number): Candidate[] {
  const found: Candidate[] = [];
  scores.data.forEach((margin, index) => {
    const score = sigmoid(STEEPNESS * (margin - MIDDLE));
    if (!(score >= minScore)) return;
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = windows.data.subarray(4 * index, 4 * index + 4);
    found.push({ x1, y1, x2, y2, score, classIndex: 0 });
  });
  return found;
}

/**
 * The best window of each person. OpenCV's grouping (`groupRectangles`) is not what is done: with scales 1.2 apart a person often has
 * but one or two windows, and groups chain into larger ones. Measured: docs/design/hog.md.
 */
export function bestWindows(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const window of suppress(candidates, SAME_PERSON)) {
    if (!kept.some((better) => shareIn(window, better) > PART)) kept.push(window);
  }
  return kept;
}

/** Share of a window that lies in another. */
function shareIn(inner: Candidate, outer: Candidate): number {
  const width = Math.min(inner.x2, outer.x2) - Math.max(inner.x1, outer.x1);
  const height = Math.min(inner.y2, outer.y2) - Math.max(inner.y1, outer.y1);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / ((inner.x2 - inner.x1) * (inner.y2 - inner.y1));
}

export const recogniseHog: Recognise = ({ outputs, others }) => {
  const find = (all: readonly FloatTensor[]) => ({
    windows: all.find(({ name }) => name === 'windows'),
    scores: all.find(({ name }) => name === 'scores'),
  });
  const { windows, scores } = find(outputs);
  if (others.length > 0 || outputs.length !== 2 || windows?.dims.length !== 2 || scores?.dims.length !== 1) return null;
  if (windows.dims[1] !== 4 || windows.dims[0] !== scores.dims[0]) return null;
  return {
    purpose: 'detector',
    family: 'hog',
    preparation: { ...plain, order: 'rgb', resize: 'native' },
    classes: 1,
    labels: ['person'],
    numbering: 'from0',
    decode(all, _size, minScore) {
      const now = find(all);
      if (now.windows === undefined || now.scores === undefined) return [];
      return decodeHog(now.windows, now.scores, minScore);
    },
    reduce: bestWindows,
  } satisfies DetectorFamily;
};
