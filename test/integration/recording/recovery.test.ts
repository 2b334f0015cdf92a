import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCatalog, type Catalog } from '../../../src/engine/catalog/index.ts';
import { systemClock, type Clock } from '../../../src/engine/clock.ts';
import {
  createRecorder,
  createReplay,
  type Recorder,
  type StoredSegment,
} from '../../../src/engine/recording/index.ts';
import { createRoots, type StorageRoots } from '../../../src/engine/storage/index.ts';
import { eventually } from '../../support/eventually.ts';
import { ffmpegs, recordFootage } from '../../support/footage.ts';
import { quiet } from '../../unit/catalog/catalog-fixture.ts';

const cameraId = 'abcdefghij01';
const [ffmpeg] = ffmpegs();

interface Scene {
  readonly folder: string;
  readonly root: string;
  readonly catalog: Catalog;
  readonly roots: StorageRoots;
  readonly recorder: Recorder;
}

async function openScene(folder: string): Promise<Scene> {
  const root = join(folder, 'recordings');
  const catalog = openCatalog(join(folder, 'vigil.db'), { logger: quiet });
  const roots = createRoots({ settings: () => [{ path: root, kind: 'fast' }], places: catalog.places, logger: quiet });
  await roots.start();
  const recorder = createRecorder({ roots, store: catalog.segments, clock: systemClock, logger: quiet });
  return { folder, root, catalog, roots, recorder };
}

async function record(scene: Scene, seconds: number): Promise<void> {
  const startedMs = Date.now();
  const run = {
    id: `${startedMs.toString(36).padStart(8, '0')}test`,
    cameraId,
    cameraName: 'Gate',
    startedMs,
    hasSub: false,
    record: true,
  };
  const { recorder } = scene;
  const footage = await recordFootage({
    ffmpeg: ffmpeg!.path,
    run,
    place: recorder,
    sinks: [recorder],
    segmentSeconds: 1,
    frames: 10 * seconds,
  });
  await footage.ended;
}

function rowsOf({ catalog }: Scene): StoredSegment[] {
  return catalog.segments.segmentsInRange(cameraId, 0, Number.MAX_SAFE_INTEGER, 1000);
}

function timeline({ catalog, recorder, roots }: Scene) {
  const replay = createReplay({ roots, store: catalog.segments, recorder, clock: systemClock, logger: quiet });
  const [camera] = replay.timeline([cameraId], 0, Date.now() + 3_600_000).cameras;
  return camera!;
}

const fileOf = (scene: Scene, row: StoredSegment) => join(scene.root, row.path);

describe.skipIf(ffmpeg === undefined)('recovery', () => {
  let recorded: string;
  let scene: Scene;

  beforeAll(async () => {
    recorded = mkdtempSync(join(tmpdir(), 'vigil-recovery-'));
    const first = await openScene(recorded);
    await record(first, 6);
    first.catalog.close();
  });
  afterAll(() => rmSync(recorded, { recursive: true, force: true }));

  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-recovery-'));
    cpSync(recorded, folder, { recursive: true, preserveTimestamps: true });
    scene = await openScene(folder);
  });
  afterEach(() => {
    scene.catalog.close();
    rmSync(scene.folder, { recursive: true, force: true });
  });

  it('finds nothing to do where rows and files agree', async () => {
    const count = rowsOf(scene).length;
    expect(count).toBeGreaterThanOrEqual(5);
    expect(await scene.recorder.recover()).toEqual({
      indexed: 0,
      quarantined: 0,
      empty: 0,
      failed: 0,
      lost: 0,
      found: 0,
      rows: count,
      files: count,
    });
  });

  it('makes the same rows again from the files alone, wherever they lie', async () => {
    const before = rowsOf(scene);
    const [first] = before;
    // One that is months old and in the folder of its day.
    const old = `${cameraId}/2026-01-02/03-04-05.678Z_${first!.key}.mp4`;
    mkdirSync(join(scene.root, cameraId, '2026-01-02'));
    renameSync(fileOf(scene, first!), join(scene.root, old));
    scene.catalog.close();
    for (const name of readdirSync(scene.folder).filter((file) => file !== 'recordings'))
      rmSync(join(scene.folder, name));
    scene = await openScene(scene.folder);
    expect(rowsOf(scene)).toEqual([]);
    expect(await scene.recorder.recover()).toMatchObject({ indexed: before.length, failed: 0 });
    const moved = { ...first!, path: old, startMs: Date.parse('2026-01-02T03:04:05.678Z') };
    expect(rowsOf(scene)).toEqual([moved, ...before.slice(1)]);
    expect(await scene.recorder.recover()).toMatchObject({ indexed: 0, lost: 0 });
  });

  it('marks a row without its file as lost: a gap in the timeline, until the file is there again', async () => {
    const rows = rowsOf(scene);
    const whole = timeline(scene);
    const [, , gone] = rows;
    renameSync(fileOf(scene, gone!), join(scene.folder, 'elsewhere.mp4'));
    expect(await scene.recorder.recover()).toMatchObject({ lost: 1 });
    expect(rowsOf(scene).map(({ key }) => key)).toEqual(rows.filter((row) => row !== gone).map(({ key }) => key));
    const hole = { startMs: gone!.startMs, endMs: gone!.startMs + gone!.durationMs };
    expect(timeline(scene).gaps.filter(({ reason }) => reason === 'lost')).toEqual([{ ...hole, reason: 'lost' }]);
    expect(timeline(scene).recorded.some((span) => span.startMs < hole.endMs && span.endMs > hole.startMs)).toBe(false);
    expect(await scene.recorder.recover()).toMatchObject({ lost: 0, found: 0 });
    renameSync(join(scene.folder, 'elsewhere.mp4'), fileOf(scene, gone!));
    expect(await scene.recorder.recover()).toMatchObject({ lost: 0, found: 1 });
    expect(timeline(scene)).toEqual(whole);
  });

  it('takes nothing for lost that is moved to another root while it looks', async () => {
    const { catalog, roots } = scene;
    const [moved] = rowsOf(scene);
    const store: typeof catalog.segments = {
      ...catalog.segments,
      rowsWithin(camera, span) {
        const rows = catalog.segments.rowsWithin(camera, span);
        if (rows.some(({ key, place }) => key === moved!.key && place === moved!.place)) {
          catalog.tiers.finishMove({ key: moved!.key, to: moved!.place + 1, path: moved!.path }, moved!.place);
          rmSync(fileOf(scene, moved!));
        }
        return rows;
      },
    };
    const recorder = createRecorder({ roots, store, clock: systemClock, logger: quiet });
    expect(await recorder.recover()).toMatchObject({ lost: 0, rows: rowsOf(scene).length });
    expect(catalog.segments.findSegment(moved!.key)?.place).toBe(moved!.place + 1);
  });

  it('takes nothing for lost while its disk is not there', async () => {
    const rows = rowsOf(scene);
    renameSync(scene.root, `${scene.root}.unplugged`);
    mkdirSync(scene.root);
    expect(await scene.recorder.recover()).toMatchObject({ lost: 0 });
    expect(rowsOf(scene)).toEqual(rows);
  });

  it('puts foreign files of our folders aside, and leaves what somebody may be busy with, and folders of others', async () => {
    const [row] = rowsOf(scene);
    const day = join(scene.root, cameraId, row!.path.split('/')[1]!);
    writeFileSync(join(day, 'holiday.jpg'), 'x');
    writeFileSync(join(scene.root, cameraId, 'notes.txt'), 'x');
    writeFileSync(join(day, 'copying.mp4.part'), 'x');
    mkdirSync(join(scene.root, 'twelveletter'));
    writeFileSync(join(scene.root, 'twelveletter', 'mine.txt'), 'x');
    expect(await scene.recorder.recover()).toMatchObject({ quarantined: 2, lost: 0 });
    expect(readdirSync(join(scene.root, '.quarantine')).sort()).toEqual([
      `${cameraId}_holiday.jpg`,
      `${cameraId}_notes.txt`,
    ]);
    expect(existsSync(join(day, 'copying.mp4.part'))).toBe(true);
    expect(existsSync(join(scene.root, 'twelveletter', 'mine.txt'))).toBe(true);
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(join(day, 'copying.mp4.part'), longAgo, longAgo);
    expect(await scene.recorder.recover()).toMatchObject({ quarantined: 1 });
  });

  it('does not take back what was given up, and deletes it', async () => {
    const rows = rowsOf(scene);
    scene.catalog.segments.condemnSegments([rows[1]!.key]);
    expect(await scene.recorder.recover()).toMatchObject({ indexed: 0 });
    expect(existsSync(fileOf(scene, rows[1]!))).toBe(false);
    expect(rowsOf(scene)).toHaveLength(rows.length - 1);
  });

  it('cuts a gap that says there is no footage where a file is found after all', async () => {
    const rows = rowsOf(scene);
    const [, second] = rows;
    scene.catalog.segments.condemnSegments([second!.key]);
    for (const { key, place } of scene.catalog.segments.garbage(second!.place, 10))
      scene.catalog.segments.forgetGarbage([{ key, place }]);
    scene.catalog.segments.beginGap(cameraId, second!.startMs - 500, 'stopped');
    scene.catalog.segments.endGap(cameraId, second!.startMs + second!.durationMs + 500);
    expect(await scene.recorder.recover()).toMatchObject({ indexed: 1 });
    expect(
      scene.catalog.segments
        .gapsInRange(cameraId, second!.startMs - 1000, second!.startMs + second!.durationMs + 1000)
        .filter(({ reason, endMs }) => reason === 'stopped' && endMs !== null),
    ).toEqual([
      { cameraId, startMs: second!.startMs - 500, endMs: second!.startMs, reason: 'stopped' },
      {
        cameraId,
        startMs: second!.startMs + second!.durationMs,
        endMs: second!.startMs + second!.durationMs + 500,
        reason: 'stopped',
      },
    ]);
  });

  it('gives a segment its row later, when the catalog could not take it in its time', async () => {
    const { catalog } = scene;
    const before = rowsOf(scene).length;
    let full = true;
    const insertSegment: typeof catalog.segments.insertSegment = (segment) => {
      if (full) throw new Error('database or disk is full');
      return catalog.segments.insertSegment(segment);
    };
    const timers: (() => void)[] = [];
    const every: Clock['every'] = (_, callback) => {
      timers.push(callback);
      return { cancel: () => undefined };
    };
    const recorder = createRecorder({
      roots: scene.roots,
      store: { ...catalog.segments, insertSegment },
      clock: { ...systemClock, every },
      logger: quiet,
    });
    recorder.start();
    await record({ ...scene, recorder }, 3);
    expect(rowsOf(scene)).toHaveLength(before);
    full = false;
    await eventually('the rows', () => {
      for (const tick of timers) tick();
      return rowsOf(scene).length >= before + 3;
    });
    await recorder.stop();
  });
});
