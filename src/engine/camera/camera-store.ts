import type { CameraId, StateChange, StreamFacts } from '../../shared/camera.ts';
import type { StoredCamera } from '../services.ts';

/** What an earlier run found the streams to be made of; a later run builds its command line from it at once. */
export interface StoredFacts {
  /** Identifies the source that these facts belong to; facts of another source are of no use. */
  readonly sourceKey: string;
  readonly main: StreamFacts;
  readonly sub: StreamFacts | null;
}

/** One change of state of one camera; its log has at most 100 lines. */
export interface StoredStateChange extends StateChange {
  readonly cameraId: CameraId;
}

/**
 * Where cameras are kept. The catalog implements it. Calls are synchronous and durable when they return;
 * each is one transaction. Unknown ids are ignored by writers.
 */
export interface CameraStore {
  /** All cameras by position, then creation. */
  list(): StoredCamera[];
  insert(stored: StoredCamera): void;
  /** Replaces everything of the camera with this id. */
  update(stored: StoredCamera): void;
  /** Removes the camera, its facts and its state changes. Its recordings are not touched. */
  remove(id: CameraId): void;
  /** Sets the positions of these cameras to 0, 1, 2, ... in this order. */
  reorder(ids: readonly CameraId[]): void;
  facts(id: CameraId): StoredFacts | null;
  saveFacts(id: CameraId, facts: StoredFacts): void;
  addStateChange(change: StoredStateChange): void;
  /** Newest first. @param beforeMs only what happened before, UTC milliseconds; null: up to now */
  history(id: CameraId, limit: number, beforeMs: number | null): StoredStateChange[];
}
