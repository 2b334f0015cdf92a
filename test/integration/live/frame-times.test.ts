import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { createFrameHub, type Frame, type FrameConsumer } from '../../../src/engine/frames/index.ts';
import { createLiveHub } from '../../../src/engine/live/index.ts';
import { FragmentSplitter } from '../../../src/engine/media/index.ts';
import { createRecorder } from '../../../src/engine/recording/index.ts';
import { cameraInputSchema, type CameraInputBody } from '../../../src/shared/camera.ts';
import { readBlockCode, type ClipRef } from '../../../src/simulator/index.ts';
import { openCameraBench } from '../../support/camera-bench.ts';
import { eventually } from '../../support/eventually.ts';
import { CollectingViewer } from '../../support/live-viewer.ts';
import { MemorySegmentStore } from '../../support/memory-segment-store.ts';
import { readFrames } from '../../support/read-frames.ts';
import { openRoots } from '../../support/roots.ts';
import { startSimulatorProcess } from '../../support/simulator-process.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const clips = join(tmpdir(), 'vigil-test-clips');
const logger = pino({ level: 'silent' });
/** Both clips are longer than the test, so that a number tells one frame. */
const WATCHED = 75;

/** Media time by the number in the picture, milliseconds. */
type Times = Map<number, number>;

/** Notes the time of every decoded picture. */
function note(times: Times): FrameConsumer {
  return {
    want: () => ({ width: 320, fps: 30 }),
    frame({ mediaMs, width, height, data }: Frame) {
      const luma = data.subarray(0, width * height);
      const number = readBlockCode({ data: luma, width, height, channels: 1 });
      if (number !== null) times.set(number, mediaMs);
    },
    ended: () => undefined,
    forget: () => undefined,
  };
}

/** What the headers say of each fragment's first picture. */
async function headerTimes(viewer: CollectingViewer, ffmpeg: string, root: string): Promise<Times> {
  const film = join(root, 'film.mp4');
  await writeFile(film, viewer.film());
  const { frames } = await readFrames({ ffmpeg, input: ['-i', film] });
  const counts = new FragmentSplitter()
    .push(viewer.film())
    .flatMap((unit) => (unit.kind === 'fragment' ? [unit.fragment.video?.samples ?? 0] : []));
  const times: Times = new Map();
  let at = 0;
  viewer.fragments.forEach(({ mediaMs }, index) => {
    const number = frames[at]?.frame;
    if (mediaMs !== null && number !== null && number !== undefined) times.set(number, mediaMs);
    at += counts[index] ?? 0;
  });
  return times;
}

/** How far the two are apart, milliseconds, of the pictures in both; the first of a run may have no time of its own (ffmpeg 5.1). */
function differences(headers: Times, decoded: Times): number[] {
  return [...headers].slice(1).flatMap(([number, mediaMs]) => {
    const other = decoded.get(number);
    return other === undefined || other === 0 ? [] : [Math.abs(other - mediaMs)];
  });
}

async function watch(ffmpeg: string, source: CameraInputBody['source'], root: string) {
  const decoded: Times = new Map();
  const recorder = createRecorder({
    ...{ roots: await openRoots(root), store: new MemorySegmentStore() },
    ...{ clock: systemClock, logger },
  });
  const frames = createFrameHub({ clock: systemClock, logger, consumers: [note(decoded)] });
  const hub = createLiveHub({ clock: systemClock, logger, growing: recorder, knows: () => true });
  const bench = await openCameraBench(ffmpeg, {
    ...{ frames, place: recorder, sinks: [recorder, hub, frames], segmentSeconds: 2 },
  });
  const viewers = { sub: new CollectingViewer(), main: new CollectingViewer() };
  const seen = (viewer: CollectingViewer) => viewer.fragments.length > WATCHED / 2;
  const enough = () => decoded.size > WATCHED && seen(viewers.sub) && seen(viewers.main);
  try {
    const { camera } = await bench.cameras.add(cameraInputSchema.parse({ name: 'Gate', source }));
    hub.join(camera.id, 'sub', viewers.sub);
    hub.join(camera.id, 'main', viewers.main);
    await eventually('enough frames', enough, { timeoutMs: 40_000 });
  } finally {
    await bench.close();
  }
  return { viewers, decoded };
}

async function fileOf(ffmpeg: string, clip: ClipRef, root: string): Promise<string> {
  const path = join(root, 'clip.mp4');
  const raw = join(dirname(clip.manifest), 'video.h264');
  await promisify(execFile)(ffmpeg, ['-v', 'error', '-r', '15', '-i', raw, '-c', 'copy', path]);
  return path;
}

describe.concurrent.each(testFfmpegs())('the time in the header of a live fragment, $name', ({ path: ffmpeg }) => {
  it.for(['a sub stream', 'no sub stream', 'a file'])(
    'is that of the decoded picture, with %s',
    async (kind, context) => {
      const root = await mkdtemp(join(tmpdir(), 'vigil-times-'));
      context.onTestFinished(() => rm(root, { recursive: true, force: true }));
      const clip = await makeTestClip({ ffmpeg, folder: clips, frames: 300 });
      const simulator = await startSimulatorProcess({ cameras: [{ name: 'gate', main: clip, sub: clip }] });
      context.onTestFinished(() => simulator.stop());
      const source: CameraInputBody['source'] =
        kind === 'a file'
          ? { kind: 'file', path: await fileOf(ffmpeg, clip, root) }
          : {
              ...{ kind: 'rtsp', mainUrl: simulator.url('gate', 'main'), transport: 'tcp', username: null },
              subUrl: kind === 'a sub stream' ? simulator.url('gate', 'sub') : null,
            };
      const { viewers, decoded } = await watch(ffmpeg, source, root);
      const off = differences(await headerTimes(viewers.sub, ffmpeg, root), decoded);
      expect(off.length).toBeGreaterThan(WATCHED / 3);
      // Raw pictures are stamped to the millisecond; ffmpeg holds back a picture of main by less.
      expect(Math.max(...off)).toBeLessThan(3);
    },
  );
});
