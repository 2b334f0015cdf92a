import { gapReasons, type GapReason } from '../../shared/recording.ts';
import type { SegmentStore, StoredGap } from '../recording/index.ts';
import type { Db } from './database.ts';
import type { FootageNumbers } from './footage-numbers.ts';
import type { Transact } from './transactions.ts';

interface GapRow {
  readonly id: number;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly reason: string;
}

const COLUMNS = 'id, start_ms AS startMs, end_ms AS endMs, reason';

function statements(db: Db) {
  return {
    open: db.prepare<[number], GapRow>(`SELECT ${COLUMNS} FROM gaps WHERE camera_num = ? AND end_ms IS NULL`),
    begin: db.prepare('INSERT INTO gaps (camera_num, start_ms, reason) VALUES (?, ?, ?)'),
    end: db.prepare('UPDATE gaps SET end_ms = ? WHERE id = ?'),
    drop: db.prepare('DELETE FROM gaps WHERE id = ?'),
    inRange: db.prepare<{ num: number; fromMs: number; startMs: number; endMs: number }, GapRow>(
      `SELECT ${COLUMNS} FROM gaps
       WHERE camera_num = @num AND start_ms >= @fromMs AND start_ms < @endMs AND end_ms > @startMs
       ORDER BY start_ms, id`,
    ),
  };
}

function stored(cameraId: string, row: GapRow): StoredGap {
  const reason = gapReasons.find((known): known is GapReason => known === row.reason) ?? 'unknown';
  return { cameraId, startMs: row.startMs, endMs: row.endMs, reason };
}

export type GapStore = Pick<SegmentStore, 'beginGap' | 'endGap' | 'openGap' | 'gapsInRange'>;

/** Times without footage. */
export function createGapStore(db: Db, numbers: FootageNumbers, transact: Transact): GapStore {
  const sql = statements(db);

  const openRow = (cameraId: string): GapRow | undefined => {
    const footage = numbers.find(cameraId);
    return footage === null ? undefined : sql.open.get(footage.num);
  };
  const end = (cameraId: string, endMs: number) => {
    const gap = openRow(cameraId);
    if (gap === undefined) return;
    if (endMs <= gap.startMs) {
      sql.drop.run(gap.id);
      return;
    }
    sql.end.run(endMs, gap.id);
    numbers.widen(cameraId, { gapMs: endMs - gap.startMs });
  };

  return {
    beginGap: transact((cameraId, startMs, reason) => {
      end(cameraId, startMs);
      sql.begin.run(numbers.ensure(cameraId).num, startMs, reason);
    }),
    endGap: transact(end),
    openGap(cameraId) {
      const row = openRow(cameraId);
      return row === undefined ? null : stored(cameraId, row);
    },
    gapsInRange(cameraId, startMs, endMs) {
      const footage = numbers.find(cameraId);
      if (footage === null) return [];
      const { num, longestGapMs } = footage;
      const rows = sql.inRange.all({ num, fromMs: startMs - longestGapMs, startMs, endMs });
      const open = sql.open.get(num);
      if (open !== undefined && open.startMs < endMs) rows.push(open);
      return rows.map((row) => stored(cameraId, row)).sort((a, b) => a.startMs - b.startMs);
    },
  };
}
