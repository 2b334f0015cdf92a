import type { Db } from './database.ts';

/** Where an event stands in the list: by the moment at which it began, then by its number, the newest first. */
export interface Place {
  readonly startMs: number;
  readonly id: number;
}

/** The part of the list that is asked for. */
export interface Range {
  readonly fromMs: number;
  /** Places before this one in the order of the list. */
  readonly before: Place;
}

/** What a list is narrowed to: these streams, or these zones, which are of one name and one stream each. */
export type Narrowed =
  | { readonly by: 'stream'; readonly streams: readonly number[] }
  | { readonly by: 'zone'; readonly zones: readonly number[] };

type PlaceAndStream = readonly [startMs: number, id: number, streamNum: number];
/** Null: it has nothing in the range. */
type Head = readonly [num: number, startMs: number | null];

/**
 * So many events for each stream are looked at in the order of time before the streams are asked. They lie together in the file, while each
 * stream has its newest in a page of its own: where the file is not in memory, asking all streams costs a read for each.
 */
const LOOKS_PER_STREAM = 2;
const FIRST_LOOKS = 128;

const inRange = (id: string) => `start_ms >= @fromMs AND start_ms <= @startMs AND (start_ms < @startMs OR ${id} < @id)`;
const newestOf = (id: string) => `ORDER BY start_ms DESC, ${id} DESC LIMIT`;
const headOf = (table: string, num: string, id: string) =>
  `SELECT value, (SELECT start_ms FROM ${table} WHERE ${num} = value AND ${inRange(id)} ${newestOf(id)} 1) FROM json_each(@nums)`;

/** What follows WHERE for the newest events of a range. */
export const WITHIN = `${inRange('id')} ${newestOf('id')} @limit`;

/** The statements that find places, by name; the test looks at their plans. */
export const placesSql = {
  byTime: `SELECT start_ms, id, stream_num FROM detection_events WHERE ${WITHIN}`,
  zonesOf: 'SELECT event_id, zone_num FROM detection_event_zones WHERE event_id IN (SELECT value FROM json_each(?))',
  streamHeads: headOf('detection_events', 'stream_num', 'id'),
  zoneHeads: headOf('detection_event_zones', 'zone_num', 'event_id'),
  ofStream: `SELECT start_ms AS startMs, id FROM detection_events WHERE stream_num = @num AND ${WITHIN}`,
  ofZone: `SELECT start_ms AS startMs, event_id AS id FROM detection_event_zones
    WHERE zone_num = @num AND ${inRange('event_id')} ${newestOf('event_id')} @limit`,
} as const;

const numsOf = (narrowed: Narrowed) => (narrowed.by === 'stream' ? narrowed.streams : narrowed.zones);
const newestFirst = (a: Place, b: Place) => b.startMs - a.startMs || b.id - a.id;

/** Whether a place comes before another in the list. */
export const isNewer = (a: Place, b: Place): boolean => newestFirst(a, b) < 0;

/** Finds the newest places of a range, at most `limit`, newest first, among whatever events a list is narrowed to. */
export function createPlaceFinder(db: Db): (narrowed: Narrowed, range: Range, limit: number) => Place[] {
  const look = createLook(db);
  const ask = createAsk(db);
  return (narrowed, range, limit) => {
    const count = numsOf(narrowed).length;
    if (count < limit) return ask(narrowed, range, limit);
    const { found, rest } = look(narrowed, range, limit, count * LOOKS_PER_STREAM);
    return rest === null ? found : [...found, ...ask(narrowed, rest, limit - found.length)];
  };
}

/**
 * Looks at events in the order of time, at most `most`, and no longer than it promises to fill the page. `rest` is where to go on: null when
 * the page is full or the range at its end.
 */
function createLook(db: Db) {
  const byTime = db.prepare<object, PlaceAndStream>(placesSql.byTime).raw();
  const zonesOf = db.prepare<[string], [eventId: number, zoneNum: number]>(placesSql.zonesOf).raw();

  const fitting = ({ by }: Narrowed, nums: ReadonlySet<number>, rows: readonly PlaceAndStream[]) => {
    if (by === 'stream') return rows.filter(([, , stream]) => nums.has(stream));
    const zones = zonesOf.all(JSON.stringify(rows.map(([, id]) => id)));
    const within = new Set(zones.flatMap(([id, zone]) => (nums.has(zone) ? id : [])));
    return rows.filter(([, id]) => within.has(id));
  };

  return (narrowed: Narrowed, { fromMs, before }: Range, limit: number, most: number) => {
    const nums = new Set(numsOf(narrowed));
    const found: Place[] = [];
    let last = before;
    let looked = 0;
    // As long as, at the rate so far, the page would be full by then.
    while (looked < most && found.length * most >= limit * looked) {
      const step = Math.min(most - looked, Math.max(FIRST_LOOKS, looked));
      const rows = byTime.all({ fromMs, ...last, limit: step });
      found.push(...fitting(narrowed, nums, rows).map(([startMs, id]) => ({ startMs, id })));
      const end = rows.at(-1);
      if (end === undefined || found.length >= limit || rows.length < step) {
        return { found: found.slice(0, limit), rest: null };
      }
      last = { startMs: end[0], id: end[1] };
      looked += step;
    }
    return { found, rest: { fromMs, before: last } satisfies Range };
  };
}

/**
 * Asks each stream (or zone) for its newest moment, and then those that can be on the page for their events, newest first: what they have
 * brought narrows the next.
 */
function createAsk(db: Db) {
  const sql = {
    stream: {
      heads: db.prepare<object, Head>(placesSql.streamHeads).raw(),
      newest: db.prepare<object, Place>(placesSql.ofStream),
    },
    zone: {
      heads: db.prepare<object, Head>(placesSql.zoneHeads).raw(),
      newest: db.prepare<object, Place>(placesSql.ofZone),
    },
  };
  return (narrowed: Narrowed, range: Range, limit: number): Place[] => {
    const { heads, newest } = sql[narrowed.by];
    const nums = numsOf(narrowed);
    const order = heads
      .all({ nums: JSON.stringify(nums), fromMs: range.fromMs, ...range.before })
      .flatMap(([num, headMs]) => (headMs === null ? [] : [[num, headMs] as const]))
      .sort((a, b) => b[1] - a[1]);
    let found: Place[] = [];
    // Each head is an event, so nothing older than the head of as many streams as the page has places is on the page.
    let fromMs = order[limit - 1]?.[1] ?? range.fromMs;
    for (const [num, headMs] of order) {
      if (headMs < fromMs) break;
      found.push(...newest.all({ num, ...range.before, fromMs, limit }));
      if (found.length < limit) continue;
      found = found.sort(newestFirst).slice(0, limit);
      fromMs = Math.max(fromMs, found.at(-1)?.startMs ?? fromMs);
    }
    return found.sort(newestFirst);
  };
}
