import { frameSyncOption, type FfmpegBinary } from '../binary.ts';
import { sourceInputs, type PlannedSource } from './inputs.ts';

/**
 * Decodes fragmented MP4 from stdin and writes JPEG to stdout.
 * @param frameCount frames that stdin will bring: all but the last are decoded and passed over. Null: every frame
 *   is written, and the last JPEG of the output is the newest.
 */
export function snapshotArgs(binary: FfmpegBinary, frameCount: number | null): string[] {
  const select = frameCount === null ? '' : `select=gte(n\\,${Math.max(0, frameCount - 1)}),`;
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'warning', '-f', 'mp4', '-i', 'pipe:0'],
    ...['-map', '0:v:0', '-an', '-vf', `${select}${fullRange}`, frameSyncOption(binary), 'passthrough'],
    ...(frameCount === null ? [] : ['-frames:v', '1']),
    ...jpegOutput,
  ];
}

/**
 * Reads one stream for a while: its packets as fragmented MP4 on pipe:3, and the first
 * decoded frame as JPEG on stdout. `source.subUrl` is not looked at.
 */
export function connectionTestArgs(
  binary: FfmpegBinary,
  source: PlannedSource,
  options: { readonly timeoutMs: number; readonly seconds: number },
): string[] {
  const single: PlannedSource = source.kind === 'rtsp' ? { ...source, subUrl: null } : source;
  const limit = ['-t', String(options.seconds)];
  const copied = source.kind === 'device' ? ['-c:v', 'mpeg4', '-q:v', '5'] : ['-c:v', 'copy'];
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'info', '-copytb', '1'],
    ...sourceInputs(binary, single, options.timeoutMs, null).flat(),
    ...['-map', '0:v:0', '-an', ...copied, ...limit, '-flush_packets', '1', '-f', 'mp4'],
    ...['-movflags', '+frag_every_frame+empty_moov+default_base_moof', 'pipe:3'],
    ...['-map', '0:v:0', '-an', '-vf', fullRange, ...limit, '-frames:v', '1', ...jpegOutput],
  ];
}

/** JPEG's samples are of full range; without this newer versions refuse or warn. */
const fullRange = 'scale=out_range=full,format=yuvj420p';
const jpegOutput: readonly string[] = ['-c:v', 'mjpeg', '-q:v', '3', '-f', 'image2pipe', 'pipe:1'];
