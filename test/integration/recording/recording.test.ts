import { execFile } from 'node:child_process';
import { appendFile, copyFile, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../../src/engine/camera/index.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { buildPlaylist, createRecorder, createReplay, type Recorder } from '../../../src/engine/recording/index.ts';
import type { ReplayService } from '../../../src/engine/services.ts';
import type { StorageRoots } from '../../../src/engine/storage/index.ts';
import { eventually } from '../../support/eventually.ts';
import { ffmpegs, recordFootage } from '../../support/footage.ts';
import { MemorySegmentStore } from '../../support/memory-segment-store.ts';
import { openRoots } from '../../support/roots.ts';

const exec = promisify(execFile);
const cameraId = 'abcdefghij01';
const logger = pino({ level: 'silent' });
const all = ffmpegs();

let root: string;
let roots: StorageRoots;
let store: MemorySegmentStore;
let recorder: Recorder;
let replay: ReplayService;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vigil-recording-'));
  roots = await openRoots(root);
  store = new MemorySegmentStore();
  restart();
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** As after a start of the host: the same files and rows, nothing in memory. */
function restart(): void {
  recorder = createRecorder({ roots, store, clock: systemClock, logger });
  replay = createReplay({ roots, store, recorder, clock: systemClock, logger });
}

function newRun(tail: string, startedMs = Date.now()): Run {
  const id = `${startedMs.toString(36).padStart(8, '0')}${tail}`;
  return { id, cameraId, cameraName: 'Gate', startedMs, hasSub: false, record: true };
}

/** One hash per decoded frame. */
async function frames(ffmpeg: string, input: string): Promise<string[]> {
  const args = [
    '-v',
    'error',
    '-allowed_extensions',
    'ALL',
    '-i',
    input,
    '-map',
    '0:v',
    '-vsync',
    '0',
    '-f',
    'framemd5',
    '-',
  ];
  const { stdout } = await exec(
    ffmpeg,
    input.endsWith('.m3u8') ? args : args.filter((_, index) => index < 2 || index > 3),
  );
  return stdout
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').at(-1)?.trim() ?? '');
}

async function finishedFiles(): Promise<string[]> {
  const rows = store.segmentsInRange(cameraId, 0, Infinity, Infinity);
  const files = await Promise.all(rows.map((row) => replay.file(row.key)));
  return files.map((file) => file.path);
}

async function writePlaylist(): Promise<string> {
  const playable = await replay.playable(cameraId, 0, Date.now() + 60_000);
  const paths = new Map(
    await Promise.all(playable.map(async ({ key }) => [key, (await replay.file(key)).path] as const)),
  );
  const path = join(root, 'list.m3u8');
  await writeFile(path, buildPlaylist(playable, { uriFor: (key) => paths.get(key) ?? '', ended: true }));
  return path;
}

describe.each(all)('recording with ffmpeg ($name)', ({ path: ffmpeg }) => {
  it('makes segments with rows that adjoin, and a playlist that plays every frame once, in order', async () => {
    const footage = await recordFootage({
      ...{ ffmpeg, run: newRun('aaaa'), place: recorder, sinks: [recorder] },
      ...{ segmentSeconds: 2, frames: 65, audio: true },
    });
    await footage.ended;
    const rows = store.segmentsInRange(cameraId, 0, Infinity, Infinity);
    expect(rows.map((row) => row.durationMs)).toEqual([2000, 2000, 2000, 500]);
    expect(rows.map((row) => [row.videoCodec, row.audioCodec, row.width, row.height])).toEqual(
      rows.map(() => ['h264', 'aac', 160, 120]),
    );
    for (const [index, row] of rows.entries()) {
      const next = rows[index + 1];
      if (next !== undefined) expect(Math.abs(next.startMs - row.startMs - row.durationMs)).toBeLessThanOrEqual(50);
      expect(row.path).toBe(
        `${cameraId}/${new Date(row.startMs).toISOString().slice(0, 10)}/${new Date(row.startMs)
          .toISOString()
          .slice(11, 23)
          .replaceAll(':', '-')}Z_${row.key}.mp4`,
      );
    }
    const single = (await Promise.all((await finishedFiles()).map((path) => frames('ffmpeg', path)))).flat();
    expect(single).toHaveLength(65);
    expect(new Set(single).size).toBe(65);
    expect(await frames('ffmpeg', await writePlaylist())).toEqual(single);
    expect(await readdir(join(root, cameraId, '.growing'))).toEqual([]);
  });

  it('keeps what was written when ffmpeg is killed in the middle of a segment', async () => {
    const footage = await recordFootage({
      ...{ ffmpeg, run: newRun('bbbb'), place: recorder, sinks: [recorder] },
      ...{ segmentSeconds: 2, frames: 600, realTime: true },
    });
    const before = await eventually('two seconds of the second segment', () => {
      const growing = recorder.growing(cameraId);
      return growing?.number === 1 && growing.endMs - growing.startMs > 600 ? growing : null;
    });
    const [live] = (await replay.playable(cameraId, 0, Date.now() + 1000)).slice(-1);
    footage.child.kill('SIGKILL');
    await footage.ended;
    const rows = store.segmentsInRange(cameraId, 0, Infinity, Infinity);
    expect(rows.map((row) => row.key)).toEqual([rows[0]?.key, before.key]);
    expect(rows[1]?.durationMs).toBeGreaterThanOrEqual(before.endMs - before.startMs - 100);
    expect(live).toBeDefined();
    const counts = await Promise.all(
      (await finishedFiles()).map(async (path) => (await frames('ffmpeg', path)).length),
    );
    expect(counts).toEqual(rows.map((row) => row.durationMs / 100));
    expect(store.openGap(cameraId)).toMatchObject({
      reason: 'ffmpeg_broken',
      startMs: (rows[1]?.startMs ?? 0) + (rows[1]?.durationMs ?? 0),
    });
  });
});

describe.runIf(all.length > 0)('after a crash of the host', () => {
  const ffmpeg = all[0]?.path ?? '';

  /** Footage of a run, with its second segment put back to where ffmpeg was writing it, cut within a fragment. */
  async function crashed(): Promise<{ key: string; neighbourEndMs: number; whole: Buffer }> {
    const footage = await recordFootage({
      ...{ ffmpeg, run: newRun('cccc', Date.now() - 10_000), place: recorder, sinks: [recorder] },
      ...{ segmentSeconds: 2, frames: 40 },
    });
    await footage.ended;
    const [first, last] = store.segmentsInRange(cameraId, 0, Infinity, Infinity);
    if (first === undefined || last === undefined) throw new Error('no second segment');
    store.rows.delete(last.key);
    store.gaps.splice(0);
    const finished = join(root, last.path);
    const whole = await readFile(finished);
    const growing = join(root, cameraId, '.growing', `${last.key}.mp4`);
    await copyFile(finished, growing);
    await rm(finished);
    await appendFile(growing, whole.subarray(last.initBytes, last.initBytes + 40));
    const mtime = new Date(last.startMs + last.durationMs + 200);
    await utimes(growing, mtime, mtime);
    restart();
    return { key: last.key, neighbourEndMs: first.startMs + first.durationMs, whole };
  }

  it('adopts the growing segment behind its neighbour, cut at its last whole fragment, and does so once', async () => {
    const { key, neighbourEndMs, whole } = await crashed();
    expect(await recorder.recover()).toMatchObject({ indexed: 1, quarantined: 0, empty: 0 });
    expect(store.findSegment(key)).toMatchObject({
      startMs: neighbourEndMs,
      durationMs: 2000,
      sizeBytes: whole.byteLength,
    });
    const { path } = await replay.file(key);
    // The start, in whole seconds, stands before this and may be another.
    const { initBytes } = store.findSegment(key) ?? { initBytes: 0 };
    expect((await readFile(path)).subarray(initBytes)).toEqual(whole.subarray(initBytes));
    expect(await recorder.recover()).toMatchObject({ indexed: 0, quarantined: 0, empty: 0 });
  });

  it('finds a file that was moved to its place but never got its row', async () => {
    const { key } = await crashed();
    await recorder.recover();
    const row = store.findSegment(key);
    store.rows.delete(key);
    expect(await recorder.recover()).toMatchObject({ indexed: 1 });
    expect(store.findSegment(key)).toEqual(row);
  });

  it('puts aside what it cannot read and removes what holds no picture', async () => {
    const { key, whole } = await crashed();
    const row = [...store.rows.values()][0];
    const folder = join(root, cameraId, '.growing');
    await writeFile(join(folder, `${key}.mp4`), 'not a film at all, not even nearly');
    await writeFile(join(folder, `${key.slice(0, 12)}-00007.mp4`), whole.subarray(0, row?.initBytes));
    expect(await recorder.recover()).toMatchObject({ indexed: 0, quarantined: 1, empty: 1 });
    expect(await readdir(join(root, '.quarantine'))).toEqual([`${cameraId}_${key}.mp4`]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('deletes all of a camera, files first remembered as garbage', async () => {
    await crashed();
    await recorder.recover();
    await recorder.deleteCamera(cameraId, false);
    expect(store.rows.size + store.condemned.size).toBe(0);
    expect((await readdir(root)).filter((name) => !name.startsWith('.'))).toEqual([]);
  });
});
