import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run, RunEnd } from '../../../src/engine/camera/index.ts';
import { createRecorder, createReplay, type Recorder } from '../../../src/engine/recording/index.ts';
import type { ReplayService } from '../../../src/engine/services.ts';
import type { Segment } from '../../../src/shared/recording.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemorySegmentStore } from '../../support/memory-segment-store.ts';
import { openRoots } from '../../support/roots.ts';
import { fragment, videoInit } from '../../support/mp4.ts';

const cameraId = 'abcdefghij03';
const startMs = Date.UTC(2026, 0, 1, 12);
const logger = pino({ level: 'silent' });
const failed: RunEnd = { kind: 'failed', reason: 'network_lost', log: [] };

let root: string;
let clock: FakeClock;
let store: MemorySegmentStore;
let recorder: Recorder;
let replay: ReplayService;
let told: Segment[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vigil-gaps-'));
  clock = new FakeClock(startMs);
  store = new MemorySegmentStore();
  told = [];
  const roots = await openRoots(root);
  recorder = createRecorder({ roots, store, clock, logger, onSegment: (segment) => told.push(segment) });
  replay = createReplay({ roots, store, recorder, clock, logger });
});
afterEach(() => rm(root, { recursive: true, force: true }));

function runNow(options: Partial<Run> = {}): Run {
  const startedMs = clock.now();
  const id = `${startedMs.toString(36).padStart(8, '0')}aaaa`;
  return { id, cameraId, cameraName: 'Gate', startedMs, hasSub: true, record: true, ...options };
}

/** Two seconds of footage, as ffmpeg would write and report it. */
async function film(run: Run, number = 0, mediaMs = 0): Promise<void> {
  const frames = Array.from({ length: 20 }, (_, n) => fragment({ time: mediaMs + n * 100, key: n % 10 === 0 }));
  await mkdir(join(root, cameraId, '.growing'), { recursive: true });
  await writeFile(
    join(root, cameraId, '.growing', `${run.id}-0000${number}.mp4`),
    Buffer.concat([videoInit(), ...frames]),
  );
  await clock.advance(2000);
  recorder.progress(run, {
    outTimeUs: (mediaMs + 2000) * 1000,
    frames: null,
    droppedFrames: null,
    totalSizeBytes: null,
    ended: false,
  });
}

async function wholeRun(end: RunEnd): Promise<void> {
  const run = runNow();
  await recorder.begin(run);
  await recorder.prepare(run);
  await film(run);
  await recorder.end(run, end);
}

describe('gaps', () => {
  it('reach from the end of the footage to the next footage, with the reason of the loss', async () => {
    await wholeRun(failed);
    await clock.advance(5000);
    await wholeRun({ kind: 'asked' });
    expect(store.gaps).toEqual([
      { cameraId, startMs: startMs + 2000, endMs: startMs + 7000, reason: 'network_lost' },
      { cameraId, startMs: startMs + 9000, endMs: null, reason: 'stopped' },
    ]);
  });

  it('end with the first picture, not with the first report of it', async () => {
    await wholeRun(failed);
    const run = runNow({ mediaEpochMs: clock.now() });
    await recorder.begin(run);
    await recorder.prepare(run);
    await clock.advance(700);
    await film(run, 0, 700);
    await eventually('the gap to end', () => store.gaps[0]?.endMs !== null);
    expect(store.gaps).toEqual([{ cameraId, startMs: startMs + 2000, endMs: startMs + 2700, reason: 'network_lost' }]);
    await recorder.end(run, failed);
    expect(store.gaps[1]).toMatchObject({ startMs: startMs + 4700, endMs: null });
  });

  it('keep their first reason through attempts that bring nothing', async () => {
    await wholeRun(failed);
    const attempt = runNow();
    await recorder.begin(attempt);
    await clock.advance(1000);
    await recorder.end(attempt, { kind: 'failed', reason: 'host_unreachable', log: [] });
    expect(store.openGap(cameraId)).toMatchObject({ startMs: startMs + 2000, reason: 'network_lost' });
  });

  it('blame the camera, not us, from the moment that we try again', async () => {
    await wholeRun({ kind: 'asked' });
    await clock.advance(60_000);
    const attempt = runNow();
    await recorder.begin(attempt);
    await recorder.end(attempt, { kind: 'failed', reason: 'refused', log: [] });
    expect(store.gaps).toEqual([
      { cameraId, startMs: startMs + 2000, endMs: startMs + 62_000, reason: 'stopped' },
      { cameraId, startMs: startMs + 62_000, endMs: null, reason: 'refused' },
    ]);
  });

  it('are one when a camera is stopped in order to be disabled', async () => {
    await wholeRun({ kind: 'asked' });
    await clock.advance(200);
    recorder.noFootage(cameraId, 'disabled');
    expect(store.gaps).toEqual([{ cameraId, startMs: startMs + 2000, endMs: null, reason: 'disabled' }]);
  });

  it('begin at the last footage when the host died without a word', async () => {
    await wholeRun(failed);
    store.gaps.splice(0);
    await clock.advance(10_000);
    await wholeRun(failed);
    expect(store.gaps[0]).toEqual({ cameraId, startMs: startMs + 2000, endMs: startMs + 12_000, reason: 'stopped' });
  });

  it('say that a camera is not recorded, and keep none of its footage', async () => {
    const run = runNow({ record: false });
    await recorder.begin(run);
    await recorder.prepare(run);
    await film(run);
    expect(recorder.growing(cameraId)).toMatchObject({ recorded: false, key: `${run.id}-00000` });
    expect(replay.timeline([cameraId], startMs, startMs + 60_000).cameras[0]?.recorded).toEqual([]);
    await recorder.end(run, { kind: 'asked' });
    expect(store.openGap(cameraId)).toMatchObject({ startMs, reason: 'not_recording' });
    expect(store.rows.size).toBe(0);
    expect(await replay.playable(cameraId, 0, Infinity)).toEqual([]);
  });
});

describe('the timeline', () => {
  it('shows the growing segment joined to the finished ones, and the gap before it ended', async () => {
    await wholeRun(failed);
    await clock.advance(3000);
    const run = runNow();
    await recorder.begin(run);
    await recorder.prepare(run);
    await film(run);
    recorder.segment(run, { file: `${run.id}-00000.mp4`, startSeconds: 0, endSeconds: 2 });
    await film(run, 1, 2000);
    const [timeline] = replay.timeline([cameraId], startMs, startMs + 60_000).cameras;
    expect(timeline).toEqual({
      cameraId,
      recorded: [
        { startMs, endMs: startMs + 2000 },
        { startMs: startMs + 5000, endMs: startMs + 9000 },
      ],
      active: [],
      gaps: [{ startMs: startMs + 2000, endMs: startMs + 5000, reason: 'network_lost' }],
    });
    expect(replay.days(cameraId, 13 * 60)).toEqual([Date.UTC(2026, 0, 2) - 13 * 3_600_000]);
    await recorder.end(run, failed);
    expect(told.map((segment) => [segment.startMs - startMs, segment.durationMs])).toEqual([
      [0, 2000],
      [5000, 2000],
      [7000, 2000],
    ]);
  });

  it('shows an open gap up to now', async () => {
    await wholeRun(failed);
    await clock.advance(1000);
    const [timeline] = replay.timeline([cameraId], startMs, startMs + 60_000).cameras;
    expect(timeline?.gaps).toEqual([{ startMs: startMs + 2000, endMs: startMs + 3000, reason: 'network_lost' }]);
  });

  it.each([7_200_000, -7_200_000])('does not tear when the clock of the machine is set by %i ms', async (jumpMs) => {
    const run = runNow();
    await recorder.begin(run);
    await recorder.prepare(run);
    await film(run);
    clock.setUtc(clock.now() + jumpMs);
    recorder.segment(run, { file: `${run.id}-00000.mp4`, startSeconds: 0, endSeconds: 2 });
    await film(run, 1, 2000);
    await recorder.end(run, failed);
    expect(told.map((segment) => segment.startMs - startMs)).toEqual([0, 2000 + jumpMs]);
    const hole = { cameraId, startMs: startMs + 2000, endMs: startMs + 2000 + jumpMs, reason: 'unknown' };
    expect(store.gaps.filter((gap) => gap.endMs !== null)).toEqual(jumpMs > 0 ? [hole] : []);
  });
});

it('answers segment_missing for keys that are unknown, malformed or without a file', async () => {
  await wholeRun(failed);
  const [segment] = told;
  await rm(join(root, store.rows.get(segment?.key ?? '')?.path ?? ''));
  for (const key of ['aaaaaaaabbbb-00000', '../../etc/passwd', segment?.key ?? '']) {
    await expect(replay.file(key)).rejects.toMatchObject({ code: 'segment_missing' });
  }
});

it('begins the first segment where its time stamps do, whatever the list says', async () => {
  const run = runNow();
  await recorder.begin(run);
  await recorder.prepare(run);
  await clock.advance(1300);
  await film(run, 0, 1300);
  await replay.playable(cameraId, 0, Infinity);
  expect(recorder.growing(cameraId)).toMatchObject({ startMs: startMs + 1300, endMs: startMs + 3300 });
  recorder.segment(run, { file: `${run.id}-00000.mp4`, startSeconds: 0, endSeconds: 3.3 });
  await film(run, 1, 3300);
  await recorder.end(run, failed);
  expect(told.map((segment) => segment.startMs - startMs)).toEqual([1300, 3300]);
});

it('finishes before the next run what could not be finished in its time', async () => {
  const day = join(root, cameraId, '2026-01-01');
  await mkdir(join(root, cameraId));
  await writeFile(day, 'in the way of the day folder');
  const run = runNow();
  await recorder.begin(run);
  await recorder.prepare(run);
  await film(run);
  await recorder.end(run, failed);
  expect(store.rows.size).toBe(0);
  await rm(day);
  await recorder.prepare(runNow());
  expect([...store.rows.keys()]).toEqual([`${run.id}-00000`]);
});

it('refuses a storage root that cannot be written', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  const broken = createRecorder({ roots: await openRoots(join(file, 'recordings')), store, clock, logger });
  await expect(broken.prepare(runNow())).rejects.toMatchObject({ code: 'storage_unavailable' });
});
