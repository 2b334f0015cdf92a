import type { DetectionEvent } from '../../shared/detection.ts';
import type { EventFilter } from '../events/index.ts';
import type { Db } from './database.ts';
import { createPlaceFinder, isNewer, WITHIN, type Narrowed, type Place, type Range } from './event-places.ts';
import { EVENT_COLUMNS, readEventRow, type EventRow } from './event-rows.ts';

const END = { startMs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER } as const;
const EVENTS = `detection_events JOIN detection_streams ON num = stream_num`;

const ASKED = `(@cameraIds IS NULL OR camera_id IN (SELECT value FROM json_each(@cameraIds)))
  AND (@labels IS NULL OR label IN (SELECT value FROM json_each(@labels)))
  AND (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))`;

/** The statements of lists, by name; the test looks at their plans. */
export const listSql = {
  newest: `SELECT ${EVENT_COLUMNS} FROM ${EVENTS} WHERE ${WITHIN}`,
  these: `SELECT ${EVENT_COLUMNS} FROM ${EVENTS} WHERE id IN (SELECT value FROM json_each(?))`,
  streams: `SELECT num FROM detection_streams WHERE ${ASKED}`,
  zones: `SELECT zone.num FROM detection_zones AS zone JOIN detection_streams AS stream ON stream.num = stream_num
    WHERE name = @zone AND ${ASKED}`,
  /** The nearest that there is: the one that was asked for may be gone. */
  place: 'SELECT start_ms AS startMs, id FROM detection_events WHERE id <= ? ORDER BY id DESC LIMIT 1',
} as const;

function statements(db: Db) {
  return {
    newest: db.prepare<object, EventRow>(listSql.newest),
    these: db.prepare<[string], EventRow>(listSql.these),
    streams: db.prepare<object, number>(listSql.streams).pluck(),
    zones: db.prepare<object, number>(listSql.zones).pluck(),
    place: db.prepare<[number], Place>(listSql.place),
  };
}

const json = (values: readonly string[] | null) => (values === null ? null : JSON.stringify(values));

/** Lists of events, newest first, narrowed to whatever is asked. */
export function createEventList(db: Db): (filter: EventFilter) => DetectionEvent[] {
  const sql = statements(db);
  const findPlaces = createPlaceFinder(db);

  const rangeOf = ({ fromMs, toMs, beforeId }: EventFilter): Range | null => {
    let before: Place = toMs === null ? END : { startMs: toMs - 1, id: END.id };
    if (beforeId !== null) {
      const found = sql.place.get(beforeId);
      if (found === undefined) return null;
      const after = found.id === beforeId ? found : { ...found, id: found.id + 1 };
      if (isNewer(before, after)) before = after;
    }
    return { fromMs: fromMs ?? -END.startMs, before };
  };

  const narrow = ({ cameraIds, labels, kinds, zone }: EventFilter): Narrowed => {
    const asked = { cameraIds: json(cameraIds), labels: json(labels), kinds: json(kinds) };
    if (zone === null) return { by: 'stream', streams: sql.streams.all(asked) };
    return { by: 'zone', zones: sql.zones.all({ ...asked, zone }) };
  };

  const rows = (filter: EventFilter): EventRow[] => {
    const { cameraIds, labels, kinds, zone, limit } = filter;
    const range = rangeOf(filter);
    if (range === null) return [];
    if (cameraIds === null && labels === null && kinds === null && zone === null) {
      return sql.newest.all({ ...range.before, fromMs: range.fromMs, limit });
    }
    const places = findPlaces(narrow(filter), range, limit);
    const byId = new Map(sql.these.all(JSON.stringify(places.map(({ id }) => id))).map((row) => [row.id, row]));
    return places.flatMap(({ id }) => byId.get(id) ?? []);
  };
  return (filter) => rows(filter).map(readEventRow);
}
