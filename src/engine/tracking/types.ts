import type { Box } from '../../shared/geometry.ts';
import type { Detection } from '../vision/index.ts';

/** One track after a picture. */
export interface Track {
  /** Rises by one with each new track of a tracker, from 1, when it is confirmed; until then a number below 0 that is its own. */
  readonly id: number;
  readonly label: string;
  /** Of its newest detection, and the best so far. */
  readonly score: number;
  readonly bestScore: number;
  /** Where it is, by the filter: shares of the picture. */
  readonly box: Box;
  /** Movement of the box's middle, shares of the picture per second. */
  readonly vx: number;
  readonly vy: number;
  /** First and newest picture in which it was seen, UTC milliseconds. */
  readonly startMs: number;
  readonly seenMs: number;
  /** Seen in this picture; else it is only foretold. */
  readonly seen: boolean;
  /** It was seen often enough to be believed; only such tracks are shown and make events. */
  readonly confirmed: boolean;
  /** Its box has hardly moved for some seconds. */
  readonly stationary: boolean;
}

export interface TrackerStep {
  /** All that go on, in the order of their numbers. */
  readonly tracks: readonly Track[];
  /** Confirmed tracks that are over, as they were when they were seen last. */
  readonly ended: readonly Track[];
}

/** Follows things from picture to picture of one camera. Not safe for two cameras at once. */
export interface Tracker {
  /** @param detections of one picture, from a low score on: faint ones keep tracks alive that there are, and begin none
   * @param look the part of the picture that was looked at; null or absent: all of it. Tracks outside rest.
   */
  update(detections: readonly Detection[], atMs: number, look?: Box | null): TrackerStep;
  /** Nobody has looked at this moment since nothing moves: what stands still stays as it is, nothing is lost for it. */
  rest(atMs: number): TrackerStep;
  /** Ends all tracks. */
  end(): TrackerStep;
}
