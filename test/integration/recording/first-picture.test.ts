import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { cameraRunArgs, FfmpegProcess, probeFfmpeg, runPipes } from '../../../src/engine/ffmpeg/index.ts';
import { FileIndex } from '../../../src/engine/recording/file-index.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const exec = promisify(execFile);
const all = testFfmpegs();
/** What ffmpeg spends on opening, at the very least, goes by between the run's start and the first picture. */
const OPENING_MS = 5;

describe.skipIf(all.length === 0)('the first picture of a run', () => {
  let simulator: Simulator;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-first-'));
    const clips = { ffmpeg: all[0]!.path, folder: join(tmpdir(), 'vigil-test-clips') };
    const main = await makeTestClip({ ...clips, frames: 300, gop: 45 });
    simulator = await startSimulator({ cameras: [{ name: 'gate', main, sub: main }] });
  });
  afterAll(async () => {
    await simulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Time stamps of the pictures of a file, milliseconds. */
  async function timesOf(path: string): Promise<number[]> {
    const args = ['-v', 'error', '-copyts', '-i', path, '-map', '0:v', '-c', 'copy', '-f', 'framecrc', '-'];
    const { stdout } = await exec(all[0]!.path, args);
    const [, numerator = 1, denominator = 1] = (/^#tb 0: (\d+)\/(\d+)/m.exec(stdout) ?? []).map(Number);
    const rows = stdout.split('\n').filter((line) => /^0,/.test(line));
    return rows.map((line) => (Number(line.split(',')[2]) * 1000 * numerator) / denominator);
  }

  it.concurrent.each(all)(
    'has the time at which it came, not that of the run before the camera had answered ($name)',
    async ({ name, path }) => {
      const probed = await probeFfmpeg(path);
      if (!probed.ok) throw new Error(`${name} is not fit`);
      const ending = new AbortController();
      // A folder of its own: at a second try the file of the first would be taken for that of this run.
      const pattern = join(mkdtempSync(join(folder, 'run-')), 'first-%05d.mp4');
      const url = simulator.url('gate');
      const args = cameraRunArgs(probed.binary, {
        source: { kind: 'rtsp', mainUrl: url, subUrl: null, transport: 'tcp' },
        timeoutMs: 5000,
        epochMs: Date.now(),
        segments: { pattern, seconds: 60, title: 'Gate', comment: 'abcdefabcdef' },
        codecs: { video: 'h264', audio: null },
        frames: null,
      });
      const run = new FfmpegProcess({
        ...{ binary: probed.binary, args, clock: systemClock, signal: ending.signal, mask: (line) => line },
        outputs: { [runPipes.progress]: () => undefined, [runPipes.segmentList]: () => undefined },
      });
      const file = pattern.replace('%05d', '00000');
      await eventually('a few fragments', () => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 60_000);
      ending.abort();
      await run.exit;
      await new FileIndex({ firstOfRun: true }).advance(file);
      const [first = 0, second = 0] = await timesOf(file);
      expect(first).toBeGreaterThan(OPENING_MS);
      expect(second - first).toBeLessThan(250);
    },
  );
});
