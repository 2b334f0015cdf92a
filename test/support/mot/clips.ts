import { readTruth, type TruthFrame } from './ground-truth.ts';
import { normalFrom, randomFrom, shaken, type SceneFrame } from './scenes.ts';
import { sharedData } from '../shared-data.ts';
import type { Detection } from '../../../src/engine/vision/index.ts';

/** An annotated clip of the data beside the project. */
export interface Clip {
  readonly name: string;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
}

export const clips: readonly Clip[] = [
  { name: 'one-by-one-person-detection.first72s', label: 'person', width: 768, height: 432, fps: 10, frames: 720 },
  { name: 'car-detection', label: 'car', width: 768, height: 432, fps: 12.5, frames: 377 },
  { name: 'store-aisle-detection.preview', label: 'person', width: 480, height: 270, fps: 15, frames: 67 },
  { name: 'worker-zone-detection.preview', label: 'person', width: 480, height: 270, fps: 15, frames: 71 },
  { name: 'udacity_vehicle_test_video', label: 'car', width: 1280, height: 720, fps: 25, frames: 38 },
];

/** The truth of a clip, or null where the data is absent. */
export function truthOf({ name, width, height, frames }: Clip): TruthFrame[] | null {
  const file = sharedData('video', 'gt', `${name}.gt.txt`);
  return file === null ? null : readTruth(file, width, height, frames);
}

/** Every so many-th frame of a clip, with what a detector says of it. */
export function sceneOf(
  clip: Clip,
  truth: readonly TruthFrame[],
  every: number,
  detect: (frame: TruthFrame) => readonly Detection[],
): SceneFrame[] {
  return truth
    .filter((_, at) => at % every === 0)
    .map((frame) => ({
      atMs: Math.round(((frame.frame - 1) * 1000) / clip.fps),
      truth: frame.scored,
      hidden: frame.ignored,
      detections: detect(frame),
    }));
}

/** A detector that sees the truth, but trembles, misses one in ten and is hardly sure of one in ten. */
export function noisy(label: string, seed: number): (frame: TruthFrame) => Detection[] {
  const random = randomFrom(seed);
  const normal = normalFrom(random);
  return ({ scored, ignored }) =>
    [...scored, ...ignored]
      .filter(() => random() >= 0.1)
      .map(({ box }) => ({
        label,
        score: random() < 0.1 ? 0.15 + 0.3 * random() : 0.55 + 0.35 * random(),
        box: shaken(box, 0.04, normal),
      }));
}
