import { videoCodecs, type VideoFacts } from '../../shared/camera.ts';
import type { SegmentStore, StoredSegment } from '../recording/index.ts';
import type { GarbageFile, PlaceNum } from '../storage/index.ts';
import type { Db } from './database.ts';
import type { FootageNumbers } from './footage-numbers.ts';
import { createGapStore } from './gap-store.ts';
import { createRecoveryRows } from './recovery-rows.ts';
import { transactions, type Transact } from './transactions.ts';
import { joinSpans, midnightOf, midnightsOf, nextMidnight } from './spans.ts';

const COLUMNS = `key, camera_id AS cameraId, start_ms AS startMs, duration_ms AS durationMs, size_bytes AS sizeBytes,
  video_codec AS videoCodec, audio_codec AS audioCodec, width, height, init_bytes AS initBytes, place_num AS place, path`;

type Row = Omit<StoredSegment, 'videoCodec'> & { readonly videoCodec: string };

function read(row: Row): StoredSegment {
  const videoCodec = videoCodecs.find((codec): codec is VideoFacts['codec'] => codec === row.videoCodec) ?? 'other';
  return { ...row, videoCodec };
}

function readers(db: Db) {
  return {
    find: db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM segments JOIN footage ON num = camera_num WHERE key = ?`),
    parts: db
      .prepare<[string], Uint8Array>('SELECT parts FROM segment_parts JOIN segments ON id = segment_id WHERE key = ?')
      .pluck(),
    inRange: db.prepare<{ num: number; fromMs: number; startMs: number; endMs: number; limit: number }, Row>(
      `SELECT ${COLUMNS} FROM segments JOIN footage ON num = camera_num
       WHERE camera_num = @num AND start_ms >= @fromMs AND start_ms < @endMs AND start_ms + duration_ms > @startMs
         AND lost_ms IS NULL
       ORDER BY start_ms LIMIT @limit`,
    ),
    /** Answered by the index segments_by_time alone. */
    spans: db
      .prepare<[number, number, number], [number, number]>(
        `SELECT start_ms, duration_ms FROM segments
         WHERE camera_num = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms`,
      )
      .raw(),
    /** Answered by the index segments_active alone. */
    active: db
      .prepare<[number, number, number], [number, number, string]>(
        `SELECT start_ms, duration_ms, kind FROM segments INDEXED BY segments_active
         WHERE camera_num = ? AND start_ms >= ? AND start_ms < ? AND kind <> 'continuous' ORDER BY start_ms`,
      )
      .raw(),
    next: db
      .prepare<[number, number], [number, number]>(
        `SELECT start_ms, duration_ms FROM segments WHERE camera_num = ? AND start_ms >= ? ORDER BY start_ms LIMIT 1`,
      )
      .raw(),
    previous: db
      .prepare<[number, number], [number, number]>(
        `SELECT start_ms, duration_ms FROM segments
         WHERE camera_num = ? AND start_ms < ? ORDER BY start_ms DESC LIMIT 1`,
      )
      .raw(),
    lastEnd: db
      .prepare<{ num: number; longestMs: number }, number | null>(
        `SELECT max(start_ms + duration_ms) FROM segments WHERE camera_num = @num AND start_ms >=
         (SELECT max(start_ms) FROM segments WHERE camera_num = @num) - @longestMs`,
      )
      .pluck(),
    lastGapEnd: db
      .prepare<[number], number | null>('SELECT end_ms FROM gaps WHERE camera_num = ? ORDER BY start_ms DESC LIMIT 1')
      .pluck(),
    archiveOf: db.prepare<[string], PlaceNum | null>('SELECT archive_num FROM segments WHERE key = ?').pluck(),
    garbage: db.prepare<[PlaceNum, number], GarbageFile>(
      'SELECT key, place_num AS place, path FROM garbage WHERE place_num = ? LIMIT ?',
    ),
  };
}

/** The file, and the copy in the archive if there is one. */
function discardWhere(condition: string): string {
  return `INSERT OR IGNORE INTO garbage SELECT key, place_num, path FROM segments WHERE ${condition}
    UNION SELECT key, archive_num, path FROM segments WHERE ${condition} AND archive_num IS NOT NULL`;
}

function writers(db: Db) {
  return {
    insert: db.prepare(
      `INSERT INTO segments (key, camera_num, start_ms, duration_ms, size_bytes, video_codec, audio_codec,
         width, height, init_bytes, place_num, path)
       VALUES (@key, @num, @startMs, @durationMs, @sizeBytes, @videoCodec, @audioCodec,
         @width, @height, @initBytes, @place, @path) ON CONFLICT (key) DO NOTHING`,
    ),
    relocate: db.prepare('UPDATE segments SET path = @to WHERE key = @key AND path = @from'),
    insertParts: db.prepare('INSERT INTO segment_parts (segment_id, parts) VALUES (?, ?)'),
    discard: db.prepare(discardWhere('key = @of')),
    discardAll: db.prepare(discardWhere('camera_num = @of AND locked <= @locked')),
    remove: db.prepare('DELETE FROM segments WHERE key = ?'),
    removeAll: db.prepare<[number, number]>('DELETE FROM segments WHERE camera_num = ? AND locked <= ?'),
    removeGaps: db.prepare('DELETE FROM gaps WHERE camera_num = ?'),
    removeLocks: db.prepare('DELETE FROM locks WHERE camera_id = ?'),
    hasSegments: db.prepare('SELECT 1 FROM segments WHERE camera_num = ? LIMIT 1'),
    forget: db.prepare('DELETE FROM garbage WHERE key = @key AND place_num = @place'),
  };
}

/** Recording files, gaps, and files that are to be deleted. */
export function createSegmentStore(db: Db, numbers: FootageNumbers): SegmentStore {
  const transact = transactions(db, numbers);
  return {
    ...queries(db, numbers),
    ...createGapStore(db, numbers, transact),
    ...createRecoveryRows(db, numbers, transact),
    ...changes(db, numbers, transact),
  };
}

type Queries =
  | 'findSegment'
  | 'archiveOf'
  | 'partsOf'
  | 'segmentsInRange'
  | 'recordedSpans'
  | 'activeSpans'
  | 'daysWithFootage'
  | 'lastFootageEndMs'
  | 'garbage';

function queries(db: Db, numbers: FootageNumbers): Pick<SegmentStore, Queries> {
  const sql = readers(db);
  return {
    findSegment(key) {
      const row = sql.find.get(key);
      return row === undefined ? null : read(row);
    },
    archiveOf: (key) => sql.archiveOf.get(key) ?? null,
    partsOf: (key) => sql.parts.get(key) ?? null,
    segmentsInRange(cameraId, startMs, endMs, limit) {
      const footage = numbers.find(cameraId);
      if (footage === null) return [];
      const fromMs = startMs - footage.longestSegmentMs;
      return sql.inRange.all({ num: footage.num, fromMs, startMs, endMs, limit }).map(read);
    },
    recordedSpans(cameraId, startMs, endMs, joinMs) {
      const footage = numbers.find(cameraId);
      if (footage === null) return [];
      const rows = sql.spans.all(footage.num, startMs - footage.longestSegmentMs, endMs);
      return joinSpans(rows, startMs, endMs, joinMs);
    },
    activeSpans(cameraId, startMs, endMs, joinMs) {
      const footage = numbers.find(cameraId);
      if (footage === null) return [];
      const rows = sql.active.all(footage.num, startMs - footage.longestSegmentMs, endMs);
      return (['motion', 'event'] as const)
        .flatMap((kind) => {
          const own = rows.filter((row) => row[2] === kind).map(([start, duration]) => [start, duration] as const);
          return joinSpans(own, startMs, endMs, joinMs).map((span) => ({ ...span, kind }));
        })
        .sort((a, b) => a.startMs - b.startMs);
    },
    daysWithFootage(cameraId, utcOffsetMinutes) {
      const num = numbers.find(cameraId)?.num;
      if (num === undefined) return [];
      const days = new Set<number>();
      // From day to day by the index: a look per day, however many segments a day has.
      for (let row = sql.next.get(num, 0); row !== undefined;) {
        const midnight = nextMidnight(midnightOf(row[0], utcOffsetMinutes));
        const last = sql.previous.get(num, midnight) ?? row;
        for (const [start, duration] of [row, last]) {
          for (const day of midnightsOf(start, start + duration, utcOffsetMinutes)) days.add(day);
        }
        row = sql.next.get(num, midnight);
      }
      return [...days].sort((a, b) => a - b);
    },
    lastFootageEndMs(cameraId) {
      const footage = numbers.find(cameraId);
      if (footage === null) return null;
      const recordedMs = sql.lastEnd.get({ num: footage.num, longestMs: footage.longestSegmentMs }) ?? null;
      const gapMs = sql.lastGapEnd.get(footage.num) ?? null;
      return recordedMs === null || gapMs === null ? (recordedMs ?? gapMs) : Math.max(recordedMs, gapMs);
    },
    garbage: (place, limit) => sql.garbage.all(place, limit),
  };
}

type Changes = 'insertSegment' | 'relocate' | 'condemnCamera' | 'condemnSegments' | 'forgetGarbage';

function changes(db: Db, numbers: FootageNumbers, transact: Transact): Pick<SegmentStore, Changes> {
  const sql = writers(db);
  return {
    insertSegment: transact((segment) => {
      const { parts, cameraId, ...columns } = segment;
      const { num } = numbers.ensure(cameraId);
      const { changes: inserted, lastInsertRowid } = sql.insert.run({ ...columns, num });
      if (inserted === 0) return false;
      sql.insertParts.run(lastInsertRowid, parts);
      numbers.widen(cameraId, { segmentMs: segment.durationMs });
      return true;
    }),
    relocate: transact((key, from, to) => void sql.relocate.run({ key, from, to })),
    condemnCamera: transact((cameraId, withLocked) => {
      if (withLocked) sql.removeLocks.run(cameraId);
      const footage = numbers.find(cameraId);
      if (footage === null) return;
      const locked = withLocked ? 1 : 0;
      sql.discardAll.run({ of: footage.num, locked });
      sql.removeAll.run(footage.num, locked);
      sql.removeGaps.run(footage.num);
      if (sql.hasSegments.get(footage.num) === undefined) numbers.remove(cameraId);
    }),
    condemnSegments: transact((keys) => {
      for (const key of keys) {
        sql.discard.run({ of: key });
        sql.remove.run(key);
      }
    }),
    forgetGarbage: transact((files) => {
      for (const { key, place } of files) sql.forget.run({ key, place });
    }),
  };
}
