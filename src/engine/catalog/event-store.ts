import type { CameraId } from '../../shared/camera.ts';
import type { DetectionEvent, DetectionRun } from '../../shared/detection.ts';
import { ruleKinds } from '../../shared/detection-plan.ts';
import type { EventStore, EventToStore, PictureKey } from '../events/index.ts';
import type { Db } from './database.ts';
import { createEventList } from './event-list.ts';
import { createPictureRows } from './event-pictures.ts';
import { EVENT_COLUMNS, eventValues, readEventRow, type EventRow } from './event-rows.ts';
import { createWireHours } from './wire-hours.ts';

const RUN_COLUMNS = `camera_id AS cameraId, start_ms AS startMs, end_ms AS endMs, model, provider, frames, failed_frames AS failedFrames,
  tracks, events, mean_fps AS meanFps, mean_inference_ms AS meanInferenceMs`;
const OF_CAMERAS = '(@cameraIds IS NULL OR camera_id IN (SELECT value FROM json_each(@cameraIds)))';
const THESE = '(SELECT value FROM json_each(?))';

/** The cameras of a table whose key begins with them, from one to the next: a look per camera, however many rows each has. */
const camerasOf = (table: string) =>
  `SELECT found FROM (WITH RECURSIVE one (found) AS (SELECT min(camera_id) FROM ${table}
     UNION ALL SELECT (SELECT min(camera_id) FROM ${table} WHERE camera_id > found) FROM one WHERE found IS NOT NULL)
   SELECT found FROM one WHERE found IS NOT NULL)`;

function writing(db: Db) {
  return {
    number: db
      .prepare<object, number>(
        'UPDATE detection_numbers SET next_id = max(next_id, @atLeast) + @count RETURNING next_id - @count',
      )
      .pluck(),
    stream: db.prepare<[string, string, string], { num: number }>(
      `INSERT INTO detection_streams (camera_id, label, kind) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET kind = kind RETURNING num`,
    ),
    zone: db.prepare<[number, string], { num: number }>(
      `INSERT INTO detection_zones (stream_num, name) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = name RETURNING num`,
    ),
    event: db.prepare(
      `INSERT INTO detection_events (id, stream_num, start_ms, end_ms, seen_ms, best_ms, has_picture, score, track_id, rule_id,
         direction, camera_name, rule_name, best_box, zones, attributes, path)
       VALUES (@id, @streamNum, @startMs, @endMs, @seenMs, @bestMs, @hasPicture, @score, @trackId, @ruleId,
         @direction, @cameraName, @ruleName, @bestBox, @zones, @attributes, @path)
       ON CONFLICT (id) DO UPDATE SET end_ms = excluded.end_ms, seen_ms = excluded.seen_ms, best_ms = excluded.best_ms,
         has_picture = excluded.has_picture, score = excluded.score, best_box = excluded.best_box, zones = excluded.zones,
         attributes = excluded.attributes, path = excluded.path`,
    ),
    inZone: db.prepare('INSERT OR IGNORE INTO detection_event_zones VALUES (?, ?, ?)'),
    wireHour: db.prepare(
      `INSERT INTO wire_counts VALUES (@cameraId, @wireId, @hourMs, @label, @name, @in, @out)
       ON CONFLICT DO UPDATE SET name = excluded.name, in_count = in_count + excluded.in_count,
         out_count = out_count + excluded.out_count`,
    ),
    run: db.prepare(
      `INSERT OR REPLACE INTO detection_runs (camera_id, start_ms, end_ms, model, provider, frames, failed_frames, tracks, events,
         mean_fps, mean_inference_ms)
       VALUES (@cameraId, @startMs, @endMs, @model, @provider, @frames, @failedFrames, @tracks, @events, @meanFps, @meanInferenceMs)`,
    ),
    closeOpen: db.prepare<[string]>(
      `UPDATE detection_events SET end_ms = max(start_ms, seen_ms) WHERE end_ms IS NULL AND id NOT IN ${THESE}`,
    ),
  };
}

function reading(db: Db) {
  return {
    find: db.prepare<[number], EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM detection_events JOIN detection_streams ON num = stream_num WHERE id = ?`,
    ),
    labels: db
      .prepare<object, string>(`SELECT DISTINCT label FROM detection_streams WHERE ${OF_CAMERAS} ORDER BY label`)
      .pluck(),
    kinds: db.prepare<object, string>(`SELECT DISTINCT kind FROM detection_streams WHERE ${OF_CAMERAS}`).pluck(),
    zones: db
      .prepare<object, string>(
        `SELECT DISTINCT name FROM detection_zones JOIN detection_streams ON detection_streams.num = stream_num
         WHERE ${OF_CAMERAS} ORDER BY name`,
      )
      .pluck(),
    runs: db.prepare<object, DetectionRun>(
      `SELECT ${RUN_COLUMNS} FROM detection_runs WHERE ${OF_CAMERAS}
         AND (@fromMs IS NULL OR start_ms >= @fromMs) AND (@toMs IS NULL OR start_ms < @toMs)
       ORDER BY start_ms DESC, id DESC LIMIT @limit`,
    ),
    cameras: db
      .prepare<[], string>(
        `SELECT camera_id FROM detection_streams UNION ${camerasOf('detection_runs')} UNION ${camerasOf('wire_counts')}`,
      )
      .pluck(),
    pictured: db
      .prepare<[string], number>(`SELECT id FROM detection_events WHERE has_picture = 1 AND id IN ${THESE}`)
      .pluck(),
  };
}

function clearing(db: Db) {
  return {
    expired: db
      .prepare<object, number>(
        `SELECT id FROM detection_events WHERE start_ms < @beforeMs
           AND stream_num IN (SELECT num FROM detection_streams WHERE camera_id = @cameraId)
           AND NOT EXISTS (SELECT 1 FROM locks WHERE locks.camera_id = @cameraId
             AND locks.start_ms <= coalesce(detection_events.end_ms, seen_ms) AND locks.end_ms > detection_events.start_ms)
         LIMIT @limit`,
      )
      .pluck(),
    discard: db.prepare<[string]>(
      `INSERT OR IGNORE INTO detection_garbage SELECT id, camera_id, start_ms
       FROM detection_events JOIN detection_streams ON num = stream_num WHERE has_picture = 1 AND id IN ${THESE}`,
    ),
    leaveZones: db.prepare<[string]>(`DELETE FROM detection_event_zones WHERE event_id IN ${THESE}`),
    remove: db.prepare<[string]>(`DELETE FROM detection_events WHERE id IN ${THESE}`),
    emptyZones: db.prepare<[string]>(
      `DELETE FROM detection_zones WHERE stream_num IN (SELECT num FROM detection_streams WHERE camera_id = ?)
         AND NOT EXISTS (SELECT 1 FROM detection_event_zones WHERE zone_num = detection_zones.num)`,
    ),
    emptyStreams: db.prepare<[string]>(
      `DELETE FROM detection_streams WHERE camera_id = ?
         AND NOT EXISTS (SELECT 1 FROM detection_events WHERE stream_num = detection_streams.num)
         AND NOT EXISTS (SELECT 1 FROM detection_zones WHERE stream_num = detection_streams.num)`,
    ),
    dropRuns: db.prepare('DELETE FROM detection_runs WHERE camera_id = ? AND start_ms < ?'),
    dropWireHours: db.prepare('DELETE FROM wire_counts WHERE camera_id = ?'),
    garbage: db.prepare<[number], PictureKey>(
      'SELECT event_id AS eventId, camera_id AS cameraId, start_ms AS startMs FROM detection_garbage LIMIT ?',
    ),
    forgetGarbage: db.prepare<[string]>(`DELETE FROM detection_garbage WHERE event_id IN ${THESE}`),
  };
}

const json = (values: readonly (string | number)[] | null) => (values === null ? null : JSON.stringify(values));

/** Events, runs and crossings of trip-wires. */
export function createEventStore(db: Db): EventStore {
  const write = writing(db);
  const read = reading(db);
  const clear = clearing(db);
  const writeEvent = (stored: EventToStore): void => {
    const { event } = stored;
    const stream = write.stream.get(event.cameraId, event.label, event.kind);
    if (stream === undefined) throw new Error('a stream of events was not stored');
    write.event.run(eventValues(stored, stream.num));
    for (const name of new Set(event.zones)) {
      const zone = write.zone.get(stream.num, name);
      if (zone !== undefined) write.inZone.run(zone.num, event.startMs, event.id);
    }
  };
  const kindsOf = (cameraIds: string | null): DetectionEvent['kind'][] => {
    const known = new Set(read.kinds.all({ cameraIds }));
    return ruleKinds.filter((kind) => known.has(kind));
  };
  return {
    reserve: (count, atLeast) => write.number.get({ count, atLeast }) ?? atLeast,
    write: db.transaction(({ events, wireHours, runs }: Parameters<EventStore['write']>[0]) => {
      events.forEach(writeEvent);
      for (const hour of wireHours) write.wireHour.run(hour);
      for (const run of runs) write.run.run(run);
    }),
    list: createEventList(db),
    ...createPictureRows(db),
    find(id) {
      const row = read.find.get(id);
      return row === undefined ? null : readEventRow(row);
    },
    facets(cameraIds) {
      const of = { cameraIds: json(cameraIds) };
      return { labels: read.labels.all(of), kinds: kindsOf(of.cameraIds), zones: read.zones.all(of) };
    },
    wireHours: createWireHours(db),
    runs: (filter) => read.runs.all({ ...filter, cameraIds: json(filter.cameraIds) }),
    closeOpen: (but) => write.closeOpen.run(JSON.stringify(but)).changes,
    cameras: () => read.cameras.all(),
    expire: db.transaction((cameraId: CameraId, beforeMs: number, limit: number) => {
      const ids = JSON.stringify(clear.expired.all({ cameraId, beforeMs, limit }));
      clear.discard.run(ids);
      clear.leaveZones.run(ids);
      const gone = clear.remove.run(ids).changes;
      if (gone < limit) {
        clear.emptyZones.run(cameraId);
        clear.emptyStreams.run(cameraId);
        clear.dropRuns.run(cameraId, beforeMs);
      }
      return gone;
    }),
    dropWireHours: (cameraId) => void clear.dropWireHours.run(cameraId),
    pictured: (ids) => read.pictured.all(JSON.stringify(ids)),
    garbage: (limit) => clear.garbage.all(limit),
    forgetGarbage: (ids) => void clear.forgetGarbage.run(JSON.stringify(ids)),
  };
}
