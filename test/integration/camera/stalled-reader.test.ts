import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cameraRunArgs, probeFfmpeg, runPipes } from '../../../src/engine/ffmpeg/index.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { breaks, endChild, readFrames } from '../../support/read-frames.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const LOOP = 60;

describe.concurrent.each(testFfmpegs())('when every reader of its pipes stands still, $name', ({ path }) => {
  let folder = '';
  let simulator: Simulator;
  let host: ChildProcess | null = null;
  let pid = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigil-stalled-'));
    const clips = { ffmpeg: path, folder: join(folder, 'clips') };
    const main = await makeTestClip({ ...clips });
    // Far more than the buffers of a pipe hold.
    const sub = await makeTestClip({ ...clips, bitrate: 3_000_000, width: 640, height: 360 });
    simulator = await startSimulator({ cameras: [{ name: 'cam', main, sub }] });
  });
  afterAll(async () => {
    if (host !== null) await endChild(host);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It died with its host.
    }
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('goes on recording every frame', async () => {
    const probe = await probeFfmpeg(path);
    if (!probe.ok) throw new Error(probe.problem);
    const args = cameraRunArgs(probe.binary, {
      source: { kind: 'rtsp', mainUrl: simulator.url('cam'), subUrl: simulator.url('cam', 'sub'), transport: 'tcp' },
      epochMs: Date.now(),
      timeoutMs: 5000,
      segments: { pattern: join(folder, 'run-%05d.mp4'), seconds: 300, title: 'cam', comment: 'cam' },
      codecs: { video: 'h264', audio: null },
      frames: { width: 320 },
    });
    // A host that reads everything, until it is suspended.
    const script = join(folder, 'host.mjs');
    await writeFile(
      script,
      `import { spawn } from 'node:child_process';
       const child = spawn(${JSON.stringify(path)}, ${JSON.stringify(args)}, { stdio: Array(6).fill('pipe') });
       let live = 0, frames = 0;
       const tell = () => { if (live > 0 && frames > 0) { console.log(child.pid); live = -Infinity; } };
       for (const fd of [2, ${runPipes.segmentList}, ${runPipes.progress}]) child.stdio[fd].resume();
       child.stdio[${runPipes.live}].on('data', (bytes) => { live += bytes.length; tell(); });
       child.stdio[${runPipes.frames}].on('data', (bytes) => { frames += bytes.length; tell(); });`,
    );
    host = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [bytes] = (await once(host.stdout!, 'data')) as [Buffer];
    pid = Number(bytes.toString());
    host.kill('SIGSTOP');
    const file = join(folder, 'run-00000.mp4');
    const before = (await stat(file)).size;
    // At 300 kbit/s this is 8 s of footage, while 3 Mbit of sub stream and 7 Mbit of frames a second find no reader.
    await eventually('300 kB more', async () => (await stat(file)).size > before + 300_000, { timeoutMs: 30_000 });
    const { frames } = await readFrames({ ffmpeg: path, input: ['-i', file] });
    expect(frames.length).toBeGreaterThan(LOOP);
    expect(breaks(frames, LOOP)).toEqual([]);
  });
});
