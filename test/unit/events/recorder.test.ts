import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewAlert } from '../../../src/engine/alerts/index.ts';
import { openCatalog, type Catalog } from '../../../src/engine/catalog/index.ts';
import { createEventRecorder, type Events, type EventStore } from '../../../src/engine/events/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import type { ServerEvent } from '../../../src/shared/events.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { begin, camA, camB, end, picture, plan, seen, T0, track } from './events-fixture.ts';
import { everyEvent } from '../../support/every-event.ts';

const logger = createLogger({ level: 'silent' });
const all = { ...everyEvent, limit: 500 };
const small = { x: 0.4, y: 0.4, w: 0.1, h: 0.2 };
const large = { x: 0.3, y: 0.2, w: 0.3, h: 0.6 };

let dir: string;
let catalog: Catalog;
let clock: FakeClock;
let told: Extract<ServerEvent, { type: 'detection_event' }>[];
let alerts: NewAlert[];
let keepDays: number;
const running: Events[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigil-events-'));
  catalog = openCatalog(':memory:', { logger });
  clock = new FakeClock(T0);
  told = [];
  alerts = [];
  keepDays = 90;
});
afterEach(async () => {
  const stops = running.splice(0).map((each) => each.stop());
  await clock.advance(4000);
  await Promise.all(stops);
  catalog.close();
  rmSync(dir, { recursive: true, force: true });
});

function start(changes: { store?: EventStore; pictureBudgetBytes?: number } = {}): Events {
  const recorder = createEventRecorder({
    store: catalog.detections,
    picturesRoot: join(dir, 'events'),
    clock,
    logger,
    emit: (event) => {
      if (event.type === 'detection_event') told.push(event);
    },
    raise: (alert) => alerts.push(alert),
    plan: () => plan,
    keepDays: () => keepDays,
    ...changes,
  });
  recorder.start();
  running.push(recorder);
  return recorder;
}

const until = (check: () => void) =>
  eventually(
    'what the test expects',
    () => {
      check();
      return true;
    },
    { timeoutMs: 8000 },
  );

const files = (): string[] => {
  try {
    return readdirSync(join(dir, 'events'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jpg'))
      .sort();
  } catch {
    return [];
  }
};
const stored = () => catalog.detections.list(all);

describe('an event with a picture', () => {
  it('is told of when its picture is there, when a better one is, and when it is over', async () => {
    const recorder = start();
    recorder.observe(
      seen(T0, { tracks: [track(1, T0, { box: small })], hits: [begin(1, null, T0)], picture: picture(small) }),
    );
    expect(told).toEqual([]);
    await until(() =>
      expect(told).toMatchObject([{ fresh: true, event: { id: 1, hasPicture: true, bestMs: T0, endMs: null } }]),
    );
    expect((await recorder.service.picture(1, 'crop')).final).toBe(false);

    await clock.advance(2500);
    recorder.observe(seen(T0 + 2500, { tracks: [track(1, T0 + 2500, { box: large })], picture: picture(large) }));
    await until(() =>
      expect(told.at(-1)).toMatchObject({ fresh: false, event: { bestMs: T0 + 2500, bestBox: large, endMs: null } }),
    );

    recorder.observe(seen(T0 + 3000, { ended: [track(1, T0 + 2800, { seen: false })] }));
    await until(() =>
      expect(told.at(-1)).toMatchObject({ fresh: false, event: { endMs: T0 + 2800, bestMs: T0 + 2500 } }),
    );
    expect(told.filter(({ fresh }) => fresh)).toHaveLength(1);

    const { jpeg, final } = await recorder.service.picture(1, 'crop');
    expect(final).toBe(true);
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 278, height: 302 });
    const frame = await sharp((await recorder.service.picture(1, 'frame')).jpeg).metadata();
    expect(frame).toMatchObject({ format: 'jpeg', width: 640, height: 360 });
    expect(files()).toEqual([`${camA}/2026-01-01/1-crop.jpg`, `${camA}/2026-01-01/1-frame.jpg`]);
    expect(recorder.pictureBytes()).toBe(0);
  });

  it('is told of without one after a second, since pictures may never come', async () => {
    const recorder = start();
    recorder.observe(seen(T0, { tracks: [track(1, T0)], hits: [begin(1, null, T0)] }));
    await clock.advance(999);
    expect(told).toEqual([]);
    await clock.advance(1001);
    expect(told).toMatchObject([{ fresh: true, event: { hasPicture: false } }]);
  });

  it('keeps its first picture when what follows is worse', async () => {
    const recorder = start();
    recorder.observe(
      seen(T0, { tracks: [track(1, T0, { box: large })], hits: [begin(1, null, T0)], picture: picture(large) }),
    );
    await until(() => expect(told).toHaveLength(1));
    recorder.observe(seen(T0 + 200, { tracks: [track(1, T0 + 200, { box: small })], picture: picture(small) }));
    recorder.observe(seen(T0 + 400, { ended: [track(1, T0 + 200, { box: small })] }));
    await until(() => expect(told.at(-1)).toMatchObject({ event: { endMs: T0 + 200, bestMs: T0, bestBox: large } }));
  });

  it('has the colours of the picture', async () => {
    const recorder = start();
    const red = picture(small, 0);
    red.data
      .fill(81, 0, 640 * 360)
      .fill(90, 640 * 360, 640 * 360 * 1.25)
      .fill(240, 640 * 360 * 1.25);
    recorder.observe(seen(T0, { tracks: [track(1, T0)], hits: [begin(1, null, T0)], picture: red }));
    await until(() => expect(told).toHaveLength(1));
    const { jpeg } = await recorder.service.picture(1, 'frame');
    const { channels } = await sharp(jpeg).stats();
    expect(channels.map(({ mean }) => Math.round(mean / 10) * 10)).toEqual([250, 0, 0]);
  });
});

describe('what is known of an event', () => {
  it('grows with the attributes that come later, also a while after its end', async () => {
    const recorder = start();
    const red = [{ name: 'clothing', value: 'red', score: 0.9 }];
    recorder.observe(seen(T0, { tracks: [track(1, T0)], hits: [begin(1, null, T0)] }));
    await clock.advance(1000);
    recorder.observe(seen(T0 + 1000, { ended: [track(1, T0 + 900)] }));
    recorder.attributes(camA, 2, [{ name: 'clothing', value: 'blue', score: 0.9 }]);
    recorder.attributes(camA, 1, red);
    expect(told.at(-1)?.event).toMatchObject({ endMs: T0 + 900, attributes: red });
    expect(recorder.service.get(1).attributes).toEqual(red);
    await clock.advance(40_000);
    recorder.attributes(camA, 1, []);
    expect(recorder.service.get(1).attributes).toEqual(red);
  });

  it('is told at most every two seconds', async () => {
    const recorder = start();
    const zones = ['Yard', 'Door', 'Drive', 'Gate', 'Lane', 'Shed', 'Step', 'Wall'];
    for (const [index, zone] of zones.entries()) {
      const atMs = T0 + index * 500;
      const hits = index === 0 ? [begin(1, null, atMs)] : [];
      recorder.observe(seen(atMs, { tracks: [track(1, atMs)], hits, zones: { 1: [zone] } }));
      await clock.advance(500);
    }
    expect(told.map(({ event }) => event.zones.length)).toEqual([2, 6]);
    await clock.advance(2000);
    expect(told.at(-1)?.event.zones).toEqual(zones);
  });

  it('becomes an alert when its rule wants that', () => {
    const recorder = start();
    const hits = [begin(1, 'enter', T0), begin(1, 'loiter', T0), begin(1, null, T0)];
    recorder.observe(seen(T0, { tracks: [track(1, T0)], hits, zones: { 1: ['Yard'] } }));
    expect(alerts).toEqual([
      {
        kind: 'event',
        severity: 'warning',
        cameraId: camA,
        about: 'enter',
        data: {
          event: 1,
          label: 'person',
          rule: 'Into the yard',
          ruleKind: 'enter',
          zone: 'Yard',
          direction: null,
          camera: 'Gate',
        },
      },
    ]);
  });
});

describe('rows', () => {
  it('are written each second, apart by camera, a hundred at a time', async () => {
    const sizes: [string | undefined, number][] = [];
    const store: EventStore = {
      ...catalog.detections,
      write(batch) {
        sizes.push([batch.events[0]?.event.cameraId, batch.events.length]);
        catalog.detections.write(batch);
      },
    };
    const recorder = start({ store });
    const many = (cameraId: string, count: number) => {
      const tracks = Array.from({ length: count }, (_, index) => track(index + 1, T0));
      recorder.observe(seen(T0, { cameraId, tracks, hits: tracks.map(({ id }) => begin(id, null, T0)) }));
    };
    many(camA, 130);
    many(camB, 5);
    expect(sizes).toEqual([[camA, 100]]);
    await clock.advance(1000);
    expect(sizes).toEqual([
      [camA, 100],
      [camA, 30],
      [camB, 5],
    ]);
    expect(stored()).toHaveLength(135);
  });

  it('that cannot be written wait until they can, and hold up no other camera', async () => {
    let broken = true;
    const store: EventStore = {
      ...catalog.detections,
      write(batch) {
        if (broken && batch.events.some(({ event }) => event.cameraId === camA)) throw new Error('no disk');
        catalog.detections.write(batch);
      },
    };
    const recorder = start({ store });
    for (const cameraId of [camA, camB])
      recorder.observe(seen(T0, { cameraId, tracks: [track(1, T0)], hits: [begin(1, null, T0)] }));
    await clock.advance(1000);
    expect(stored().map(({ cameraId }) => cameraId)).toEqual([camB]);
    broken = false;
    await clock.advance(1000);
    expect(stored().map(({ cameraId }) => cameraId)).toEqual([camB, camA]);
  });

  it('are all there at a stop, ended at their last moment, with the picture that was not yet written', async () => {
    const recorder = start();
    recorder.observe(seen(T0, { tracks: [track(1, T0)], hits: [begin(1, null, T0)], picture: picture() }));
    recorder.addRun({
      cameraId: camA,
      startMs: T0,
      endMs: T0 + 1,
      model: 'hog-people',
      provider: 'cpu',
      frames: 1,
      failedFrames: 0,
      tracks: 1,
      events: 1,
      meanFps: 5,
      meanInferenceMs: 20,
    });
    await recorder.stop();
    expect(stored()).toMatchObject([{ id: 1, startMs: T0, endMs: T0, hasPicture: true }]);
    expect(files()).toHaveLength(2);
    expect(catalog.detections.runs({ ...all, limit: 5 })).toMatchObject([{ frames: 1 }]);
  });

  it('of crossings are added up, and of what goes on are seen by whoever asks at once', () => {
    const recorder = start();
    const hits = [begin(1, 'cross', T0, 'in'), begin(1, 'cross2', T0, 'in')];
    recorder.observe(seen(T0, { tracks: [track(1, T0)], hits }));
    recorder.observe(seen(T0 + 900, { tracks: [track(1, T0 + 900)], hits: [begin(1, 'cross', T0 + 900, 'out')] }));
    expect(recorder.service.list({ ...all, limit: 2 })).toMatchObject({
      events: [{ id: 3, direction: 'out', endMs: null }, { id: 2 }],
      next: 2,
    });
    expect(recorder.service.counts({ cameraIds: null, fromMs: T0, toMs: T0 + 1 })).toMatchObject([{ in: 1, out: 1 }]);
  });
});

describe('after a crash', () => {
  it('events end at their last known moment, numbers go on above all that were used, and strays are gone', async () => {
    const crashed = start();
    crashed.observe(seen(T0, { tracks: [track(1, T0)], hits: [begin(1, null, T0)], picture: picture() }));
    await until(() => expect(told).toHaveLength(1));
    crashed.observe(seen(T0 + 9000, { tracks: [track(1, T0 + 9000)] }));
    await clock.advance(10_000);
    // Begun, told of, and its picture written, but not its row.
    crashed.observe(
      seen(T0 + 9500, { tracks: [track(2, T0 + 9500)], hits: [begin(2, null, T0 + 9500)], picture: picture() }),
    );
    await until(() => expect(files()).toHaveLength(4));
    running.length = 0;
    writeFileSync(join(dir, 'events', camA, '2026-01-01', '1-crop.jpg.part'), 'half');
    // What the dead one would have done since.
    clock = new FakeClock(T0 + 60_000);

    const next = start();
    expect(stored()).toMatchObject([{ id: 1, endMs: T0 + 9000, hasPicture: true }]);
    await until(() =>
      expect(readdirSync(join(dir, 'events', camA, '2026-01-01')).sort()).toEqual(['1-crop.jpg', '1-frame.jpg']),
    );
    next.observe(seen(T0 + 60_000, { tracks: [track(1, T0 + 60_000)], hits: [begin(1, null, T0 + 60_000)] }));
    expect(next.service.list(all).events.map(({ id }) => id)).toEqual([101, 1]);
  });
});

describe('pictures', () => {
  it('take no more memory than they may, however many things are seen', async () => {
    const one = picture().data.byteLength;
    const recorder = start({ pictureBudgetBytes: 3 * one });
    const most: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      const tracks = [track(index, T0 + index, { box: small })];
      recorder.observe(seen(T0 + index, { tracks, hits: [begin(index, null, T0 + index)], picture: picture(small) }));
      most.push(recorder.pictureBytes());
    }
    expect(Math.max(...most)).toBe(3 * one);
    await until(() => expect(recorder.pictureBytes()).toBe(0));
    expect(files()).toHaveLength(6);
  });

  it('of what is no picture of ours are left alone', async () => {
    const folder = join(dir, 'events', camA, '2026-01-01');
    mkdirSync(folder, { recursive: true });
    for (const name of ['notes.txt', '7-crop.jpg']) writeFileSync(join(folder, name), 'x');
    start();
    await until(() => expect(readdirSync(folder)).toEqual(['notes.txt']));
  });
});

describe('what is too old or unwanted', () => {
  const two = async (recorder: Events) => {
    for (const [cameraId, id] of [
      [camA, 1],
      [camB, 2],
    ] as const) {
      recorder.observe(
        seen(T0, { cameraId, tracks: [track(id, T0)], hits: [begin(id, 'cross', T0, 'in')], picture: picture() }),
      );
      recorder.observe(seen(T0 + 100, { cameraId, ended: [track(id, T0 + 100)], hits: [end(id, 'loiter', T0)] }));
    }
    await until(() => expect(told.filter(({ event }) => event.endMs !== null)).toHaveLength(2));
    await clock.advance(1000);
  };

  it('goes after the days that it is kept, with its pictures, but not from a locked span, nor soon after the clock was set', async () => {
    const recorder = start();
    await two(recorder);
    catalog.retention.addLock({
      cameraId: camB,
      cameraName: 'Gate',
      startMs: T0,
      endMs: T0 + 50,
      note: '',
      createdMs: T0,
    });
    keepDays = 1;
    clock.setUtc(T0 + 86_400_000);
    await clock.advance(3_600_000);
    expect(stored()).toHaveLength(2);
    await clock.advance(600_000);
    await until(() => expect(readdirSync(join(dir, 'events'))).toEqual([camB]));
    await until(() => expect(catalog.detections.garbage(9)).toEqual([]));
    expect(files()).toEqual([`${camB}/2026-01-01/2-crop.jpg`, `${camB}/2026-01-01/2-frame.jpg`]);
    expect(stored().map(({ id }) => id)).toEqual([2]);
  });

  it('goes with its camera, also what goes on, and does not come back', async () => {
    const recorder = start();
    await two(recorder);
    recorder.observe(
      seen(T0 + 500, { tracks: [track(9, T0 + 500)], hits: [begin(9, null, T0 + 500)], picture: picture() }),
    );
    await recorder.forget(camA);
    recorder.attributes(camA, 1, []);
    await clock.advance(12_000);
    expect(recorder.service.list(all).events.map(({ cameraId }) => cameraId)).toEqual([camB]);
    expect(files()).toEqual([`${camB}/2026-01-01/2-crop.jpg`, `${camB}/2026-01-01/2-frame.jpg`]);
    expect(
      recorder.service.counts({ cameraIds: null, fromMs: 0, toMs: T0 + 1 }).map(({ cameraId }) => cameraId),
    ).toEqual([camB]);
    await expect(recorder.service.picture(1, 'crop')).rejects.toMatchObject({ code: 'not_found' });
  });
});
