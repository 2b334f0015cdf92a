import type { CameraId } from '../../shared/camera.ts';
import type { DetectionPlan } from '../../shared/detection-plan.ts';
import type { DetectionStatus, TracksAt } from '../../shared/detection.ts';
import type { Clock } from '../clock.ts';
import type { EventRecorder } from '../events/index.ts';
import type { Inference } from '../inference/index.ts';
import type { Logger } from '../logger.ts';
import type { MotionResult } from '../motion/index.ts';
import type { RuleEngine } from '../rules/index.ts';
import type { Tracker } from '../tracking/index.ts';
import type { ModelFile } from '../vision/index.ts';

/** Whom detection tells that it has looked, and that something was there. Times are UTC milliseconds of the recording's time line. */
export interface DetectionSink {
  onWatched(cameraId: CameraId, kind: 'detection', startMs: number, endMs: number): void;
  onActivity(cameraId: CameraId, kind: 'detection', startMs: number, endMs: number): void;
}

export interface TrackerSettings {
  readonly minScore: number;
  readonly faintScore: number;
  readonly firstId: number;
  readonly fps: number;
}

/** What detection needs of the rest of the engine. */
export interface DetectionNeeds {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly inference: Pick<Inference, 'detect' | 'classify' | 'forget'>;
  /** Null: it is not installed. */
  readonly modelFile: (id: string) => ModelFile | null;
  /** What moves in this camera's newest picture; null: nobody looks. */
  readonly motion: (cameraId: CameraId) => MotionResult | null;
  readonly createTracker: (options: TrackerSettings) => Tracker;
  readonly createRules: (plan: DetectionPlan) => RuleEngine;
  /** Whether what stands in this box is in one of the plan's masks. */
  readonly masked: (plan: DetectionPlan, box: TracksAt['tracks'][number]['box']) => boolean;
  readonly events: Pick<EventRecorder, 'observe' | 'attributes' | 'close' | 'addRun'>;
  readonly sink: DetectionSink;
  /** To whoever watches this camera live. */
  readonly show: (cameraId: CameraId, tracksAt: TracksAt) => void;
  readonly emit: (event: { readonly type: 'detection'; readonly statuses: DetectionStatus[] }) => void;
}
