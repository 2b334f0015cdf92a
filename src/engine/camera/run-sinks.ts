import type { Camera, CameraId, FailureReason, StreamFacts } from '../../shared/camera.ts';
import type { FramesPlan } from '../ffmpeg/index.ts';

/** One run of one camera's ffmpeg, from start to exit. */
export interface Run {
  /** 12 characters, see segmentKeySchema. */
  readonly id: string;
  readonly cameraId: CameraId;
  readonly cameraName: string;
  readonly startedMs: number;
  /**
   * UTC milliseconds of media time 0, where time stamps are this machine's clock at arrival (RTSP); absent where they are the
   * source's own (a file, a capture device).
   */
  readonly mediaEpochMs?: number;
  /** Whether the live pipe carries the sub stream; without one (none, or a dead one), live view reads the growing main segments. */
  readonly hasSub: boolean;
  readonly record: boolean;
  /** What is decoded for analysis; absent: nothing. */
  readonly frames?: FramesPlan;
}

/** One block of ffmpeg's `-progress` output. */
export interface Progress {
  /** End of the newest packet written, microseconds of the run's media time; null before the first packet. */
  readonly outTimeUs: number | null;
  readonly frames: number | null;
  readonly droppedFrames: number | null;
  readonly totalSizeBytes: number | null;
  readonly ended: boolean;
}

/** One line of ffmpeg's segment list: a segment that is finished. Times are seconds of the run's media time. */
export interface SegmentListEntry {
  readonly file: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** How a run ended. `asked` means that we ended it; `renewed`, that we ended it to begin another at once. */
export type RunEnd =
  | { readonly kind: 'asked' }
  | { readonly kind: 'renewed' }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly log: readonly string[] };

/**
 * What a run feeds. The camera folder calls these and knows nothing of recording or live view; both implement it.
 * Calls for one run come in the order begin, (facts | progress | segment | live | frames)*, end. None may throw; the sink
 * must never make the caller wait except in begin and end.
 */
export interface RunSink {
  /** Before ffmpeg starts. */
  begin(run: Run): void | Promise<void>;
  /** ffmpeg has printed what the streams are made of. */
  facts(run: Run, facts: { readonly main: StreamFacts; readonly sub: StreamFacts | null }): void;
  progress(run: Run, progress: Progress): void;
  segment(run: Run, entry: SegmentListEntry): void;
  /** Bytes of the live pipe: fragmented MP4 of the sub stream, cut anywhere. */
  live(run: Run, bytes: Buffer): void;
  /** Bytes of the frames pipe: NUT with raw pictures, cut anywhere. Valid during the call only: the next come to the same memory. */
  frames?(run: Run, bytes: Buffer): void;
  /** ffmpeg has exited and every output was read to its end. */
  end(run: Run, end: RunEnd): void | Promise<void>;
}

/** What is to be decoded of a camera, null: nothing. Asked for each run, and when the camera's settings change. */
export interface FramesWanted {
  prepare(camera: Camera): FramesPlan | null;
}

/** Where a run writes its growing segments; asked for before ffmpeg's arguments are built. */
export interface GrowingPlace {
  /**
   * Makes the folder and answers ffmpeg's file name pattern, absolute, with one `%05d`:
   * `<root>/<camera id>/.growing/<run id>-%05d.mp4`.
   * @throws VigilError storage_unavailable
   */
  prepare(run: Run): Promise<string>;
  /** The run could not write. Answers whether another place is to be had at once, so that the camera need not wait. */
  elsewhere?(run: Run): Promise<boolean>;
}
