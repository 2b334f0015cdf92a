import type { RecoveryStore, RowOfDay } from '../recording/index.ts';
import type { Db } from './database.ts';
import type { FootageNumbers } from './footage-numbers.ts';
import { joinSpans } from './spans.ts';
import type { Transact } from './transactions.ts';

/** Lost files less than this apart are one gap. */
const JOIN_MS = 1000;

interface Gap {
  readonly id: number;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly reason: string;
}

function statements(db: Db) {
  return {
    cameras: db.prepare<[], string>('SELECT camera_id FROM footage ORDER BY num').pluck(),
    rows: db.prepare<[number, number, number], Omit<RowOfDay, 'lost'> & { lost: number }>(
      `SELECT key, place_num AS place, path, lost_ms IS NOT NULL AS lost FROM segments
       WHERE camera_num = ? AND start_ms >= ? AND start_ms < ?`,
    ),
    garbage: db.prepare<[string, number], number>('SELECT 1 FROM garbage WHERE key = ? AND place_num = ?').pluck(),
    toArchive: db.prepare(
      'UPDATE segments SET place_num = archive_num, lost_ms = NULL WHERE key = ? AND archive_num IS NOT NULL',
    ),
    mark: db.prepare('UPDATE segments SET lost_ms = ? WHERE key = ?'),
    lost: db
      .prepare<[number, number, number], [number, number]>(
        `SELECT start_ms, duration_ms FROM segments
         WHERE camera_num = ? AND start_ms >= ? AND start_ms < ? AND lost_ms IS NOT NULL ORDER BY start_ms`,
      )
      .raw(),
    forgetLost: db.prepare(
      `DELETE FROM gaps WHERE camera_num = ? AND reason = 'lost' AND start_ms >= ? AND start_ms < ?`,
    ),
    addGap: db.prepare('INSERT INTO gaps (camera_num, start_ms, end_ms, reason) VALUES (?, ?, ?, ?)'),
    // The open gap has its own index; the others are found by their longest.
    overlapping: db.prepare<[number, number, number, number], Gap>(
      `SELECT id, start_ms AS startMs, end_ms AS endMs, reason FROM gaps
       WHERE camera_num = ? AND start_ms >= ? AND start_ms < ? AND (end_ms IS NULL OR end_ms > ?) AND reason <> 'lost'`,
    ),
    open: db.prepare<[number, number], Gap>(
      `SELECT id, start_ms AS startMs, end_ms AS endMs, reason FROM gaps
       WHERE camera_num = ? AND end_ms IS NULL AND start_ms < ?`,
    ),
    drop: db.prepare('DELETE FROM gaps WHERE id = ?'),
    change: db.prepare('UPDATE gaps SET start_ms = ?, end_ms = ? WHERE id = ?'),
  };
}

/** Rows as recovery compares them with the files. */
export function createRecoveryRows(db: Db, numbers: FootageNumbers, transact: Transact): RecoveryStore {
  const sql = statements(db);
  return {
    camerasWithFootage: () => sql.cameras.all(),
    rowsWithin(cameraId, { startMs, endMs }) {
      const num = numbers.find(cameraId)?.num;
      return num === undefined
        ? []
        : sql.rows.all(num, startMs, endMs).map((row) => ({ ...row, lost: row.lost === 1 }));
    },
    isGarbage: (key, place) => sql.garbage.get(key, place) === 1,
    markLost: transact((cameraId, keys, lostMs, { startMs, endMs }) => {
      const num = numbers.find(cameraId)?.num;
      if (num === undefined) return;
      for (const key of keys) {
        if (lostMs === null || sql.toArchive.run(key).changes === 0) sql.mark.run(lostMs, key);
      }
      sql.forgetLost.run(num, startMs, endMs);
      for (const gap of joinSpans(sql.lost.iterate(num, startMs, endMs), startMs, Infinity, JOIN_MS)) {
        sql.addGap.run(num, gap.startMs, gap.endMs, 'lost');
        numbers.widen(cameraId, { gapMs: gap.endMs - gap.startMs });
      }
    }),
    cutGaps: transact((cameraId, { startMs, endMs }) => {
      const footage = numbers.find(cameraId);
      if (footage === null) return;
      const found = sql.overlapping.all(footage.num, startMs - footage.longestGapMs, endMs, startMs);
      const open = sql.open.get(footage.num, endMs);
      const all = new Map([...found, ...(open === undefined ? [] : [open])].map((gap) => [gap.id, gap]));
      for (const gap of all.values()) {
        const before = gap.startMs < startMs ? { startMs: gap.startMs, endMs: startMs } : null;
        const after = gap.endMs === null || gap.endMs > endMs ? { startMs: endMs, endMs: gap.endMs } : null;
        if (after !== null) sql.change.run(after.startMs, after.endMs, gap.id);
        else sql.drop.run(gap.id);
        if (before !== null) sql.addGap.run(footage.num, before.startMs, before.endMs, gap.reason);
      }
    }),
  };
}
