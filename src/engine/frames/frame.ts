import type { Camera, CameraId } from '../../shared/camera.ts';
import type { FramesPlan } from '../ffmpeg/index.ts';

/** One decoded picture of a camera. Its bytes are lent: see `FrameConsumer.frame`. */
export interface Frame {
  readonly cameraId: CameraId;
  readonly runId: string;
  /** Milliseconds of the run's media time: the very frame of the live stream that has the same. */
  readonly mediaMs: number;
  /** UTC milliseconds, on the time line of the recording. */
  readonly atMs: number;
  readonly width: number;
  readonly height: number;
  /** I420: width x height luma bytes, then two planes of chroma, each a quarter (odd sizes rounded up). */
  readonly data: Buffer;
}

/** What a consumer needs: pictures at least this wide where the stream is, so often. */
export interface FramesWant {
  readonly width: number;
  /** At most, on average. */
  readonly fps: number;
}

/** Someone who looks at pictures. One decoding serves all consumers of a camera. */
export interface FrameConsumer {
  /**
   * What it needs of a camera; null: nothing. Asked when a camera begins to run and when its settings change, so that a consumer
   * may take over here what it needs of them. The answer depends on the settings alone.
   */
  want(camera: Camera): FramesWant | null;
  /**
   * A picture, at most as often as wanted. Until it returns (or what it returns has settled) the bytes are its own to read,
   * not longer; meanwhile only the newest picture waits for it, older ones are dropped.
   */
  frame(frame: Frame): void | Promise<void>;
  /** No more pictures of this run. */
  ended(cameraId: CameraId): void;
  /** The camera is gone. */
  forget(cameraId: CameraId): void;
}

/** What satisfies all wants at once; null when nobody wants anything. */
export function joinWants(wants: readonly (FramesWant | null)[]): FramesPlan | null {
  const widths = wants.filter((want) => want !== null).map((want) => want.width);
  return widths.length === 0 ? null : { width: Math.max(...widths) };
}
