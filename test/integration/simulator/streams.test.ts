import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type ClipRef, type Simulator } from '../../../src/simulator/index.ts';
import { breaks, readFrames } from '../../support/read-frames.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const ffmpegs = testFfmpegs();
const LOOP = 30;

describe.skipIf(ffmpegs.length === 0)('what ffmpeg reads from the simulator', () => {
  let folder = '';
  let simulator: Simulator;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigil-simulator-'));
    const ffmpeg = ffmpegs[0]?.path ?? 'ffmpeg';
    const clip = (codec: 'h264' | 'h265', audio: 'aac' | 'pcmu'): Promise<ClipRef> =>
      makeTestClip({ ffmpeg, folder, codec, audio, frames: LOOP, gop: 10, fps: 30 });
    simulator = await startSimulator({
      cameras: [
        {
          name: 'digest',
          main: await clip('h264', 'aac'),
          sub: await clip('h265', 'pcmu'),
          auth: { scheme: 'digest', username: 'admin', password: 'pass word:1' },
        },
        {
          name: 'basic',
          main: await clip('h264', 'pcmu'),
          auth: { scheme: 'basic', username: 'admin', password: 'secret' },
        },
      ],
    });
  });

  afterAll(async () => {
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const url = (path: string, credentials: string): string =>
    `rtsp://${credentials}@127.0.0.1:${simulator.port}/${path}`;

  describe.each(ffmpegs)('$name', ({ path: ffmpeg }) => {
    it.concurrent.each([
      ['tcp', 'digest/main', 'admin:pass%20word%3A1', /h264.* 320x180/, /aac.* 16000 Hz, mono/],
      ['udp', 'digest/main', 'admin:pass%20word%3A1', /h264.* 320x180/, /aac.* 16000 Hz, mono/],
      ['tcp', 'digest/sub', 'admin:pass%20word%3A1', /hevc.* 320x180/, /pcm_mulaw, 8000 Hz, (1 channels|mono)/],
      ['udp', 'digest/sub', 'admin:pass%20word%3A1', /hevc.* 320x180/, /pcm_mulaw, 8000 Hz, (1 channels|mono)/],
      ['tcp', 'basic/main', 'admin:secret', /h264.* 320x180/, /pcm_mulaw/],
    ])(
      'has every picture of %s %s once and in order, across loops',
      async (transport, stream, credentials, video, audio) => {
        const input = ['-rtsp_transport', transport, '-i', url(stream, credentials)];
        const read = await readFrames({ ffmpeg, input, count: 50 });
        expect(read.frames).toHaveLength(50);
        expect(breaks(read.frames, LOOP)).toEqual([]);
        expect(read.stderr).toMatch(video);
        expect(read.stderr).toMatch(audio);
        expect((read.frames[0]?.frame ?? -1) % 10).toBe(0);
      },
    );

    it.concurrent.each([
      ['a wrong password', 'digest/main', 'admin:wrong', '401 Unauthorized'],
      ['a wrong password (basic)', 'basic/main', 'admin:wrong', '401 Unauthorized'],
      ['a stream that is not there', 'basic/sub', 'admin:secret', '404 Not Found'],
      ['a camera that is not there', 'nobody/main', 'admin:secret', '404 Not Found'],
    ])('is refused for %s', async (_what, stream, credentials, message) => {
      const read = await readFrames({ ffmpeg, input: ['-rtsp_transport', 'tcp', '-i', url(stream, credentials)] });
      expect(read.stderr).toContain(message);
      expect([read.frames.length, read.exitCode === 0]).toEqual([0, false]);
    });
  });

  it('gives several clients the same pictures at the same time', async () => {
    const input = [
      '-fflags',
      'nobuffer',
      '-flags',
      'low_delay',
      '-rtsp_transport',
      'tcp',
      '-i',
      url('basic/main', 'admin:secret'),
    ];
    const one = { ffmpeg: ffmpegs[0]?.path ?? 'ffmpeg', input, count: 30 };
    const all = await Promise.all([readFrames(one), readFrames(one), readFrames(one)]);
    const lags = all.map(({ frames }) => {
      const last = frames.at(-1);
      const sent = simulator.camera('basic').sentAt('main', last?.frame ?? -1, last?.seenMs ?? 0);
      return (last?.seenMs ?? 0) - (sent?.sentMs ?? 0);
    });
    expect(all.map(({ frames }) => breaks(frames, LOOP))).toEqual([[], [], []]);
    // Nobody is a loop behind, which is a second.
    expect(Math.max(...lags)).toBeLessThan(800);
  });

  it('knows what it sent, in order and at its pace', () => {
    const now = performance.timeOrigin + performance.now();
    const sent = simulator.camera('basic').sentBetween('main', now - 2000, now);
    const frames = sent.map(({ frame }) => ({ frame, seenMs: 0 }));
    expect(sent.length).toBeGreaterThanOrEqual(57);
    expect(sent.length).toBeLessThanOrEqual(61);
    expect(breaks(frames, LOOP)).toEqual([]);
  });
});
