import type { DetectionEvent } from '../../shared/detection.ts';
import type { EventFilter } from '../events/index.ts';
import type { Db } from './database.ts';
import { EVENT_COLUMNS, readEventRow, type EventRow } from './event-rows.ts';

interface Place {
  readonly startMs: number;
  readonly id: number;
}

interface Range {
  readonly fromMs: number;
  /** Places before this one in the order of the list. */
  readonly before: Place;
}

const END = { startMs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER } as const;
const EVENTS = `detection_events JOIN detection_streams ON num = stream_num`;
const within = (id: string) => `start_ms >= @fromMs AND start_ms <= @startMs AND (start_ms < @startMs OR ${id} < @id)
  ORDER BY start_ms DESC, ${id} DESC LIMIT @limit`;

/** The statements of lists, by name; the test looks at their plans. */
export const listSql = {
  newest: `SELECT ${EVENT_COLUMNS} FROM ${EVENTS} WHERE ${within('id')}`,
  ofStream: `SELECT start_ms AS startMs, id FROM detection_events WHERE stream_num = @num AND ${within('id')}`,
  ofZone: `SELECT start_ms AS startMs, event_id AS id FROM detection_event_zones WHERE zone_num = @num AND ${within('event_id')}`,
  these: `SELECT ${EVENT_COLUMNS} FROM ${EVENTS} WHERE id IN (SELECT value FROM json_each(?))`,
  streams: `SELECT num FROM detection_streams
    WHERE (@cameraIds IS NULL OR camera_id IN (SELECT value FROM json_each(@cameraIds)))
      AND (@labels IS NULL OR label IN (SELECT value FROM json_each(@labels)))
      AND (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))`,
  zones: `SELECT num FROM detection_zones WHERE name = ? AND stream_num IN (SELECT value FROM json_each(?))`,
  /** The nearest that there is: the one that was asked for may be gone. */
  place: 'SELECT start_ms AS startMs, id FROM detection_events WHERE id <= ? ORDER BY id DESC LIMIT 1',
} as const;

function statements(db: Db) {
  return {
    newest: db.prepare<object, EventRow>(listSql.newest),
    ofStream: db.prepare<object, Place>(listSql.ofStream),
    ofZone: db.prepare<object, Place>(listSql.ofZone),
    these: db.prepare<[string], EventRow>(listSql.these),
    streams: db.prepare<object, number>(listSql.streams).pluck(),
    zones: db.prepare<[string, string], number>(listSql.zones).pluck(),
    place: db.prepare<[number], Place>(listSql.place),
  };
}

const json = (values: readonly string[] | null) => (values === null ? null : JSON.stringify(values));
const newestFirst = (a: Place, b: Place) => b.startMs - a.startMs || b.id - a.id;

/** Lists of events, newest first, narrowed to whatever is asked. */
export function createEventList(db: Db): (filter: EventFilter) => DetectionEvent[] {
  const sql = statements(db);

  const rangeOf = ({ fromMs, toMs, beforeId }: EventFilter): Range | null => {
    let before: Place = toMs === null ? END : { startMs: toMs - 1, id: END.id };
    if (beforeId !== null) {
      const found = sql.place.get(beforeId);
      if (found === undefined) return null;
      const after = found.id === beforeId ? found : { ...found, id: found.id + 1 };
      if (newestFirst(before, after) < 0) before = after;
    }
    return { fromMs: fromMs ?? -END.startMs, before };
  };

  /** Reads the newest of each stream (or zone); what the others have brought narrows the next. */
  const merge = (read: typeof sql.ofStream, nums: readonly number[], range: Range, limit: number): Place[] => {
    let found: Place[] = [];
    let fromMs = range.fromMs;
    for (const num of nums) {
      found.push(...read.all({ num, ...range.before, fromMs, limit }));
      if (found.length < limit) continue;
      found = found.sort(newestFirst).slice(0, limit);
      fromMs = found.at(-1)?.startMs ?? fromMs;
    }
    return found.sort(newestFirst);
  };

  const rows = (filter: EventFilter): EventRow[] => {
    const { cameraIds, labels, kinds, zone, limit } = filter;
    const range = rangeOf(filter);
    if (range === null) return [];
    if (cameraIds === null && labels === null && kinds === null && zone === null) {
      return sql.newest.all({ ...range.before, fromMs: range.fromMs, limit });
    }
    const streams = sql.streams.all({ cameraIds: json(cameraIds), labels: json(labels), kinds: json(kinds) });
    const places =
      zone === null
        ? merge(sql.ofStream, streams, range, limit)
        : merge(sql.ofZone, sql.zones.all(zone, JSON.stringify(streams)), range, limit);
    const byId = new Map(sql.these.all(JSON.stringify(places.map(({ id }) => id))).map((row) => [row.id, row]));
    return places.flatMap(({ id }) => byId.get(id) ?? []);
  };
  return (filter) => rows(filter).map(readEventRow);
}
