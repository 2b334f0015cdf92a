import type { CameraId } from '../../shared/camera.ts';
import { VigilError } from '../../shared/errors.ts';
import type { LiveStream } from '../../shared/live-protocol.ts';
import { maskSecrets } from '../../shared/mask.ts';
import type { Clock } from '../clock.ts';
import { FfmpegProcess, snapshotArgs, type FfmpegBinary } from '../ffmpeg/index.ts';
import type { RunTools } from './run-job.ts';

/** A group of pictures that ends with the newest frame, as fragmented MP4. */
export interface LatestGop {
  readonly init: Uint8Array;
  readonly fragments: readonly Uint8Array[];
  /** Video frames in it. */
  readonly frameCount: number;
}

/** Where the newest pictures are: the live hub. */
export interface GopSource {
  /** Null while there is none. */
  latestGop(cameraId: CameraId, stream: LiveStream): Promise<LatestGop | null>;
}

const DEADLINE_MS = 10_000;
const MOST_LOOKS = 10;
const LOOK_AGAIN_MS = 100;
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/**
 * Decodes the newest frame to JPEG.
 * @throws VigilError camera_offline when there are no pictures, ffmpeg_missing, snapshot_failed
 */
export async function takeSnapshot(
  tools: Pick<RunTools, 'clock' | 'ffmpeg' | 'start'>,
  gops: GopSource,
  wanted: { readonly cameraId: CameraId; readonly stream: LiveStream; readonly signal: AbortSignal },
): Promise<Buffer> {
  const binary = tools.ffmpeg();
  if (binary === null) throw new VigilError('ffmpeg_missing', 'no fit ffmpeg was found');
  const gop = await newestGop(tools.clock, gops, wanted);
  if (gop === null) throw new VigilError('camera_offline', 'there is no picture yet');
  const input = Buffer.concat([gop.init, ...gop.fragments]);
  const deadline = new AbortController();
  const timer = tools.clock.after(DEADLINE_MS, () => deadline.abort());
  const signal = AbortSignal.any([wanted.signal, deadline.signal]);
  try {
    // A frame that is broken is not decoded, and then the count is never reached: take the last that is whole.
    const picture =
      (await decode(tools, binary, input, gop.frameCount, signal)) ??
      (await decode(tools, binary, input, null, signal));
    if (picture !== null) return picture;
    throw new VigilError('snapshot_failed', deadline.signal.aborted ? 'decoding took too long' : 'nothing was decoded');
  } finally {
    timer.cancel();
  }
}

/** A run, or a segment, that has only just begun has no picture yet: it is given a moment. */
async function newestGop(
  clock: Clock,
  gops: GopSource,
  wanted: { readonly cameraId: CameraId; readonly stream: LiveStream; readonly signal: AbortSignal },
): Promise<LatestGop | null> {
  for (let look = 0; look < MOST_LOOKS && !wanted.signal.aborted; look += 1) {
    if (look > 0) await new Promise<void>((resolve) => void clock.after(LOOK_AGAIN_MS, resolve));
    const gop = await gops.latestGop(wanted.cameraId, wanted.stream);
    if (gop !== null && gop.frameCount > 0) return gop;
  }
  return null;
}

async function decode(
  tools: Pick<RunTools, 'clock' | 'start'>,
  binary: FfmpegBinary,
  input: Buffer,
  frameCount: number | null,
  signal: AbortSignal,
): Promise<Buffer | null> {
  if (signal.aborted) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  const child = new FfmpegProcess({
    binary,
    args: snapshotArgs(binary, frameCount),
    clock: tools.clock,
    signal,
    mask: (line) => maskSecrets(line),
    input,
    outputs: {
      1: (bytes) => {
        size += bytes.byteLength;
        if (size <= LARGEST_OUTPUT) chunks.push(bytes);
      },
    },
    ...(tools.start === undefined ? {} : { start: tools.start }),
  });
  await child.exit;
  return size > LARGEST_OUTPUT || signal.aborted ? null : lastJpeg(Buffer.concat(chunks));
}

const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);
const JPEG_END = Buffer.from([0xff, 0xd9]);

/** The last whole JPEG of several in a row; null when there is none. Entropy-coded data never holds these marks (T.81, B.1.1.5). */
export function lastJpeg(bytes: Buffer): Buffer | null {
  const end = bytes.lastIndexOf(JPEG_END);
  if (end < 0) return null;
  const start = bytes.lastIndexOf(JPEG_START, end);
  return start < 0 ? null : bytes.subarray(start, end + JPEG_END.byteLength);
}
