import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { describe, expect, it, type TestContext } from 'vitest';
import type { Run } from '../../../src/engine/camera/index.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { createLiveHub, type LiveHub } from '../../../src/engine/live/index.ts';
import { FragmentSplitter } from '../../../src/engine/media/index.ts';
import { createRecorder, type Recorder } from '../../../src/engine/recording/index.ts';
import { eventually } from '../../support/eventually.ts';
import { ffmpegs, recordFootage } from '../../support/footage.ts';
import { CollectingViewer } from '../../support/live-viewer.ts';
import { MemorySegmentStore } from '../../support/memory-segment-store.ts';
import { openRoots } from '../../support/roots.ts';

const exec = promisify(execFile);
const cameraId = 'abcdefghij02';
const logger = pino({ level: 'silent' });

interface Bench {
  readonly root: string;
  readonly store: MemorySegmentStore;
  readonly recorder: Recorder;
  readonly hub: LiveHub;
}

/** What records and what shows, in a folder that is removed with the test. */
async function openBench(context: TestContext): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), 'vigil-live-'));
  context.onTestFinished(() => rm(root, { recursive: true, force: true }));
  const store = new MemorySegmentStore();
  const recorder = createRecorder({ roots: await openRoots(root), store, clock: systemClock, logger });
  const hub = createLiveHub({ clock: systemClock, logger, growing: recorder, knows: (id) => id === cameraId });
  return { root, store, recorder, hub };
}

function newRun(hasSub: boolean): Run {
  const startedMs = Date.now();
  const id = `${startedMs.toString(36).padStart(8, '0')}live`;
  return { id, cameraId, cameraName: 'Gate', startedMs, hasSub, record: true };
}

async function frameHashes(input: string): Promise<string[]> {
  const { stdout } = await exec('ffmpeg', [
    '-v',
    'error',
    '-i',
    input,
    '-map',
    '0:v',
    '-vsync',
    '0',
    '-f',
    'framemd5',
    '-',
  ]);
  return stdout
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').at(-1)?.trim() ?? '');
}

/** Decode times of the film's pictures, milliseconds. */
function pictureTimes(film: Uint8Array): number[] {
  return new FragmentSplitter().push(film).flatMap((unit) => {
    if (unit.kind !== 'fragment' || unit.fragment.video === null) return [];
    const { baseDecodeTime, track } = unit.fragment.video;
    return [Math.round((baseDecodeTime * 1000) / track.timescale)];
  });
}

describe.concurrent.each(ffmpegs())('live view with ffmpeg ($name)', ({ path: ffmpeg }) => {
  it('shows main by following the growing files: every frame from the join on, once, over a change of files', async (context) => {
    const { root, store, recorder, hub } = await openBench(context);
    const run = newRun(false);
    const footage = await recordFootage({
      ...{ ffmpeg, run, place: recorder, sinks: [recorder, hub] },
      ...{ segmentSeconds: 2, frames: 58, realTime: true },
    });
    const viewer = new CollectingViewer();
    // A camera without a sub stream: who asks for sub is given main.
    const leave = hub.join(cameraId, 'sub', viewer);
    await eventually(
      'frames of the third file',
      () => recorder.growing(cameraId)?.number === 2 && viewer.fragments.length > 42,
    );
    const snapshot = await hub.latestGop(cameraId, 'main');
    leave();
    const seen = viewer.fragments.length;
    const unwatched = await hub.latestGop(cameraId, 'main');
    await footage.ended;
    expect(viewer.fragments).toHaveLength(seen);
    expect(viewer.story.slice(0, 4)).toEqual(['waiting', 'start', 'init', 'key']);
    expect(viewer.controls[1]).toMatchObject({ stream: 'main', generation: 1, width: 160, height: 120 });
    expect(viewer.controls).toHaveLength(2);
    expect(viewer.fragments.map((packet) => packet.sequence)).toEqual(viewer.fragments.map((_, index) => index));
    expect(pictureTimes(viewer.film())).toEqual(viewer.fragments.map((_, index) => index * 100));

    const film = join(root, 'film.mp4');
    await writeFile(film, viewer.film());
    const files = store.segmentsInRange(cameraId, 0, Infinity, Infinity).map((row) => join(root, row.path));
    const recorded = (await Promise.all(files.map(frameHashes))).flat();
    expect(recorded).toHaveLength(58);
    expect(await frameHashes(film)).toEqual(recorded.slice(0, seen));
    // Kept for the channel, or read from the file: the same group of pictures, which begins at the 40th frame.
    for (const gop of [snapshot, unwatched]) {
      expect(gop?.frameCount).toBe(gop?.fragments.length);
      const shot = join(root, 'shot.mp4');
      await writeFile(shot, Buffer.concat([gop?.init ?? Buffer.alloc(0), ...(gop?.fragments ?? [])]));
      expect((await frameHashes(shot))[0]).toBe(recorded[40]);
    }
  });

  it('sends sub from the pipe, gives a late joiner a start at once, and says so when the camera is gone', async (context) => {
    const { root, recorder, hub } = await openBench(context);
    const run = newRun(true);
    const footage = await recordFootage({
      ...{ ffmpeg, run, place: recorder, sinks: [recorder, hub] },
      ...{ segmentSeconds: 2, frames: 600, gop: 20, realTime: true },
    });
    const first = new CollectingViewer();
    hub.join(cameraId, 'sub', first);
    await eventually('frames of the second group', () => first.fragments.length > 25);
    const late = new CollectingViewer();
    hub.join(cameraId, 'sub', late);
    expect(late.story.slice(0, 3)).toEqual(['start', 'init', 'key']);
    expect(late.fragments.map((packet) => packet.sequence)).toEqual(
      first.fragments.slice(20).map((packet) => packet.sequence),
    );
    expect(hub.figures(cameraId, 'sub')?.fps).toBeGreaterThan(5);
    await eventually('both get the same frames', () => late.fragments.length > 10);
    footage.child.kill('SIGKILL');
    await footage.ended;
    expect(late.fragments.at(-1)?.sequence).toBe(first.fragments.at(-1)?.sequence);
    expect([first.story.at(-1), late.story.at(-1)]).toEqual(['waiting', 'waiting']);
    expect(await hub.latestGop(cameraId, 'sub')).toBeNull();
    const film = join(root, 'late.mp4');
    await writeFile(film, late.film());
    expect(await frameHashes(film)).toHaveLength(late.fragments.length);
  });
});

it('answers nothing for a camera that is not there', async (context) => {
  const { hub } = await openBench(context);
  expect(() => hub.join('zzzzzzzzzzzz', 'sub', new CollectingViewer())).toThrow('there is no such camera');
});
