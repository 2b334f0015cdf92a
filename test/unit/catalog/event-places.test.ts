import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../src/engine/catalog/database.ts';
import { createEventStore } from '../../../src/engine/catalog/event-store.ts';
import { migrations } from '../../../src/engine/catalog/migrations/index.ts';
import type { EventFilter } from '../../../src/engine/events/index.ts';
import type { DetectionEvent } from '../../../src/shared/detection.ts';
import { ruleKinds } from '../../../src/shared/detection-plan.ts';

const T0 = Date.UTC(2026, 0, 1);
const cameras = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc', 'dddddddddddd'];
const labels = ['person', 'car', 'bicycle', 'dog', 'bird'];
/** How many have been in each. */
const zones = [
  ['Yard', 0.3],
  ['Door', 0.05],
  ['Road', 0.002],
] as const;

/** Mulberry32: the same numbers, 0 to 1, each time. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A name, the first far more often than the last. */
const skewed = <T>(next: () => number, of: readonly T[]): T => {
  const found = of[Math.floor(next() ** 4 * of.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};

function randomEvent(next: () => number, id: number, count: number): DetectionEvent {
  // Many begin at the same moment, some long before their number says.
  const startMs = T0 + Math.floor((id + next() * 40 - (next() < 0.05 ? next() * count : 0)) / 5) * 100;
  return {
    id,
    cameraId: skewed(next, cameras),
    cameraName: 'Gate',
    trackId: id,
    kind: skewed(next, ruleKinds),
    ruleId: null,
    ruleName: null,
    label: skewed(next, labels),
    score: 0.75,
    startMs,
    endMs: startMs + 500,
    bestMs: startMs,
    bestBox: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 },
    zones: zones.flatMap(([name, share]) => (next() < share ? name : [])),
    direction: null,
    path: [],
    attributes: [],
    hasPicture: false,
  };
}

const someOf = <T>(next: () => number, of: readonly T[]): T[] | null => {
  if (next() < 0.5) return null;
  const some = of.filter(() => next() < 0.5);
  return some.length === 0 ? [...of] : some;
};

function randomFilter(next: () => number, count: number): EventFilter {
  const moment = () => T0 + Math.floor(next() * count * 20);
  return {
    cameraIds: someOf(next, cameras),
    labels: someOf(next, labels),
    kinds: someOf(next, ruleKinds),
    zone: next() < 0.5 ? null : skewed(next, [...zones.map(([name]) => name), 'Nowhere']),
    fromMs: next() < 0.7 ? null : moment(),
    toMs: next() < 0.7 ? null : moment(),
    beforeId: next() < 0.5 ? null : 1 + Math.floor(next() * count * 1.1),
    limit: 1 + Math.floor(next() ** 2 * 500),
  };
}

/** The whole list, by looking at every event. */
function naive(events: readonly DetectionEvent[], filter: EventFilter): number[] {
  const { cameraIds, labels: wanted, kinds, zone, fromMs, toMs, beforeId, limit } = filter;
  const order = [...events].sort((a, b) => b.startMs - a.startMs || b.id - a.id);
  const nearest = beforeId === null ? null : Math.max(0, ...events.map(({ id }) => id).filter((id) => id <= beforeId));
  if (nearest === 0) return [];
  const cursor = order.findIndex(({ id }) => id === nearest);
  return order
    .slice(nearest === null ? 0 : cursor + (nearest === beforeId ? 1 : 0))
    .filter(
      (each) =>
        (cameraIds?.includes(each.cameraId) ?? true) &&
        (wanted?.includes(each.label) ?? true) &&
        (kinds?.includes(each.kind) ?? true) &&
        (zone === null || each.zones.includes(zone)) &&
        each.startMs >= (fromMs ?? -Infinity) &&
        each.startMs < (toMs ?? Infinity),
    )
    .slice(0, limit)
    .map(({ id }) => id);
}

describe('a page of events', () => {
  it.each([
    [1, 50],
    [2, 700],
    [3, 4000],
  ])(
    'is what looking at every one of them finds, whatever is asked and where it begins (seed %i, %i events)',
    (seed, count) => {
      const next = numbersFrom(seed);
      const db = new Database(':memory:');
      migrate(db, migrations);
      const store = createEventStore(db);
      const written = Array.from({ length: count }, (_, index) => randomEvent(next, index + 1, count));
      store.write({ events: written.map((event) => ({ event, seenMs: event.startMs })), wireHours: [], runs: [] });
      const gone = new Set(written.filter(() => next() < 0.1).map(({ id }) => id));
      const going = JSON.stringify([...gone]);
      db.prepare('DELETE FROM detection_event_zones WHERE event_id IN (SELECT value FROM json_each(?))').run(going);
      db.prepare('DELETE FROM detection_events WHERE id IN (SELECT value FROM json_each(?))').run(going);
      const events = written.filter(({ id }) => !gone.has(id));
      for (let asked = 0; asked < 300; asked += 1) {
        const filter = randomFilter(next, count);
        const found = store.list(filter).map(({ id }) => id);
        expect({ filter, found }).toEqual({ filter, found: naive(events, filter) });
      }
    },
  );
});
