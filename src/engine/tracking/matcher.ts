import { overlap } from '../../shared/geometry.ts';
import type { Detection } from '../vision/index.ts';
import { createAssigner, type Assigner } from './assignment.ts';
import type { LiveTrack } from './live-track.ts';

/** What a pair costs, from 0; `NEVER` for one that cannot be. */
export type Cost = (track: LiveTrack, detection: Detection) => number;
export const NEVER = Infinity;

/** Square of the distance in deviations within which 95 of 100 lie (chi-square, two degrees of freedom). */
const GATE = 5.99;
/** However unsure: not farther than this, in sizes of the box, and not another size. */
const FARTHEST = 1.5;
const LEAST_LIKENESS = 0.3;

/** Overlap alone. */
export const byOverlap: Cost = (track, detection) =>
  track.label === detection.label ? 1 - overlap(track.filter.box, detection.box) : NEVER;

/** Overlap, fused with the score, as in ByteTrack: of two boxes that fit, the surer one. */
export const byOverlapAndScore: Cost = (track, detection) =>
  track.label === detection.label ? 1 - overlap(track.filter.box, detection.box) * detection.score : NEVER;

/** Overlap with what was taken for another class. */
export const byOverlapOfOthers: Cost = (track, detection) =>
  track.label === detection.label ? NEVER : 1 - overlap(track.filter.box, detection.box);

/**
 * Distance, as far as the filter is unsure: with few pictures a second somebody who walks does not overlap with where he was. 0 to 1.
 * The gate is that of DeepSORT (Wojke et al., ICIP 2017).
 */
export const byDistance: Cost = (track, { label, box }) => {
  if (track.label !== label) return NEVER;
  const { filter } = track;
  const { w, h } = filter.box;
  const common = Math.min(w, box.w) * Math.min(h, box.h);
  if (common < LEAST_LIKENESS * Math.max(w, box.w) * Math.max(h, box.h)) return NEVER;
  const off = Math.hypot(box.x + box.w / 2 - filter.middleX, box.y + box.h / 2 - filter.middleY);
  return off > FARTHEST * filter.size ? NEVER : filter.distance(box) / GATE;
};

/** Pairs tracks with the detections of one picture, stage by stage: what one stage has paired the next does not see. */
export class Matcher {
  readonly #assigner: Assigner = createAssigner();
  #cost = new Float64Array(0);
  #taken = new Set<Detection>();
  #paired = new Set<LiveTrack>();

  begin(): void {
    this.#taken = new Set();
    this.#paired = new Set();
  }

  /** Detections that nobody has taken. */
  free(detections: readonly Detection[]): Detection[] {
    return detections.filter((one) => !this.#taken.has(one));
  }

  isPaired(track: LiveTrack): boolean {
    return this.#paired.has(track);
  }

  /** One stage: the cheapest pairs below the limit. */
  pair(
    tracks: readonly LiveTrack[],
    detections: readonly Detection[],
    cost: Cost,
    limit: number,
    found: (track: LiveTrack, detection: Detection) => void,
  ): void {
    const rows = tracks.filter((track) => !this.#paired.has(track));
    const columns = this.free(detections);
    if (rows.length === 0 || columns.length === 0) return;
    const size = rows.length * columns.length;
    if (this.#cost.length < size) this.#cost = new Float64Array(size * 2);
    let at = 0;
    for (const track of rows) {
      for (const detection of columns) {
        this.#cost[at] = cost(track, detection);
        at += 1;
      }
    }
    const pairs = this.#assigner.assign(this.#cost, rows.length, columns.length, limit);
    rows.forEach((track, row) => {
      const detection = columns[pairs[row] ?? -1];
      if (detection === undefined) return;
      this.#paired.add(track);
      this.#taken.add(detection);
      found(track, detection);
    });
  }
}
