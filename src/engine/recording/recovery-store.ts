import type { CameraId } from '../../shared/camera.ts';
import type { SegmentKey, TimeSpan } from '../../shared/recording.ts';
import type { PlaceNum } from '../storage/index.ts';

/** A row as recovery compares it with the files. */
export interface RowOfDay {
  readonly key: SegmentKey;
  readonly place: PlaceNum;
  readonly path: string;
  /** Its file is known to be missing. */
  readonly lost: boolean;
}

/** What recovery needs of the catalog. Synchronous; every call is one transaction and takes milliseconds. */
export interface RecoveryStore {
  /** All cameras that have footage, be they there still or not. */
  camerasWithFootage(): CameraId[];
  /** Rows of a camera that begin within the span, in all places. */
  rowsWithin(cameraId: CameraId, span: TimeSpan): RowOfDay[];
  /** Whether the file is given up already and only waits to be deleted. */
  isGarbage(key: SegmentKey, place: PlaceNum): boolean;
  /**
   * Notes that these files are missing (a copy in the archive takes over where there is one) or, with null, that they are there again.
   * What is missing within the span becomes gaps with the reason `lost`.
   */
  markLost(cameraId: CameraId, keys: readonly SegmentKey[], lostMs: number | null, span: TimeSpan): void;
  /** Takes the span out of the gaps: there is footage after all. An open gap begins at its end then. */
  cutGaps(cameraId: CameraId, span: TimeSpan): void;
}
