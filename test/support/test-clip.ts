import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { drawBlockCode, type ClipRef } from '../../src/simulator/index.ts';
import { keptClip } from './kept-clip.ts';

export interface TestClipOptions {
  readonly ffmpeg: string;
  /** Clips are kept here and found again. */
  readonly folder: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly frames?: number;
  readonly codec?: 'h264' | 'h265';
  /** Frames from key frame to key frame. */
  readonly gop?: number;
  /** Bits a second that the encoder aims at; noise in the picture makes it use them. */
  readonly bitrate?: number;
  readonly audio?: 'aac' | 'pcmu' | null;
  /** Nothing moves: neither box nor noise nor number. */
  readonly still?: boolean;
}

/** A grey picture with noise that moves: cheap to draw and hard to compress, so that the bit rate is really used. */
function drawFrame(luma: Buffer, noise: Buffer, width: number, height: number, frame: number): void {
  const shift = (frame * 7919) % (noise.length - luma.length);
  noise.copy(luma, 0, shift, shift + luma.length);
  const left = Math.floor(((frame % 60) / 60) * width * 0.8);
  for (let y = Math.floor(height * 0.3); y < height * 0.6; y += 1) {
    luma.fill(210, y * width + left, y * width + left + Math.floor(width * 0.1));
  }
  drawBlockCode({ data: luma, width, height, channels: 1 }, frame);
}

/** Noise that is the same each time: a linear congruential generator around mid grey. */
function makeNoise(bytes: number): Buffer {
  const noise = Buffer.alloc(bytes);
  let state = 12_345;
  for (let at = 0; at < bytes; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    noise[at] = 104 + ((state >> 16) % 48);
  }
  return noise;
}

async function runFfmpeg(
  ffmpeg: string,
  args: readonly string[],
  feed: (input: NodeJS.WritableStream) => Promise<void>,
): Promise<void> {
  const child = spawn(ffmpeg, ['-hide_banner', '-v', 'error', '-y', ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
  const errors: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
  child.stdin.on('error', () => undefined);
  const exited = once(child, 'exit');
  await feed(child.stdin);
  child.stdin.end();
  const [code] = (await exited) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg failed: ${Buffer.concat(errors).toString()}`);
}

function codecArgs(codec: 'h264' | 'h265', gop: number, bitrate: number): string[] {
  const rate = ['-b:v', String(bitrate), '-maxrate', String(Math.round(bitrate * 1.2)), '-bufsize', String(bitrate)];
  const common = ['-preset', 'ultrafast', '-g', String(gop), '-bf', '0', '-pix_fmt', 'yuv420p', ...rate];
  if (codec === 'h264') return ['-c:v', 'libx264', ...common, '-x264-params', 'scenecut=0:aud=1', '-f', 'h264'];
  const params = `keyint=${gop}:min-keyint=${gop}:scenecut=0:bframes=0:repeat-headers=1:aud=1:open-gop=0:log-level=error`;
  return ['-c:v', 'libx265', ...common, '-x265-params', params, '-f', 'hevc'];
}

async function makeAudio(ffmpeg: string, codec: 'aac' | 'pcmu', seconds: number, file: string): Promise<void> {
  const rate = codec === 'aac' ? 16_000 : 8000;
  const source = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=${rate}:duration=${seconds}`];
  const encode = codec === 'aac' ? ['-c:a', 'aac', '-b:a', '32k', '-f', 'adts'] : ['-c:a', 'pcm_mulaw', '-f', 'mulaw'];
  await runFfmpeg(ffmpeg, [...source, ...encode, file], () => Promise.resolve());
}

/** Makes a clip with the frame number in every picture, or finds the one made before with the same options. */
export async function makeTestClip(options: TestClipOptions): Promise<ClipRef> {
  const { ffmpeg, folder, ...given } = options;
  const wanted = {
    width: 320,
    height: 180,
    fps: 15,
    frames: 60,
    gop: 15,
    bitrate: 300_000,
    codec: 'h264',
    audio: null,
    still: false,
    ...given,
  } as const;
  const id = `${wanted.codec}-${wanted.height}p-${createHash('sha1').update(JSON.stringify(wanted)).digest('hex').slice(0, 8)}`;
  return keptClip(folder, id, async (growing) => {
    const { width, height, fps, frames, codec } = wanted;
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', String(fps), '-i', '-'];
    const args = [...raw, ...codecArgs(codec, wanted.gop, wanted.bitrate), join(growing, `video.${codec}`)];
    const noise = makeNoise(width * height * 2);
    await runFfmpeg(ffmpeg, args, async (input) => {
      for (let frame = 0; frame < frames; frame += 1) {
        const luma = Buffer.allocUnsafe(width * height);
        if (wanted.still) noise.copy(luma, 0, 0, luma.length);
        else drawFrame(luma, noise, width, height, frame);
        if (!input.write(luma)) await once(input, 'drain');
      }
    });
    const audio = wanted.audio === null ? null : { file: `audio.${wanted.audio}`, codec: wanted.audio };
    if (audio !== null) await makeAudio(ffmpeg, audio.codec, frames / fps, join(growing, audio.file));
    return { id, video: { file: `video.${codec}`, codec, width, height, fps }, audio };
  });
}
