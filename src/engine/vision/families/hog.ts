// The people detector that comes with Vigil: windows of a histogram of oriented gradients and the margins that a linear SVM gave them.
import { plain, sigmoid, type DetectorFamily, type Recognise } from '../family.ts';
import { bestFirst, type Candidate } from '../overlap.ts';
import type { FloatTensor } from '../tensors.ts';

/** Margin 0 is the SVM's own border, and OpenCV's default hit threshold: it becomes 0.5. A margin of 1, its support vectors', becomes 0.88. */
const STEEPNESS = 2;
const MIDDLE = 0;

/** The score of that border. */
const BORDER = 0.5;

/** OpenCV's `SimilarRects`: each side is off by at most this share of the mean of the smaller width and height. */
const SIMILAR = 0.2;

/** A real person is hit by several windows next to each other; a group of fewer is chance. OpenCV keeps groups of more than 2, with finer steps. */
const LEAST_WINDOWS = 2;

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

function similar(a: Candidate, b: Candidate): boolean {
  const width = Math.min(a.x2 - a.x1, b.x2 - b.x1);
  const height = Math.min(a.y2 - a.y1, b.y2 - b.y1);
  const off = (SIMILAR * (width + height)) / 2;
  return (
    Math.abs(a.x1 - b.x1) <= off &&
    Math.abs(a.y1 - b.y1) <= off &&
    Math.abs(a.x2 - b.x2) <= off &&
    Math.abs(a.y2 - b.y2) <= off
  );
}

/** Groups of windows of which each is similar to another one of the group (OpenCV's `partition`). */
function groups(candidates: readonly Candidate[]): Candidate[][] {
  const left = new Set(candidates);
  const all: Candidate[][] = [];
  for (const seed of candidates) {
    if (!left.delete(seed)) continue;
    const group = [seed];
    for (const member of group)
      for (const other of left)
        if (similar(member, other)) {
          left.delete(other);
          group.push(other);
        }
    all.push(group);
  }
  return all;
}

function average(group: readonly Candidate[]): Candidate {
  const mean = (side: (one: Candidate) => number): number =>
    group.reduce((sum, one) => sum + side(one), 0) / group.length;
  return {
    x1: mean((one) => one.x1),
    y1: mean((one) => one.y1),
    x2: mean((one) => one.x2),
    y2: mean((one) => one.y2),
    score: group.reduce((best, one) => Math.max(best, one.score), 0),
    classIndex: 0,
  };
}

interface Group {
  readonly box: Candidate;
  readonly size: number;
}

/**
 * Whether `inner` lies in `outer`, give or take, and is the weaker of both. OpenCV drops each of two small groups that lie within the
 * other, which its limit of 3 windows keeps from happening; here the better one stays.
 */
function isPartOf(inner: Group, outer: Group): boolean {
  const [a, b] = [inner.box, outer.box];
  const dx = (b.x2 - b.x1) * SIMILAR;
  const dy = (b.y2 - b.y1) * SIMILAR;
  const inside = a.x1 >= b.x1 - dx && a.y1 >= b.y1 - dy && a.x2 <= b.x2 + dx && a.y2 <= b.y2 + dy;
  const weaker = outer.size > inner.size || (outer.size === inner.size && b.score > a.score);
  return inside && (outer.size > Math.max(3, inner.size) || (inner.size < 3 && weaker));
}

/**
 * What `cv::HOGDescriptor::groupRectangles` does: the mean of each group with its best score, without small groups and without those
 * that lie within a larger one. https://github.com/opencv/opencv/blob/4.x/modules/objdetect/src/hog.cpp
 * @param least windows of a group that is kept
 */
export function groupWindows(candidates: readonly Candidate[], least: number): Candidate[] {
  const kept = groups(bestFirst(candidates))
    .filter((group) => group.length >= least)
    .map((group): Group => ({ box: average(group), size: group.length }));
  return bestFirst(
    kept.filter((inner) => !kept.some((outer) => outer !== inner && isPartOf(inner, outer))).map(({ box }) => box),
  );
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
      // A person's weaker windows count for the group, whose score is that of the best.
      return decodeHog(now.windows, now.scores, Math.min(minScore, BORDER));
    },
    reduce: (candidates) => groupWindows(candidates, LEAST_WINDOWS),
  } satisfies DetectorFamily;
};
