import type { Camera } from '../../shared/camera.ts';
import type { DetectionStatus, ModelProblem } from '../../shared/detection.ts';

export interface StatusFacts {
  readonly camera: Camera;
  /** Monotonic, as `frameMs`: when the newest picture came; null: none in this run. */
  readonly nowMs: number;
  readonly frameMs: number | null;
  readonly problem: ModelProblem | null;
  readonly provider: string | null;
  readonly resting: boolean;
  readonly grantedFps: number;
  readonly figures: { readonly fps: number; readonly latencyMs: number | null; readonly inferenceMs: number | null };
  readonly tracks: number;
  readonly failedFrames: number;
}

/** No picture for this long: the camera does not deliver. */
const SILENT_MS = 5000;
/** Less than this share of what is wanted is less than wanted. */
const SLOWED = 0.85;

/** How detection fares, in the one word that matters most. Pure. */
export function statusOf(facts: StatusFacts): DetectionStatus {
  const { camera, figures, provider, problem, tracks, failedFrames, grantedFps } = facts;
  return {
    cameraId: camera.id,
    state: stateOf(facts),
    problem,
    model: camera.detection.model,
    provider,
    wantedFps: camera.detection.fps,
    grantedFps,
    actualFps: figures.fps,
    latencyMs: figures.latencyMs,
    inferenceMs: figures.inferenceMs,
    tracks,
    failedFrames,
  };
}

function stateOf({
  camera,
  nowMs,
  frameMs,
  problem,
  provider,
  resting,
  grantedFps,
}: StatusFacts): DetectionStatus['state'] {
  if (!camera.enabled || !camera.detection.enabled) return 'off';
  if (problem !== null) return 'failed';
  if (frameMs === null || nowMs - frameMs > Math.max(SILENT_MS, 2500 / camera.detection.fps)) return 'no_frames';
  if (resting) return 'resting';
  if (provider === null) return 'loading';
  return grantedFps < camera.detection.fps * SLOWED ? 'slowed' : 'running';
}
