import type { CameraId } from '../../shared/camera.ts';
import type { Attribute, DetectionRun } from '../../shared/detection.ts';
import type { Box } from '../../shared/geometry.ts';
import type { RulesStep } from '../rules/index.ts';
import type { Track } from '../tracking/index.ts';
import type { Picture } from '../vision/index.ts';

/** What one analysed picture of a camera has brought. */
export interface Observation {
  readonly cameraId: CameraId;
  readonly cameraName: string;
  readonly atMs: number;
  /** Confirmed tracks only. */
  readonly tracks: readonly Track[];
  readonly ended: readonly Track[];
  readonly rules: RulesStep;
  /** The picture itself, lent until the call returns; null when nobody looked (nothing moves, or the camera is gone). */
  readonly picture: Picture | null;
}

/** Makes events of observations, keeps them, and shows them. One for all cameras. */
export interface EventRecorder {
  observe(observation: Observation): void;
  /** What a classifier said of a track; goes to its events. */
  attributes(cameraId: CameraId, trackId: number, attributes: readonly Attribute[]): void;
  /** Ends all that lasts of this camera: its run is over, or detection was switched off. */
  close(cameraId: CameraId, atMs: number): void;
  addRun(run: DetectionRun): void;
  start(): void;
  /** Ends all that lasts, and writes everything. */
  stop(): Promise<void>;
}

export type { DetectionFilter as EventFilter } from '../services.ts';

/** Which picture of an event: the thing itself, or the whole frame. */
export type EventPicture = 'crop' | 'frame';

/** A part of the picture with some room around it, as the crop shows it. */
export type CropOf = (box: Box, picture: Picture) => Box;
