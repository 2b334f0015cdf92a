import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCatalog, type Catalog } from '../../../src/engine/catalog/index.ts';
import { createEventRecorder, type Events } from '../../../src/engine/events/index.ts';
import { PictureFiles } from '../../../src/engine/events/picture-files.ts';
import { mostPictured, type DiskRoom } from '../../../src/engine/events/picture-room.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { camA, T0 } from './events-fixture.ts';

const GB = 1e9;

describe('how many events may keep their pictures', () => {
  it.each<[string, DiskRoom, number, number]>([
    ['a twentieth of the disk, at 100 kB each', { freeBytes: 500 * GB, totalBytes: 1000 * GB }, 2_000_000, 500_000],
    ['as many on a disk that is just not nearly full', { freeBytes: 20 * GB, totalBytes: 1000 * GB }, 9, 500_000],
    ['half of them on one that is', { freeBytes: 19 * GB, totalBytes: 1000 * GB }, 30_000, 15_000],
    ['no more than otherwise, however many there are', { freeBytes: 0, totalBytes: 1000 * GB }, 2_000_000, 500_000],
    ['a thousand at least', { freeBytes: 0, totalBytes: GB }, 1500, 1000],
  ])('is %s', (_, room, held, most) => {
    expect(mostPictured(room, held)).toBe(most);
  });
});

describe('pictures that take too much room', () => {
  const logger = createLogger({ level: 'silent' });
  const full = { freeBytes: 0, totalBytes: 1000 * GB };
  let dir: string;
  let catalog: Catalog;
  let clock: FakeClock;
  let files: PictureFiles;
  let room: DiskRoom;
  let recorder: Events | null = null;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'vigil-picture-room-'));
    catalog = openCatalog(':memory:', { logger });
    clock = new FakeClock(T0 + 10_000_000);
    files = new PictureFiles(join(dir, 'events'));
    room = { freeBytes: 500 * GB, totalBytes: 1000 * GB };
  });
  afterEach(async () => {
    const stopped = recorder?.stop();
    await clock.advance(4000);
    await stopped;
    recorder = null;
    catalog.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const start = (): void => {
    recorder = createEventRecorder({
      store: catalog.detections,
      picturesRoot: join(dir, 'events'),
      clock,
      logger,
      emit: () => undefined,
      raise: () => undefined,
      plan: () => null,
      keepDays: () => 90,
      room: () => Promise.resolve(room),
    });
    recorder.start();
  };

  const startMs = (id: number) => T0 + id * 1000;
  const write = (count: number): void => {
    const events = Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      cameraId: camA,
      cameraName: 'Gate',
      trackId: index + 1,
      kind: 'appear' as const,
      ruleId: null,
      ruleName: null,
      label: 'person',
      score: 0.75,
      startMs: startMs(index + 1),
      endMs: startMs(index + 1) + 500,
      bestMs: startMs(index + 1) + 100,
      bestBox: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 },
      zones: [],
      direction: null,
      path: [],
      attributes: [],
      hasPicture: true,
    }));
    const seen = events.map((event) => ({ event, seenMs: event.startMs }));
    catalog.detections.write({ events: seen, wireHours: [], runs: [] });
  };
  const key = (eventId: number) => ({ eventId, cameraId: camA, startMs: startMs(eventId) });
  const lock = (id: number): void =>
    void catalog.retention.addLock({
      cameraId: camA,
      cameraName: 'Gate',
      startMs: startMs(id),
      endMs: startMs(id) + 100,
      note: '',
      createdMs: T0,
    });
  const pictured = (): number[] =>
    catalog.detections.pictured(Array.from({ length: 3000 }, (_, index) => index + 1)).sort((a, b) => a - b);
  const becomes = (what: string, check: () => boolean) => eventually(what, check, { timeoutMs: 8000 });

  it('go from the oldest on when the disk is nearly full, the files too, and their events stay', async () => {
    write(2400);
    lock(5);
    const jpeg = Buffer.from('jpeg');
    for (const id of [1, 5, 1200, 1201]) await files.write(key(id), { crop: jpeg, frame: jpeg });
    room = full;
    start();
    await becomes('half of the pictures to go', () => pictured().length === 1201);
    await becomes('their files to go', () => catalog.detections.garbage(9).length === 0);
    expect(pictured().slice(0, 2)).toEqual([5, 1201]);
    const left = [1, 5, 1200, 1201].filter((id) => existsSync(files.path(key(id), 'frame')));
    expect(left).toEqual([5, 1201]);
    expect(catalog.detections.find(1)).toMatchObject({ id: 1, hasPicture: false });
  });

  it('go on going while it stays so, down to those of the newest thousand', async () => {
    write(2400);
    room = full;
    start();
    await becomes('half of the pictures to go', () => pictured().length === 1200);
    await clock.advance(600_000);
    await becomes('all but a thousand to go', () => pictured().length === 1000);
    await clock.advance(600_000);
    expect(pictured()[0]).toBe(1401);
  });

  it('stay while there is room', async () => {
    write(2400);
    start();
    await clock.advance(600_000);
    expect(pictured()).toHaveLength(2400);
  });

  it('of an event that goes on stay with it', () => {
    write(2400);
    const event = catalog.detections.find(3);
    if (event === null) throw new Error('the event is not there');
    catalog.detections.write({ events: [{ event: { ...event, endMs: null }, seenMs: 0 }], wireHours: [], runs: [] });
    expect(catalog.detections.dropPictures(1, 6)).toBe(4);
    expect(pictured().slice(0, 2)).toEqual([3, 6]);
  });
});
