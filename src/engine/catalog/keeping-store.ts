import type { KeepingStore } from '../modes/index.ts';
import type { Db } from './database.ts';
import type { FootageNumbers } from './footage-numbers.ts';
import { transactions } from './transactions.ts';

/** Gaps of the same reason that are less apart are one. */
const JOIN_MS = 1000;

function statements(db: Db) {
  return {
    find: db.prepare<[string], { id: number; locked: number }>('SELECT id, locked FROM segments WHERE key = ?'),
    kind: db.prepare('UPDATE segments SET kind = ? WHERE id = ?'),
    motion: db.prepare('INSERT OR REPLACE INTO segment_motion (segment_id, moving_ms, map) VALUES (?, ?, ?)'),
    discard: db.prepare('INSERT OR IGNORE INTO garbage SELECT key, place_num, path FROM segments WHERE id = ?'),
    remove: db.prepare('DELETE FROM segments WHERE id = ?'),
    neighbour: db.prepare<[number, number, string], { id: number; startMs: number; endMs: number | null }>(
      `SELECT id, start_ms AS startMs, end_ms AS endMs FROM gaps
       WHERE camera_num = ? AND start_ms <= ? AND reason = ? ORDER BY start_ms DESC LIMIT 1`,
    ),
    lengthen: db.prepare('UPDATE gaps SET end_ms = ? WHERE id = ?'),
    addGap: db.prepare('INSERT INTO gaps (camera_num, start_ms, end_ms, reason) VALUES (?, ?, ?, ?)'),
  };
}

/** What was decided about segments. @param numbers the one that the segment store has: it remembers what it has stored */
export function createKeepingStore(db: Db, numbers: FootageNumbers): KeepingStore {
  const sql = statements(db);
  const transact = transactions(db, numbers);
  return {
    noteSegment: transact((key, kind, motion) => {
      const row = sql.find.get(key);
      if (row === undefined) return;
      if (kind !== 'continuous') sql.kind.run(kind, row.id);
      if (motion !== null) sql.motion.run(row.id, Math.round(motion.movingMs), motion.map);
    }),
    dropSegment: transact((key, { cameraId, startMs, endMs, reason }) => {
      const row = sql.find.get(key);
      if (row === undefined || row.locked === 1) return false;
      sql.discard.run(row.id);
      sql.remove.run(row.id);
      if (endMs <= startMs) return true;
      const { num } = numbers.ensure(cameraId);
      const before = sql.neighbour.get(num, startMs, reason);
      const joins = before !== undefined && before.endMs !== null && startMs - before.endMs < JOIN_MS;
      const gapStartMs = joins ? before.startMs : startMs;
      if (joins) sql.lengthen.run(Math.max(before.endMs ?? 0, endMs), before.id);
      else sql.addGap.run(num, startMs, endMs, reason);
      numbers.widen(cameraId, { gapMs: endMs - gapStartMs });
      return true;
    }),
  };
}
