import type { CameraId } from '../../shared/camera.ts';
import { VigilError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { RetentionService } from '../services.ts';
import type { RetentionStore } from './store.ts';

export interface RetentionServiceOptions {
  readonly store: RetentionStore;
  readonly clock: Clock;
  /** Null when there is no such camera. */
  readonly cameraName: (id: CameraId) => string | null;
  /** What was held is held no longer. */
  readonly onUnlock: () => void;
}

/** Locks, and what the recordings take up. */
export function createRetentionService(options: RetentionServiceOptions): RetentionService {
  const { store, clock, cameraName, onUnlock } = options;
  return {
    usage: () => store.usage(),
    locks: (cameraId) => store.locks(cameraId),
    lock(cameraId, { startMs, endMs, note }) {
      const name = cameraName(cameraId);
      if (name === null) throw new VigilError('not_found', 'no such camera');
      return store.addLock({ cameraId, cameraName: name, startMs, endMs, note, createdMs: clock.now() });
    },
    unlock(id) {
      if (store.removeLock(id) === null) throw new VigilError('not_found', 'there is no such lock');
      onUnlock();
    },
  };
}
