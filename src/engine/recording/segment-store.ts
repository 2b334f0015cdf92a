import type { CameraId } from '../../shared/camera.ts';
import type { ActiveSpan, Gap, GapReason, Segment, SegmentKey, TimeSpan } from '../../shared/recording.ts';
import type { RecoveryStore } from './recovery-store.ts';
import type { GarbageStore, PlaceNum } from '../storage/index.ts';

/** One row of a finished segment, as the catalog keeps it. */
export interface StoredSegment extends Segment {
  /** Where the file lies. */
  readonly place: PlaceNum;
  /**
   * Relative to the storage root, with forward slashes: `<camera id>/<YYYY-MM-DD>/<HH-mm-ss.SSS>Z_<key>.mp4`; on a disk that became
   * read-only while it grew, `<camera id>/.growing/<key>.mp4`.
   */
  readonly path: string;
  /** Length of the initialisation segment at the file's start. */
  readonly initBytes: number;
}

/** `parts` is the part index as encoded by recording's `encodeParts`; opaque to the store, a few bytes per 2 s of footage. */
export interface NewSegment extends StoredSegment {
  readonly parts: Uint8Array;
}

/** A gap that may last still: `endMs` is null then. A camera has at most one such. */
export interface StoredGap extends Omit<Gap, 'endMs'> {
  readonly endMs: number | null;
}

/**
 * What recording needs of the catalog. Synchronous, single writer; every call is one transaction. Times are UTC
 * milliseconds. A segment [startMs, startMs + durationMs) overlaps a span [a, b) when it begins before b and ends after a.
 * A segment may be of any length (a camera may send key frames rarely), so a search bounded by a length must take
 * it from what is stored. Rows outlive the camera's own row: recordings may be kept when a camera is removed.
 */
export interface SegmentStore extends GarbageStore, RecoveryStore {
  /** False when the key is there already: nothing is changed then, neither the row nor its parts. */
  insertSegment(segment: NewSegment): boolean;
  findSegment(key: SegmentKey): StoredSegment | null;
  /** The file was moved within its place; nothing is changed where the row has another path than `from`. */
  relocate(key: SegmentKey, from: string, to: string): void;
  /** The archive that holds a verified copy under the same path; null when there is none. */
  archiveOf(key: SegmentKey): PlaceNum | null;
  /** The part index as it was inserted; null when the key is unknown. */
  partsOf(key: SegmentKey): Uint8Array | null;
  /** Segments that overlap [startMs, endMs), ascending by start, at most `limit`. */
  segmentsInRange(cameraId: CameraId, startMs: number, endMs: number, limit: number): StoredSegment[];
  /** What was recorded within [startMs, endMs), clipped to it; segments less than `joinMs` apart are one span. Ascending. */
  recordedSpans(cameraId: CameraId, startMs: number, endMs: number, joinMs: number): TimeSpan[];
  /** What of it is kept because of what happens in it; clipped, and joined within each kind. Ascending. */
  activeSpans(cameraId: CameraId, startMs: number, endMs: number, joinMs: number): ActiveSpan[];
  /** Start of each local day (UTC milliseconds of the zone's midnight) that holds footage, ascending. */
  daysWithFootage(cameraId: CameraId, utcOffsetMinutes: number): number[];
  /** End of the newest footage, or of the newest gap that has one: up to there it is known what was. Null when nothing is. */
  lastFootageEndMs(cameraId: CameraId): number | null;

  /** Begins a gap that lasts until `endGap`; a gap that is open already is ended at `startMs` first (dropped when empty). */
  beginGap(cameraId: CameraId, startMs: number, reason: GapReason): void;
  /** Ends the open gap, if there is one; a gap that would be empty or negative is dropped. */
  endGap(cameraId: CameraId, endMs: number): void;
  openGap(cameraId: CameraId): StoredGap | null;
  /** Gaps that overlap [startMs, endMs), the open one included, ascending, not clipped. */
  gapsInRange(cameraId: CameraId, startMs: number, endMs: number): StoredGap[];

  /**
   * Moves all rows of the camera to the garbage list (and drops its gaps): first step of deleting its footage. Without
   * `withLocked`, locked footage and its locks stay.
   */
  condemnCamera(cameraId: CameraId, withLocked: boolean): void;
  /** The same for single segments. */
  condemnSegments(keys: readonly SegmentKey[]): void;
}
