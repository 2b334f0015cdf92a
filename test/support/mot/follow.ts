import type { Tracker } from '../../../src/engine/tracking/index.ts';
import type { Detection } from '../../../src/engine/vision/index.ts';
import type { ScoredFrame } from './metrics.ts';
import type { SceneFrame } from './scenes.ts';
import type { Marked } from './ground-truth.ts';

/** What a tracker says is there now. */
export type Follow = (detections: readonly Detection[], atMs: number) => readonly Marked[];

/** A box is shown for so long after the thing was seen; at low rates, over one missed look. */
const SHOWN_MS = 600;

/** As the live picture shows it: confirmed tracks that were seen a moment ago. */
export function followBy(tracker: Tracker): Follow {
  return (detections, atMs) =>
    tracker.update(detections, atMs).tracks.filter((track) => track.confirmed && atMs - track.seenMs <= SHOWN_MS);
}

/** Runs a tracker over a scene; who is hidden counts neither as missed nor as a false alarm. */
export function follow(frames: readonly SceneFrame[], answer: Follow): ScoredFrame[] {
  return frames.map(({ atMs, truth, hidden, detections }) => ({
    truth,
    ignored: hidden,
    answer: answer(detections, atMs),
  }));
}
