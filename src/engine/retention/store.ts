import type { CameraId } from '../../shared/camera.ts';
import type { FootageUsage, Lock } from '../../shared/locks.ts';
import type { SegmentKey } from '../../shared/recording.ts';
import type { RetainedSegment } from './retention.ts';

export type NewLock = Omit<Lock, 'id'>;

/** What retention needs of the catalog. Synchronous; every call is one transaction. Times are UTC milliseconds. */
export interface RetentionStore {
  /** Every camera that has footage, be it in the list of cameras or not. From running totals: a look per camera. */
  usage(): FootageUsage[];
  /** All bytes of one camera's segments, the locked ones included. */
  bytesOf(cameraId: CameraId): number;
  /** The oldest unlocked segments, at most `limit` of each kind. */
  oldestUnlocked(cameraId: CameraId, limit: number): RetainedSegment[];
  /** Gives up these segments, first step of deleting them; the locked ones among them stay. */
  condemnUnlocked(keys: readonly SegmentKey[]): void;
  /** Forgets gaps that ended before the oldest footage: nothing is shown of that time any more. */
  dropGapsBeforeFootage(cameraId: CameraId): void;

  /** By camera and time; `cameraId` null for all. */
  locks(cameraId: CameraId | null): Lock[];
  /** Locks what overlaps the span, now and as it is recorded. */
  addLock(lock: NewLock): Lock;
  /** Unlocks what no other lock holds. Null when there is no such lock. */
  removeLock(id: number): Lock | null;
}
