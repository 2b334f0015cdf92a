import type { Camera, CameraId } from '../shared/camera.ts';
import type { Clock } from './clock.ts';
import { createFrameHub, type FrameHub } from './frames/index.ts';
import type { Logger } from './logger.ts';
import { createKeeper, type Keeper, type KeepingStore } from './modes/index.ts';
import type { DetectionService, DetectionSink } from './detection/index.ts';
import { createMotion, type Motion } from './motion/index.ts';

export interface AnalysisNeeds {
  readonly keeping: KeepingStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null: there is none of that id. */
  readonly camera: (id: CameraId) => Camera | null;
  /** Deletes the files of garbage. */
  readonly clean: () => Promise<void>;
  /** Makes detection, which looks where something moves and tells the keeper what it saw. */
  readonly detection: (motion: Motion, sink: DetectionSink) => DetectionService;
}

/** What looks at pictures, and what decides by it. */
export interface Analysis {
  readonly frames: FrameHub;
  readonly motion: Motion;
  readonly keeper: Keeper;
  readonly detection: DetectionService;
}

/** Binds pictures to those who look at them, and what they see to the keeper of footage. */
export function bindAnalysis({ keeping, clock, logger, camera, clean, detection: join }: AnalysisNeeds): Analysis {
  const plan = (id: CameraId): Camera['recording'] | null => camera(id)?.recording ?? null;
  const keeper = createKeeper({ store: keeping, plan, clock, logger, clean });
  const motion = createMotion(keeper);
  const detection = join(motion, keeper);
  // Motion first: detection asks what moves in the very picture that it is given.
  const frames = createFrameHub({ clock, logger, consumers: [motion, detection] });
  return { frames, motion, keeper, detection };
}
