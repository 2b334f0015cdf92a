import { statSync } from 'node:fs';
import type { CheckedRow, CheckStore, Overlap } from '../check/index.ts';
import type { SegmentStore } from '../recording/index.ts';
import type { GarbageFile, StoredPlace } from '../storage/index.ts';
import { openUnchanged, type Db } from './database.ts';
import { CatalogError } from './errors.ts';
import { FootageNumbers } from './footage-numbers.ts';
import { createPlaceStore } from './place-store.ts';
import { createSegmentStore } from './segment-store.ts';
import { transactions } from './transactions.ts';

/** A catalog that is opened to be compared with the files, not to be recorded into. */
export interface CheckCatalog {
  readonly store: CheckStore & SegmentStore;
  close(): void;
}

/**
 * Opens the catalog of a stopped recorder. Unlike `openCatalog` it makes none, replaces none and changes no schema. While it is open, no
 * recorder can start on it. @throws CatalogError
 */
export function openForCheck(path: string): CheckCatalog {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    throw new CatalogError('unavailable', 'there is no catalog');
  }
  const db = openUnchanged(path);
  const numbers = new FootageNumbers(db);
  const segments = createSegmentStore(db, numbers);
  return { store: { ...segments, ...createCheckRows(db, numbers) }, close: () => db.close() };
}

type Row = Omit<CheckedRow, 'lost'> & { readonly lost: number };
interface OverlapRow {
  readonly cameraId: string;
  readonly gapStartMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

// Each compares what is kept beside the rows with the rows themselves.
const USAGE =
  'SELECT camera_num, kind, locked, count(*), sum(size_bytes) FROM segments GROUP BY camera_num, kind, locked';
const PLACE_USAGE = 'SELECT place_num, sum(size_bytes), count(*) FROM segments GROUP BY place_num';
const LONGEST = `longest_segment_ms < coalesce((SELECT max(duration_ms) FROM segments WHERE camera_num = num), 0)
  OR longest_gap_ms < coalesce((SELECT max(end_ms - start_ms) FROM gaps WHERE camera_num = num), 0)`;
const differ = (kept: string, counted: string): string =>
  `SELECT (SELECT count(*) FROM (SELECT * FROM (${kept}) EXCEPT SELECT * FROM (${counted})))
        + (SELECT count(*) FROM (SELECT * FROM (${counted}) EXCEPT SELECT * FROM (${kept})))`;

const totals = {
  'bytes and segments by camera and kind': differ('SELECT * FROM usage', USAGE),
  'bytes and segments by storage folder': differ('SELECT * FROM place_usage WHERE segments <> 0', PLACE_USAGE),
  'longest segment and gap by camera': `SELECT count(*) FROM footage WHERE ${LONGEST}`,
};

const RECOUNT = `
  DELETE FROM usage;
  INSERT INTO usage ${USAGE};
  DELETE FROM place_usage;
  INSERT INTO place_usage ${PLACE_USAGE};
  UPDATE footage SET
    longest_segment_ms = max(longest_segment_ms, coalesce((SELECT max(duration_ms) FROM segments WHERE camera_num = num), 0)),
    longest_gap_ms = max(longest_gap_ms, coalesce((SELECT max(end_ms - start_ms) FROM gaps WHERE camera_num = num), 0));`;

function statements(db: Db) {
  return {
    rows: db.prepare<[number, number], Row>(
      `SELECT s.id, s.key, f.camera_id AS cameraId, s.place_num AS place, s.archive_num AS archive, s.path, s.start_ms AS startMs,
         s.duration_ms AS durationMs, s.size_bytes AS sizeBytes, s.init_bytes AS initBytes, s.lost_ms IS NOT NULL AS lost, p.parts
       FROM segments s JOIN footage f ON f.num = s.camera_num LEFT JOIN segment_parts p ON p.segment_id = s.id
       WHERE s.id > ? ORDER BY s.id LIMIT ?`,
    ),
    before: db.prepare<[number], number>('SELECT id FROM segments ORDER BY id DESC LIMIT 1 OFFSET ?').pluck(),
    // Bounded by the longest that there is, not by the one that is noted: that may be what is wrong. CROSS: in this order, from
    // each gap to its few segments by the index.
    overlaps: db.prepare<[number], OverlapRow>(
      `WITH longest AS (SELECT camera_num, max(duration_ms) AS ms FROM segments GROUP BY camera_num)
       SELECT f.camera_id AS cameraId, g.start_ms AS gapStartMs, s.start_ms AS startMs, s.start_ms + s.duration_ms AS endMs
       FROM longest l CROSS JOIN gaps g ON g.camera_num = l.camera_num JOIN footage f ON f.num = g.camera_num
         CROSS JOIN segments s ON s.camera_num = g.camera_num AND s.start_ms > g.start_ms - l.ms
           AND s.start_ms < coalesce(g.end_ms, 9e15) AND s.start_ms + s.duration_ms > g.start_ms
       WHERE g.reason <> 'lost' AND s.lost_ms IS NULL LIMIT ?`,
    ),
    garbage: db.prepare<[], GarbageFile>(
      'SELECT key, place_num AS place, path FROM garbage WHERE place_num NOT IN (SELECT num FROM places)',
    ),
    file: db.prepare<[string], Pick<CheckedRow, 'place' | 'path'>>(
      'SELECT place_num AS place, path FROM segments WHERE key = ?',
    ),
    moving: db.prepare<[string, number], number>('SELECT 1 FROM moves WHERE key = ? AND to_num = ?').pluck(),
    setPlace: db.prepare('UPDATE segments SET place_num = ? WHERE key = ?'),
    setFacts: db.prepare(
      'UPDATE segments SET duration_ms = @durationMs, size_bytes = @sizeBytes, init_bytes = @initBytes WHERE id = @id',
    ),
    setParts: db.prepare('INSERT OR REPLACE INTO segment_parts (segment_id, parts) VALUES (?, ?)'),
    addGap: db.prepare(
      `INSERT INTO gaps (camera_num, start_ms, end_ms, reason)
       SELECT num, ?, ?, 'unknown' FROM footage WHERE camera_id = ?`,
    ),
  };
}

function createCheckRows(db: Db, numbers: FootageNumbers): CheckStore {
  const sql = statements(db);
  const transact = transactions(db, numbers);
  const counts = Object.entries(totals).map(([name, query]) => ({
    name,
    query: db.prepare<[], number>(query).pluck(),
  }));
  return {
    places: (): StoredPlace[] => createPlaceStore(db).places(),
    rowsAfter: (id, limit) => sql.rows.all(id, limit).map((row) => ({ ...row, lost: row.lost === 1 })),
    idBeforeNewest: (count) => sql.before.get(count) ?? 0,
    danglingRows: () => (db.pragma('foreign_key_check') as unknown[]).length,
    overlaps: (limit): Overlap[] =>
      sql.overlaps
        .all(limit)
        .map(({ cameraId, gapStartMs, startMs, endMs }) => ({ cameraId, gapStartMs, footage: { startMs, endMs } })),
    strayGarbage: () => sql.garbage.all(),
    wrongTotals: () =>
      counts.flatMap(({ name, query }) => {
        const wrong = query.get() ?? 0;
        return wrong === 0 ? [] : [`${name} (${wrong})`];
      }),
    findFile: (key) => sql.file.get(key) ?? null,
    isMoving: (key, place) => sql.moving.get(key, place) === 1,
    setPlace: transact((key, place) => void sql.setPlace.run(place, key)),
    reindex: transact((row, { parts, ...facts }) => {
      sql.setFacts.run({ ...facts, id: row.id });
      sql.setParts.run(row.id, parts);
      numbers.widen(row.cameraId, { segmentMs: facts.durationMs });
      const [endMs, oldEndMs] = [row.startMs + facts.durationMs, row.startMs + row.durationMs];
      if (oldEndMs <= endMs) return;
      sql.addGap.run(endMs, oldEndMs, row.cameraId);
      numbers.widen(row.cameraId, { gapMs: oldEndMs - endMs });
    }),
    recount: transact(() => {
      db.exec(RECOUNT);
      numbers.forget();
    }),
  };
}
