import type { CameraId } from '../../shared/camera.ts';
import type { DetectionStatus } from '../../shared/detection.ts';
import type { Timer } from '../clock.ts';
import type { FrameConsumer } from '../frames/index.ts';
import { CameraDetection } from './camera-detection.ts';
import type { DetectionNeeds } from './ports.ts';

export interface DetectionService extends FrameConsumer {
  start(): void;
  /** Ends all tracks; late answers of the workers no longer count. */
  stop(): void;
  /** Of each camera that has detection switched on. */
  statuses(): DetectionStatus[];
}

/** What is decoded for detection: the usual sub stream as it is; a detector looks closer at parts of it. */
const WIDTH = 640;
const TELL_EVERY_MS = 2000;

/** Looks for things in the pictures of all cameras that ask for it. */
export function createDetection(needs: DetectionNeeds): DetectionService {
  const cameras = new Map<CameraId, CameraDetection>();
  let timer: Timer | null = null;
  const drop = (id: CameraId): void => {
    cameras.get(id)?.end();
    cameras.delete(id);
  };
  const statuses = (): DetectionStatus[] => [...cameras.values()].map((camera) => camera.status());
  return {
    want(camera) {
      if (!camera.enabled || !camera.detection.enabled) {
        drop(camera.id);
        return null;
      }
      const known = cameras.get(camera.id);
      if (known === undefined) cameras.set(camera.id, new CameraDetection(camera, needs));
      else known.configure(camera);
      return { width: WIDTH, fps: camera.detection.fps };
    },
    frame: (frame) => cameras.get(frame.cameraId)?.frame(frame),
    ended: (cameraId) => cameras.get(cameraId)?.end(),
    forget: drop,
    start() {
      let told = 0;
      timer ??= needs.clock.every(TELL_EVERY_MS, () => {
        // Once more when the last one is gone.
        if (cameras.size + told > 0) needs.emit({ type: 'detection', statuses: statuses() });
        told = cameras.size;
      });
    },
    stop() {
      timer?.cancel();
      timer = null;
      for (const id of [...cameras.keys()]) drop(id);
    },
    statuses,
  };
}
