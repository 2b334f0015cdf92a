import type { SegmentKey } from '../../shared/recording.ts';
import type { UploadRecord, UploadStore } from '../archive/index.ts';
import type { GarbageStore, PlaceNum } from '../storage/index.ts';

/** A segment's file where it is played from. */
export interface TierFile {
  readonly key: SegmentKey;
  readonly place: PlaceNum;
  readonly path: string;
  readonly sizeBytes: number;
}

export interface Queue {
  readonly segments: number;
  readonly bytes: number;
}

/** A file on its way to another root. */
export interface Move {
  readonly key: SegmentKey;
  readonly to: PlaceNum;
  readonly path: string;
}

/** What moving and archiving need of the catalog. Synchronous; every call is one transaction. */
export interface TierStore extends GarbageStore, UploadStore {
  findFile(key: SegmentKey): TierFile | null;
  /** The oldest files of a root that begin before a time; those known to be lost are left out. */
  oldestIn(place: PlaceNum, beforeMs: number, limit: number): TierFile[];
  queueIn(place: PlaceNum, beforeMs: number): Queue;
  /** The oldest files without a copy in any archive that begin before a time. */
  toArchive(beforeMs: number, limit: number): TierFile[];
  queueToArchive(beforeMs: number): Queue;

  /** First step, before anything lies at the target. */
  beginMove(move: Move): void;
  /**
   * Last step, when the file lies at the target: the row names the new place, the old file is garbage.
   * False when the segment is not where it was (deleted meanwhile): the move is still to be undone then.
   */
  finishMove(move: Move, from: PlaceNum): boolean;
  moves(): Move[];
  /** What lay at the target is gone. */
  forgetMove(key: SegmentKey, to: PlaceNum): void;

  /** The copy is verified: the row names it, the upload is over. False when there is no such segment any longer. */
  finishUpload(key: SegmentKey, place: PlaceNum, sha256: string): boolean;
  /** Uploads to this archive whose segment was deleted meanwhile. */
  abandonedUploads(place: PlaceNum, limit: number): UploadRecord[];
}
