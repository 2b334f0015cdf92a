import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../../src/engine/camera/index.ts';
import { createRecorder } from '../../../src/engine/recording/index.ts';
import { FileIndex } from '../../../src/engine/recording/file-index.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemorySegmentStore } from '../../support/memory-segment-store.ts';
import { openRoots } from '../../support/roots.ts';
import { quiet } from '../../unit/catalog/catalog-fixture.ts';
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

  it('of a run is that of its first picture, though its first segment was finished before anybody looked', async () => {
    const clock = new FakeClock(Date.now());
    const renewed: string[] = [];
    const recorder = createRecorder({
      roots: await openRoots(folder),
      store: new MemorySegmentStore(),
      ...{ clock, logger: quiet, renew: (id: string) => renewed.push(id) },
    });
    const startedMs = clock.now();
    const id = `${startedMs.toString(36).padStart(8, '0')}size`;
    const run: Run = { id, cameraId: 'abcdefghij01', cameraName: 'Gate', startedMs, hasSub: false, record: true };
    await recorder.begin(run);
    const pattern = await recorder.prepare(run);
    const film = (number: number, size: string): void => {
      const source = [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `testsrc2=size=${size}:rate=10`,
        '-frames:v',
        '20',
        '-g',
        '10',
      ];
      const fragments = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof'];
      const path = pattern.replace('%05d', String(number).padStart(5, '0'));
      execFileSync(ffmpeg!.path, [...source, ...encoders.baseline, ...fragments, path]);
    };
    const report = { frames: 0, droppedFrames: 0, totalSizeBytes: null, ended: false };
    film(0, '640x360');
    recorder.segment(run, { file: `${id}-00000.mp4`, startSeconds: 0, endSeconds: 2 });
    await eventually('the first segment to be finished', () => recorder.unfinished(run.cameraId).length === 1);
    // The camera was set back meanwhile.
    film(1, '320x180');
    recorder.progress(run, { ...report, outTimeUs: 4_000_000 });
    await eventually('another run to be asked for', () => renewed.length > 0);
    expect(renewed).toEqual([run.cameraId]);
    await recorder.end(run, { kind: 'renewed' });
  });
});
