import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileIndex } from '../../../src/engine/recording/file-index.ts';
import { ffmpegs } from '../../support/footage.ts';

const [ffmpeg] = ffmpegs();

/** Encoders as cameras are: parameter sets before each key frame. */
const encoders = {
  baseline: ['-c:v', 'libx264', '-profile:v', 'baseline', '-x264-params', 'repeat-headers=1'],
  high: ['-c:v', 'libx264', '-profile:v', 'high', '-x264-params', 'repeat-headers=1:cqm=jvt'],
  interlaced: ['-c:v', 'libx264', '-flags', '+ildct', '-x264-params', 'repeat-headers=1:tff=1'],
  'high 4:4:4': ['-c:v', 'libx264', '-pix_fmt', 'yuv444p', '-x264-params', 'repeat-headers=1'],
  'high 4:2:2, 10 bits': ['-c:v', 'libx264', '-pix_fmt', 'yuv422p10le', '-x264-params', 'repeat-headers=1'],
  hevc: ['-c:v', 'libx265', '-x265-params', 'repeat-headers=1:log-level=error'],
  'hevc, 10 bits': ['-c:v', 'libx265', '-pix_fmt', 'yuv420p10le', '-x265-params', 'repeat-headers=1:log-level=error'],
} as const;
type Encoder = keyof typeof encoders;

describe.skipIf(ffmpeg === undefined)('the size of pictures, by what their key frames say', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'vigil-size-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[Encoder, number, number]>([
    ['baseline', 640, 360],
    ['baseline', 322, 242],
    ['high', 1920, 1080],
    ['interlaced', 720, 576],
    ['interlaced', 1920, 1080],
    ['high 4:4:4', 322, 182],
    ['high 4:2:2, 10 bits', 322, 180],
    ['hevc', 1920, 1080],
    ['hevc', 642, 362],
    ['hevc, 10 bits', 640, 360],
  ])('%s of %d x %d is read', async (encoder, width, height) => {
    const path = join(folder, `${encoder.replaceAll(/\W/g, '-')}-${width}.mp4`);
    const source = ['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=10`, '-frames:v', '12'];
    const fragments = ['-g', '5', '-movflags', '+frag_keyframe+empty_moov+default_base_moof'];
    execFileSync(ffmpeg!.path, [...source, ...encoders[encoder], ...fragments, path]);
    const index = new FileIndex({ firstOfRun: false });
    await index.advance(path);
    expect(index.sizes).toEqual([{ width, height }]);
  });
});
