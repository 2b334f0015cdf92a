import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunSink } from '../../../src/engine/camera/index.ts';
import { RunFollower } from '../../../src/engine/camera/run-follower.ts';
import { FfmpegProcess } from '../../../src/engine/ffmpeg/index.ts';
import { createFrameHub } from '../../../src/engine/frames/index.ts';
import { createLiveHub } from '../../../src/engine/live/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { FragmentSplitter } from '../../../src/engine/media/index.ts';
import { RunRecording } from '../../../src/engine/recording/camera-recording.ts';
import { createRecorder } from '../../../src/engine/recording/index.ts';
import { FakeChild, fileInput, openCameraFixture, type CameraFixture } from '../../support/camera-fixture.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemorySegmentStore } from '../../support/memory-segment-store.ts';
import { openRoots } from '../../support/roots.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-left-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Constructor = Parameters<typeof queryObjects>[0];

/** What each run makes one or more of. */
const ofRuns: Readonly<Record<string, unknown>> = {
  FakeChild,
  FfmpegProcess,
  RunFollower,
  RunRecording,
  FragmentSplitter,
  AbortSignal,
};

/** How many of them are alive, after a collection. */
const alive = (): Record<string, number> =>
  Object.fromEntries(
    Object.entries(ofRuns).map(([name, made]) => [name, queryObjects(made as Constructor, { format: 'count' })]),
  );

/** A camera on record and in live view, as the product composes it. */
async function openRecordedCamera(): Promise<CameraFixture> {
  const clock = new FakeClock();
  const logger = createLogger({ level: 'silent' });
  const recorder = createRecorder({ roots: await openRoots(folder), store: new MemorySegmentStore(), clock, logger });
  recorder.start();
  const live = createLiveHub({ clock, logger, growing: recorder, knows: () => true });
  const sinks: RunSink[] = [recorder, live, createFrameHub({ clock, logger, consumers: [] })];
  const fixture = await openCameraFixture({ clock, place: recorder, sinks });
  await fixture.cameras.add(fileInput('gate'));
  return fixture;
}

/** Waits until the camera delivers; answers its ffmpeg, which the fixture then forgets. */
async function delivering({ children, clock }: CameraFixture): Promise<FakeChild> {
  const next = async (): Promise<FakeChild | undefined> => {
    await clock.advance(1000);
    return children.pop();
  };
  // The folder is a real one: the clock goes on while the file system takes its time.
  const child = await eventually('the next ffmpeg', next, { everyMs: 1 });
  child.opened(0);
  for (let count = 1; count <= 3; count += 1) child.frames(count);
  child.live.write(Buffer.from([0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65]));
  await clock.advance(100);
  return child;
}

/** The camera loses its connection and delivers again, `times` over; answers what is alive at the end. */
async function reconnect(fixture: CameraFixture, times: number): Promise<Record<string, number>> {
  let child = await delivering(fixture);
  for (let at = 0; at < times; at += 1) {
    child.exit(1);
    child = await delivering(fixture);
  }
  const count = alive();
  child.exit(1);
  return count;
}

describe('a camera that connects again and again', () => {
  it('holds what its present run needs and nothing of those that are over', async () => {
    const fixture = await openRecordedCamera();
    const few = await reconnect(fixture, 5);
    expect(few).toMatchObject({ FakeChild: 1, FfmpegProcess: 1, RunFollower: 1, RunRecording: 1 });
    expect(await reconnect(fixture, 20)).toEqual(few);
    expect(fixture.store.changes.filter(({ state }) => state === 'ok')).toHaveLength(27);
    await fixture.cameras.stop();
  });
});
