import type { Camera, CameraId } from '../shared/camera.ts';
import type { Clock } from './clock.ts';
import { createFrameHub, type FrameHub } from './frames/index.ts';
import type { Logger } from './logger.ts';
import { createKeeper, type Keeper, type KeepingStore } from './modes/index.ts';
import { createMotion, type Motion } from './motion/index.ts';

export interface AnalysisNeeds {
  readonly keeping: KeepingStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null: there is none of that id. */
  readonly camera: (id: CameraId) => Camera | null;
  /** Deletes the files of garbage. */
  readonly clean: () => Promise<void>;
}

/** What looks at pictures, and what decides by it. */
export interface Analysis {
  readonly frames: FrameHub;
  readonly motion: Motion;
  readonly keeper: Keeper;
}

/** Binds pictures to those who look at them, and what they see to the keeper of footage. Detection joins here. */
export function bindAnalysis({ keeping, clock, logger, camera, clean }: AnalysisNeeds): Analysis {
  const plan = (id: CameraId): Camera['recording'] | null => camera(id)?.recording ?? null;
  const keeper = createKeeper({ store: keeping, plan, clock, logger, clean });
  const motion = createMotion(keeper);
  const frames = createFrameHub({ clock, logger, consumers: [motion] });
  return { frames, motion, keeper };
}
