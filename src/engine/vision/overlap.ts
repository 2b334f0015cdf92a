import { overlap, type Box } from '../../shared/geometry.ts';
import type { Corners } from './fit.ts';

/** What a family's decoder found, before overlapping ones are removed: in pixels of the input. */
export interface Candidate extends Corners {
  readonly score: number;
  readonly classIndex: number;
}

/** More than these are a model that sees things: the best of them are enough. */
const MOST = 1000;

export function bestFirst(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => b.score - a.score).slice(0, MOST);
}

/** Greedy non-maximum suppression, each class by itself: of those that overlap by more than `limit` the best stays. Best first. */
export function suppress(candidates: readonly Candidate[], limit: number): Candidate[] {
  const kept: { readonly candidate: Candidate; readonly box: Box }[] = [];
  for (const candidate of bestFirst(candidates)) {
    const { x1, y1, x2, y2, classIndex } = candidate;
    const box = { x: x1, y: y1, w: x2 - x1, h: y2 - y1 };
    const hidden = kept.some((other) => other.candidate.classIndex === classIndex && overlap(other.box, box) > limit);
    if (!hidden) kept.push({ candidate, box });
  }
  return kept.map(({ candidate }) => candidate);
}
