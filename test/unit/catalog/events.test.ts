import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../src/engine/catalog/database.ts';
import { listSql } from '../../../src/engine/catalog/event-list.ts';
import { placesSql } from '../../../src/engine/catalog/event-places.ts';
import { createEventStore } from '../../../src/engine/catalog/event-store.ts';
import { migrations } from '../../../src/engine/catalog/migrations/index.ts';
import { wireHoursSql } from '../../../src/engine/catalog/wire-hours.ts';
import type { EventFilter, EventStore } from '../../../src/engine/events/index.ts';
import type { DetectionEvent } from '../../../src/shared/detection.ts';
import { ruleKinds } from '../../../src/shared/detection-plan.ts';
import { everyEvent } from '../../support/every-event.ts';

const T0 = Date.UTC(2026, 0, 1);
const cameras = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];
const labels = ['person', 'car', 'dog'];
const everything: EventFilter = { ...everyEvent, limit: 50 };

function open() {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(db, migrations);
  return { db, store: createEventStore(db) };
}

function event(id: number, changes: Partial<DetectionEvent> = {}): DetectionEvent {
  const startMs = changes.startMs ?? T0 + id * 1000;
  return {
    id,
    cameraId: 'aaaaaaaaaaaa',
    cameraName: 'Gate',
    trackId: id,
    kind: 'appear',
    ruleId: null,
    ruleName: null,
    label: 'person',
    score: 0.75,
    startMs,
    endMs: startMs + 500,
    bestMs: startMs + 100,
    bestBox: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 },
    zones: [],
    direction: null,
    path: [],
    attributes: [],
    hasPicture: false,
    ...changes,
  };
}

function write(store: EventStore, events: readonly DetectionEvent[], seenMs = T0): void {
  store.write({ events: events.map((each) => ({ event: each, seenMs })), wireHours: [], runs: [] });
}

/** Ten thousand of them; every third begins at the same moment as the one before, and some began earlier than their number says. */
const many = Array.from({ length: 10_000 }, (_, index) => {
  const id = index + 1;
  const startMs = T0 + (index % 3 === 2 ? index - 1 : index) * 100 - (index % 11 === 0 ? 5000 : 0);
  return event(id, {
    startMs,
    cameraId: cameras[index % 3] ?? '',
    label: index % 997 === 5 ? 'dog' : (labels[index % 2] ?? ''),
    kind: ruleKinds[(index >> 2) % 5] ?? 'appear',
    zones: index % 500 === 7 ? ['Yard', 'Door'] : index % 4 === 0 ? ['Yard'] : [],
  });
});
const newestFirst = [...many].sort((a, b) => b.startMs - a.startMs || b.id - a.id);
const ids = (events: readonly DetectionEvent[]) => events.map(({ id }) => id);

describe('ten thousand events', () => {
  const { db, store } = open();
  for (let from = 0; from < many.length; from += 100) write(store, many.slice(from, from + 100));

  it.each([
    ['all', {}, () => true],
    ['a camera', { cameraIds: ['bbbbbbbbbbbb'] }, (each) => each.cameraId === 'bbbbbbbbbbbb'],
    ['a rare class', { labels: ['dog'] }, (each) => each.label === 'dog'],
    ['two classes', { labels: ['dog', 'car'] }, (each) => each.label !== 'person'],
    ['kinds', { kinds: ['loiter', 'cross'] }, (each) => ['loiter', 'cross'].includes(each.kind)],
    ['a zone', { zone: 'Yard' }, (each) => each.zones.includes('Yard')],
    [
      'all at once',
      {
        cameraIds: ['aaaaaaaaaaaa', 'cccccccccccc'],
        labels: ['person'],
        kinds: ['appear', 'cross'],
        zone: 'Yard',
        fromMs: T0 + 100_000,
        toMs: T0 + 900_000,
      },
      (each) =>
        each.cameraId !== 'bbbbbbbbbbbb' &&
        each.label === 'person' &&
        ['appear', 'cross'].includes(each.kind) &&
        each.zones.includes('Yard') &&
        each.startMs >= T0 + 100_000 &&
        each.startMs < T0 + 900_000,
    ],
    ['a time', { fromMs: T0 + 5000, toMs: T0 + 6000 }, ({ startMs }) => startMs >= T0 + 5000 && startMs < T0 + 6000],
    ['what there is none of', { labels: ['cat'] }, () => false],
    ['a zone that there is not', { zone: 'Nowhere' }, () => false],
  ] satisfies [string, Partial<EventFilter>, (each: DetectionEvent) => boolean][])(
    'are narrowed to %s, page by page, without one twice or left out',
    (_what, filter, fits) => {
      const found: DetectionEvent[] = [];
      for (let beforeId: number | null = null; ; beforeId = found.at(-1)?.id ?? null) {
        const page = store.list({ ...everything, ...filter, beforeId, limit: 333 });
        found.push(...page);
        if (page.length < 333) break;
      }
      expect(ids(found)).toEqual(ids(newestFirst.filter(fits)));
    },
  );

  it('are found by indices, never by reading the table', () => {
    const range = { fromMs: 0, startMs: T0, id: 5, limit: 50, num: 1 };
    const planOf = (sql: string, ...values: unknown[]) =>
      (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]).map(({ detail }) => detail);
    const { num: _, ...times } = range;
    expect(planOf(listSql.newest, times)[0]).toMatch(/SEARCH detection_events USING INDEX detection_events_by_time/);
    expect(planOf(placesSql.byTime, times)).toEqual([
      expect.stringMatching(
        /SEARCH detection_events USING INDEX detection_events_by_time \(start_ms>\? AND start_ms<\?\)/,
      ),
    ]);
    expect(planOf(placesSql.zonesOf, '[]')[0]).toMatch(
      /SEARCH detection_event_zones USING COVERING INDEX detection_event_zones_by_event \(event_id=\?\)/,
    );
    const ofStream =
      /SEARCH detection_events USING COVERING INDEX detection_events_by_stream \(stream_num=\? AND start_ms>\? AND start_ms<\?\)/;
    const ofZone = /SEARCH detection_event_zones USING PRIMARY KEY \(zone_num=\? AND start_ms>\? AND start_ms<\?\)/;
    expect(planOf(placesSql.ofStream, range)).toEqual([expect.stringMatching(ofStream)]);
    expect(planOf(placesSql.ofZone, range)).toEqual([expect.stringMatching(ofZone)]);
    const heads = { fromMs: 0, startMs: T0, id: 5, nums: '[]' };
    expect(planOf(placesSql.streamHeads, heads).at(-1)).toMatch(ofStream);
    expect(planOf(placesSql.zoneHeads, heads).at(-1)).toMatch(ofZone);
    expect(planOf(listSql.these, '[]').join('\n')).toMatch(/SEARCH detection_events USING INTEGER PRIMARY KEY/);
    expect(planOf(listSql.place, 5)[0]).toMatch(/SEARCH detection_events USING INTEGER PRIMARY KEY/);
  });

  it('say which classes, kinds and zones there are, of all cameras or of one', () => {
    expect(store.facets(null)).toEqual({
      labels: ['car', 'dog', 'person'],
      kinds: [...ruleKinds],
      zones: ['Door', 'Yard'],
    });
    expect(store.facets(['dddddddddddd'])).toEqual({ labels: [], kinds: [], zones: [] });
  });
});

describe('a page', () => {
  it('goes on from where an event was that is gone, or is empty when nothing is older', () => {
    const { db, store } = open();
    write(
      store,
      [1, 2, 3, 4, 5].map((id) => event(id)),
    );
    db.exec('DELETE FROM detection_events WHERE id IN (1, 3)');
    expect(ids(store.list({ ...everything, beforeId: 3 }))).toEqual([2]);
    expect(ids(store.list({ ...everything, beforeId: 3, labels: ['person'] }))).toEqual([2]);
    expect(store.list({ ...everything, beforeId: 1 })).toEqual([]);
  });
});

describe('an event', () => {
  it('comes back as it was stored, its path to within a tenth of a pixel', () => {
    const { store } = open();
    const full = event(5, {
      kind: 'cross',
      ruleId: 'r1',
      ruleName: 'Line',
      direction: 'out',
      zones: ['Sân trước', 'Door'],
      path: [
        { x: 0.123, y: 0.987, atMs: T0 },
        { x: 1, y: 0, atMs: T0 + 90_000_000 },
      ],
      attributes: [{ name: 'clothing', value: 'red', score: 0.5 }],
      hasPicture: true,
    });
    write(store, [full]);
    const { path, ...rest } = store.find(5) ?? event(0);
    const { path: _, ...expected } = full;
    expect(rest).toEqual(expected);
    expect(path.map(({ atMs }) => atMs)).toEqual([T0, T0 + 90_000_000]);
    expect(path[0]?.x).toBeCloseTo(0.123, 4);
    expect(path[1]).toMatchObject({ x: 1, y: 0 });
    expect(store.find(6)).toBeNull();
  });

  it('that is written again is replaced, with the zones that it came into', () => {
    const { store } = open();
    write(store, [event(1, { endMs: null, zones: ['Yard'] })]);
    const later = event(1, { zones: ['Yard', 'Door'], score: 0.9, hasPicture: true });
    write(store, [later]);
    write(store, [later]);
    expect(store.list({ ...everything, zone: 'Door' })).toEqual([later]);
    expect(store.list({ ...everything, zone: 'Yard' })).toEqual([later]);
  });

  it('that a crash has left open ends at the last moment that is known, once', () => {
    const { store } = open();
    write(store, [event(1, { endMs: null }), event(2, { endMs: null })], T0 + 7000);
    write(store, [event(3)]);
    expect(store.closeOpen([2])).toBe(1);
    expect(store.closeOpen([2])).toBe(0);
    expect([1, 2, 3].map((id) => store.find(id)?.endMs)).toEqual([T0 + 7000, null, T0 + 3500]);
  });

  it('that cannot be stored leaves nothing of its batch', () => {
    const { store } = open();
    const wrong = event(2, { startMs: T0, endMs: T0 - 1, zones: ['Yard'] });
    expect(() => write(store, [event(1, { zones: ['Door'] }), wrong])).toThrow(/CHECK/);
    expect(store.list(everything)).toEqual([]);
    expect(store.facets(null)).toEqual({ labels: [], kinds: [], zones: [] });
  });
});

describe('numbers of events', () => {
  it('are given once, and none below what is known to be used', () => {
    const { store } = open();
    expect(store.reserve(100, 1)).toBe(1);
    expect(store.reserve(100, 50)).toBe(101);
    expect(store.reserve(10, 5000)).toBe(5000);
    expect(store.reserve(10, 1)).toBe(5010);
  });
});

describe('old events', () => {
  const lock = (db: Database.Database, startMs: number, endMs: number) =>
    db
      .prepare(
        "INSERT INTO locks (camera_id, camera_name, start_ms, end_ms, note, created_ms) VALUES ('aaaaaaaaaaaa', 'Gate', ?, ?, '', 1)",
      )
      .run(startMs, endMs);

  it('go in steps, their pictures to the garbage; what overlaps a lock stays', () => {
    const { db, store } = open();
    const all = Array.from({ length: 10 }, (_, index) =>
      event(index + 1, { hasPicture: index % 2 === 0, zones: ['Yard'] }),
    );
    write(store, all);
    write(store, [event(20, { cameraId: 'bbbbbbbbbbbb', startMs: T0 })]);
    lock(db, T0 + 3400, T0 + 4001);
    const step = () => store.expire('aaaaaaaaaaaa', T0 + 9000, 4);
    expect([step(), step()]).toEqual([4, 2]);
    expect(ids(store.list(everything))).toEqual([10, 9, 4, 3, 20]);
    expect(ids(store.list({ ...everything, zone: 'Yard' }))).toEqual([10, 9, 4, 3]);
    expect(store.garbage(10)).toEqual(
      [1, 5, 7].map((eventId) => ({ eventId, cameraId: 'aaaaaaaaaaaa', startMs: T0 + eventId * 1000 })),
    );
    store.forgetGarbage([1, 7]);
    expect(store.garbage(10).map(({ eventId }) => eventId)).toEqual([5]);
  });

  it('take the names along that nothing has any more, and the runs', () => {
    const { store } = open();
    write(store, [event(1, { zones: ['Yard'], label: 'dog' }), event(2, { zones: ['Door'] })]);
    const run = {
      model: 'hog-people',
      provider: 'cpu',
      frames: 9,
      failedFrames: 0,
      tracks: 1,
      events: 1,
      meanFps: 4.5,
      meanInferenceMs: 20.5,
    };
    const runs = [T0, T0 + 5000].map((startMs) => ({ ...run, cameraId: 'aaaaaaaaaaaa', startMs, endMs: startMs + 1 }));
    store.write({ events: [], wireHours: [], runs });
    store.expire('aaaaaaaaaaaa', T0 + 2000, 100);
    expect(store.facets(null)).toEqual({ labels: ['person'], kinds: ['appear'], zones: ['Door'] });
    expect(store.runs({ cameraIds: null, fromMs: null, toMs: null, limit: 9 })).toEqual([runs[1]]);
    expect(store.cameras()).toEqual(['aaaaaaaaaaaa']);
    store.expire('aaaaaaaaaaaa', T0 + 100_000, 100);
    expect(store.cameras()).toEqual([]);
  });
});

describe('crossings', () => {
  it('are added up by camera, wire, hour and class under the newest name', () => {
    const { store } = open();
    const hour = { cameraId: 'aaaaaaaaaaaa', wireId: 'w1', name: 'Gate', label: 'person', hourMs: T0, in: 2, out: 1 };
    const add = (...wireHours: (typeof hour)[]) => store.write({ events: [], wireHours, runs: [] });
    add(hour, { ...hour, hourMs: T0 + 3_600_000 });
    add({ ...hour, name: 'Main gate', in: 0, out: 4 }, { ...hour, cameraId: 'bbbbbbbbbbbb' });
    const asked = { cameraIds: ['aaaaaaaaaaaa'], fromMs: T0, toMs: T0 + 3_600_000 };
    expect(store.wireHours(asked)).toEqual([{ ...hour, name: 'Main gate', in: 2, out: 5 }]);
    store.dropWireHours('aaaaaaaaaaaa');
    expect(store.wireHours({ ...asked, cameraIds: null }).map(({ cameraId }) => cameraId)).toEqual(['bbbbbbbbbbbb']);
  });

  it('are listed by camera, wire, hour and class, of all cameras or of some, within the time that is asked for', () => {
    const { db, store } = open();
    const hours = cameras.flatMap((cameraId) =>
      ['w2', 'w1'].flatMap((wireId) =>
        [3, 0, 2, 1].flatMap((hour) =>
          ['person', 'car'].map((label) => ({
            ...{ cameraId, wireId, name: wireId, label, in: hour, out: 1 },
            hourMs: T0 + hour * 3_600_000,
          })),
        ),
      ),
    );
    store.write({ events: [], wireHours: hours, runs: [] });
    const keyOf = (hour: (typeof hours)[number]) => [hour.cameraId, hour.wireId, hour.hourMs, hour.label].join();
    const expected = (of: readonly string[]) =>
      hours
        .filter(({ cameraId, in: hour }) => of.includes(cameraId) && hour >= 1 && hour < 3)
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const asked = { fromMs: T0 + 3_600_000, toMs: T0 + 3 * 3_600_000 };
    expect(store.wireHours({ ...asked, cameraIds: null })).toEqual(expected(cameras));
    expect(store.wireHours({ ...asked, cameraIds: ['cccccccccccc', 'aaaaaaaaaaaa', 'dddddddddddd'] })).toEqual(
      expected(['aaaaaaaaaaaa', 'cccccccccccc']),
    );
    expect(store.cameras()).toEqual(cameras);
    const planOf = (sql: string, values: unknown) =>
      (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[]).map(({ detail }) => detail);
    expect(planOf(wireHoursSql.nextCamera, [''])).toContainEqual(
      expect.stringMatching(/^SEARCH wire_counts USING PRIMARY KEY \(camera_id>\?\)/),
    );
    expect(planOf(wireHoursSql.nextWire, ['', ''])).toContainEqual(
      expect.stringMatching(/^SEARCH wire_counts USING PRIMARY KEY \(camera_id=\? AND wire_id>\?\)/),
    );
    expect(planOf(wireHoursSql.ofWire, { cameraId: '', wireId: '', ...asked })).toEqual([
      expect.stringMatching(
        /SEARCH wire_counts USING PRIMARY KEY \(camera_id=\? AND wire_id=\? AND hour_ms>\? AND hour_ms<\?\)/,
      ),
    ]);
  });
});
