import type { Corners } from './fit.ts';

/** What a family's decoder found, before overlapping ones are removed: in pixels of the input. */
export interface Candidate extends Corners {
  readonly score: number;
  readonly classIndex: number;
}

/** Shared part of two boxes by what both cover together. */
export function iou(a: Corners, b: Corners): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  const areas = (a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1);
  return shared / (areas - shared);
}

/** More than these are a model that sees things: the best of them are enough. */
const MOST = 1000;

export function bestFirst(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => b.score - a.score).slice(0, MOST);
}

/** Greedy non-maximum suppression, each class by itself: of those that overlap by more than `limit` the best stays. Best first. */
export function suppress(candidates: readonly Candidate[], limit: number): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of bestFirst(candidates)) {
    const hidden = kept.some((other) => other.classIndex === candidate.classIndex && iou(other, candidate) > limit);
    if (!hidden) kept.push(candidate);
  }
  return kept;
}
