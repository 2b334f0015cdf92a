import type { Camera, CameraId } from '../../shared/camera.ts';
import { usesMotion } from '../../shared/recording-plan.ts';
import type { Frame, FrameConsumer } from '../frames/index.ts';
import { MotionDetector, type MotionResult, type MotionSettings } from './detector.ts';

/** Who is told what was looked at and what moved. Times are UTC milliseconds of the recording's time line. */
export interface MotionSink {
  /** [startMs, endMs) was looked at. Spans follow each other; what lies between them was not looked at. */
  onWatched(cameraId: CameraId, kind: 'motion', startMs: number, endMs: number): void;
  /** Something moved from startMs on, up to now; told again with each picture while it lasts. `map`: where, in this picture. */
  onActivity(cameraId: CameraId, kind: 'motion', startMs: number, endMs: number, map: Uint8Array): void;
}

export interface Motion extends FrameConsumer {
  /** What the newest picture shows, for those who look where something moves; null when nobody looks at this camera. */
  latest(cameraId: CameraId): MotionResult | null;
}

/** What is decoded for motion. */
const WIDTH = 160;
const FPS = 5;
/** Pictures further apart than this leave a time that nobody has looked at. */
export const BLIND_AFTER_MS = 2000;

interface Watched {
  settings: MotionSettings;
  detector: MotionDetector | null;
  size: string;
  /** When the picture before was taken, if it was looked at. */
  lastMs: number | null;
  latest: MotionResult | null;
}

/** Looks for motion in the pictures of all cameras that ask for it. */
export function createMotion(sink: MotionSink): Motion {
  const cameras = new Map<CameraId, Watched>();

  const detectorOf = (watched: Watched, { width, height }: Frame): MotionDetector => {
    const size = `${width}x${height}`;
    if (watched.detector === null || watched.size !== size) {
      watched.detector = new MotionDetector(width, height, watched.settings);
      watched.size = size;
    }
    return watched.detector;
  };

  return {
    want: (camera) => (follow(cameras, camera) ? { width: WIDTH, fps: FPS } : null),
    frame(frame) {
      const watched = cameras.get(frame.cameraId);
      if (watched === undefined) return;
      const { cameraId, atMs, width, height, data } = frame;
      const result = detectorOf(watched, frame).look(data.subarray(0, width * height), atMs);
      watched.latest = result;
      const lastMs = watched.lastMs;
      watched.lastMs = result.state === 'learning' ? null : atMs;
      if (lastMs === null || atMs <= lastMs || atMs - lastMs > BLIND_AFTER_MS) return;
      sink.onWatched(cameraId, 'motion', lastMs, atMs);
      if (result.state === 'moving') sink.onActivity(cameraId, 'motion', result.sinceMs, atMs, result.map);
    },
    ended(cameraId) {
      const watched = cameras.get(cameraId);
      if (watched !== undefined) watched.lastMs = watched.latest = null;
    },
    forget: (cameraId) => void cameras.delete(cameraId),
    latest: (cameraId) => cameras.get(cameraId)?.latest ?? null,
  };
}

/** Whether a camera's motion matters: to what is kept of it, or to when it is looked at for things. */
function isLookedAt({ record, recording, detection }: Camera): boolean {
  return (record && usesMotion(recording)) || (detection.enabled && detection.motionGate);
}

/** Takes over a camera's settings; the background is learned anew only where they differ. Answers whether it is looked at. */
function follow(cameras: Map<CameraId, Watched>, camera: Camera): boolean {
  if (!isLookedAt(camera)) {
    cameras.delete(camera.id);
    return false;
  }
  const { motionSensitivity: sensitivity, motionMasks: masks } = camera.recording;
  const settings: MotionSettings = { sensitivity, masks };
  const before = cameras.get(camera.id);
  if (before === undefined) {
    cameras.set(camera.id, { settings, detector: null, size: '', lastMs: null, latest: null });
  } else if (JSON.stringify(before.settings) !== JSON.stringify(settings)) {
    Object.assign(before, { settings, detector: null });
  }
  return true;
}
