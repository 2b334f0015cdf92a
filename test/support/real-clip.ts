import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ClipRef } from '../../src/simulator/index.ts';
import { keptClip } from './kept-clip.ts';

export interface RealClipOptions {
  readonly ffmpeg: string;
  /** Clips are kept here and found again. */
  readonly folder: string;
  /** A film of any kind. */
  readonly source: string;
  readonly width: number;
  readonly height: number;
  /** Pictures a second of the clip; those of a slower film are repeated. */
  readonly fps: number;
  /** Where in the film it begins, seconds. */
  readonly fromSeconds?: number;
  /** Of so many seconds, forwards and then backwards, so that a loop of it has no cut; all of the film by default. */
  readonly thereAndBack?: number;
  /** Bits a second. */
  readonly bitrate?: number;
}

/**
 * A film as a camera of the simulator sends it: H.264 with access unit delimiters (Annex B), a key frame each second, no B-frames, no
 * audio. Made by ffmpeg once. There is no number in its pictures.
 */
export async function makeRealClip(options: RealClipOptions): Promise<ClipRef> {
  const { ffmpeg, folder, source, width, height, fps, fromSeconds = 0, thereAndBack, bitrate = 500_000 } = options;
  const wanted = JSON.stringify({ source, width, height, fps, fromSeconds, thereAndBack, bitrate });
  const id = `real-${height}p-${createHash('sha1').update(wanted).digest('hex').slice(0, 8)}`;
  return keptClip(folder, id, async (growing) => {
    const rate = ['-b:v', String(bitrate), '-maxrate', String(Math.round(bitrate * 1.2)), '-bufsize', String(bitrate)];
    const size = `fps=${fps},scale=${width}:${height}`;
    const filter = thereAndBack === undefined ? size : `${size},split[a][b];[b]reverse[c];[a][c]concat`;
    const picture = ['-an', '-vf', filter, '-pix_fmt', 'yuv420p'];
    const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', String(fps), '-bf', '0', ...rate];
    const form = ['-x264-params', 'scenecut=0:aud=1', '-f', 'h264', join(growing, 'video.h264')];
    const part = thereAndBack === undefined ? [] : ['-t', String(thereAndBack)];
    const input = ['-ss', String(fromSeconds), ...part, '-i', source];
    await promisify(execFile)(ffmpeg, ['-hide_banner', '-v', 'error', '-y', ...input, ...picture, ...coding, ...form]);
    return { id, video: { file: 'video.h264', codec: 'h264', width, height, fps }, audio: null };
  });
}
