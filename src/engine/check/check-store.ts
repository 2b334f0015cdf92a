import type { CameraId } from '../../shared/camera.ts';
import type { SegmentKey, TimeSpan } from '../../shared/recording.ts';
import type { SegmentStore } from '../recording/index.ts';
import type { GarbageFile, PlaceNum, StoredPlace } from '../storage/index.ts';

/** A segment's row with everything that can be compared with its file. */
export interface CheckedRow {
  /** Ascending in the order of inserting. */
  readonly id: number;
  readonly key: SegmentKey;
  readonly cameraId: CameraId;
  readonly place: PlaceNum;
  readonly archive: PlaceNum | null;
  readonly path: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly initBytes: number;
  readonly lost: boolean;
  /** The part index; null when its row is not there. */
  readonly parts: Uint8Array | null;
}

/** A gap and a segment that say different things of the same time. */
export interface Overlap {
  readonly cameraId: CameraId;
  readonly gapStartMs: number;
  readonly footage: TimeSpan;
}

/** What a walk over the file says in place of what the row said. */
export type Reindexed = Pick<CheckedRow, 'durationMs' | 'sizeBytes' | 'initBytes'> & { readonly parts: Uint8Array };

/** What the check of a stopped recorder needs of the catalog. Synchronous; every call is one transaction. */
export interface CheckStore {
  places(): StoredPlace[];
  /** Rows with a larger id, ascending, at most `limit`. */
  rowsAfter(id: number, limit: number): CheckedRow[];
  /** The id that so many rows are newer than; 0 when there are not so many. */
  idBeforeNewest(count: number): number;
  /** Rows that refer to a row that is not there. */
  danglingRows(): number;
  /** Overlaps of gaps and footage that is there, at most `limit`. Gaps of the kind `lost` are joined generously and left out. */
  overlaps(limit: number): Overlap[];
  /** Garbage rows of places that the catalog does not know. */
  strayGarbage(): GarbageFile[];
  /** Which running totals differ from the sum of the rows, in words. */
  wrongTotals(): string[];
  /** Where the row's file lies, the file of a lost one too. */
  findFile(key: SegmentKey): Pick<CheckedRow, 'place' | 'path'> | null;
  /** Whether the file is on its way here from another root: the next start undoes that. */
  isMoving(key: SegmentKey, place: PlaceNum): boolean;

  setPlace(key: SegmentKey, place: PlaceNum): void;
  /** The row says what its file holds; footage that it held before becomes a gap. */
  reindex(row: CheckedRow, found: Reindexed): void;
  recount(): void;
}

/** The same with what recording's recovery needs. */
export type CheckStores = CheckStore & SegmentStore;
