import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cameraInputSchema } from '../../../src/shared/camera.ts';
import { demoCameras, demoInputs, loadClip, startDemo } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { breaks, readFrames } from '../../support/read-frames.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const clipsDir = join(import.meta.dirname, '../../../resources/clips');
const ffmpegs = testFfmpegs();
const streams = demoCameras(clipsDir).flatMap(({ main, sub }) => (sub === undefined ? [main] : [main, sub]));

describe('the demo', () => {
  it('is four cameras with a main and a sub stream, H.264 and H.265, AAC and G.711, in less than 3 MB', async () => {
    const clips = await Promise.all(streams.map(loadClip));
    const facts = clips.map(
      ({ video, audio }) => `${video.codec} ${video.width}x${video.height} ${audio?.codec ?? 'mute'}`,
    );
    expect(facts).toEqual([
      'h264 1280x720 aac',
      'h264 640x360 aac',
      'h265 1280x720 mute',
      'h264 640x360 mute',
      'h264 1280x720 pcmu',
      'h264 640x360 pcmu',
      'h264 1280x720 mute',
      'h264 640x360 mute',
    ]);
    const gaps = clips.map(({ video }) => {
      const keys = video.units.flatMap(({ key }, at) => (key ? [at] : []));
      return [video.units.length, Math.max(...keys.map((at, index) => (keys[index + 1] ?? 300) - at))];
    });
    expect(gaps).toEqual(clips.map(({ video }) => [300, video.width === 1280 ? 30 : 15]));
    const sizes = await Promise.all(
      (await readdir(clipsDir)).map(async (name) => (await stat(join(clipsDir, name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
  });

  it('describes cameras that can be added as they are, one of them with a password', async () => {
    const simulator = await startDemo(clipsDir);
    try {
      const inputs = demoInputs(simulator);
      expect(inputs.map((input) => cameraInputSchema.parse(input))).toEqual(inputs);
      expect(inputs.map(({ password }) => password !== null)).toEqual([true, false, false, false]);
      expect(inputs[1]?.source).toMatchObject({
        mainUrl: simulator.url('car-park'),
        subUrl: simulator.url('car-park', 'sub'),
      });
    } finally {
      await simulator.stop();
    }
  });

  it('is what the command line serves, until Ctrl-C', async () => {
    const cli = join(import.meta.dirname, '../../../src/simulator/cli.ts');
    const child = spawn(process.execPath, [cli, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let printed = '';
    child.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    await eventually('eight lines', () => printed.split('\n').length === 9);
    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    expect(printed).toMatch(
      /^rtsp:\/\/127\.0\.0\.1:\d+\/lobby\/main {2}h264 1280x720 15 fps aac {2}digest, user demo\n/,
    );
  });

  it('says in one line which part of a command line it does not understand, without the password', async () => {
    const cli = join(import.meta.dirname, '../../../src/simulator/cli.ts');
    const child = spawn(process.execPath, [cli, '--camera', 'lobby:digest:u:hidden'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let printed = '';
    child.stderr.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    expect((await once(child, 'close'))[0]).toBe(1);
    expect(printed).toBe('simulator: not a camera: lobby\n');
  });

  it.skipIf(ffmpegs.length === 0).each(streams)('has every number once and in order in $id', async ({ id }) => {
    const { video } = await loadClip({ manifest: join(clipsDir, 'clips.json'), id });
    const file = join(clipsDir, `${id}.${video.codec}`);
    const input = ['-f', video.codec === 'h264' ? 'h264' : 'hevc', '-r', '15', '-i', file];
    const read = await readFrames({ ffmpeg: ffmpegs[0]?.path ?? 'ffmpeg', input });
    expect(read.frames.map(({ frame }) => frame)).toEqual(Array.from({ length: 300 }, (_, frame) => frame));
    expect(breaks(read.frames, 300)).toEqual([]);
  });
});
