import { segmentKinds, type SegmentKind } from '../../shared/recording-plan.ts';
import type { FootageUsage, Lock } from '../../shared/locks.ts';
import type { SegmentKey } from '../../shared/recording.ts';
import type { NewLock, RetainedSegment, RetentionStore } from '../retention/index.ts';
import type { Db } from './database.ts';

interface UsageRow {
  readonly num: number;
  readonly cameraId: string;
  readonly kind: SegmentKind;
  readonly locked: number;
  readonly sizeBytes: number;
}

const LOCK_COLUMNS = `id, camera_id AS cameraId, camera_name AS cameraName, start_ms AS startMs, end_ms AS endMs, note,
  created_ms AS createdMs`;
/** Segments of a lock's camera that it touches. */
const LOCKED_BY = `camera_num = (SELECT num FROM footage WHERE camera_id = @cameraId)
  AND start_ms >= @startMs - (SELECT longest_segment_ms FROM footage WHERE camera_id = @cameraId)
  AND start_ms < @endMs AND start_ms + duration_ms > @startMs`;

function statements(db: Db) {
  return {
    usage: db.prepare<[], UsageRow>(
      `SELECT num, camera_id AS cameraId, kind, locked, size_bytes AS sizeBytes
       FROM usage JOIN footage ON num = camera_num ORDER BY num`,
    ),
    /** Answered by the first and the last entry of segments_by_time. */
    oldest: db.prepare<[number], number | null>('SELECT min(start_ms) FROM segments WHERE camera_num = ?').pluck(),
    newest: db.prepare<[number], number | null>('SELECT max(start_ms) FROM segments WHERE camera_num = ?').pluck(),
    bytes: db
      .prepare<[string], number | null>(
        'SELECT sum(size_bytes) FROM usage JOIN footage ON num = camera_num WHERE camera_id = ?',
      )
      .pluck(),
    candidates: db.prepare<[string, SegmentKind, number], Omit<RetainedSegment, 'locked'>>(
      `SELECT key, start_ms AS startMs, start_ms + duration_ms AS endMs, size_bytes AS sizeBytes, kind FROM segments
       WHERE camera_num = (SELECT num FROM footage WHERE camera_id = ?) AND kind = ? AND locked = 0
       ORDER BY start_ms LIMIT ?`,
    ),
    isUnlocked: db.prepare<[string], 1>('SELECT 1 FROM segments WHERE key = ? AND locked = 0').pluck(),
    dropGaps: db.prepare(
      `DELETE FROM gaps WHERE camera_num = @num AND end_ms <= (SELECT min(start_ms) FROM segments WHERE camera_num = @num)`,
    ),
    num: db.prepare<[string], number>('SELECT num FROM footage WHERE camera_id = ?').pluck(),
    locks: db.prepare<[], Lock>(`SELECT ${LOCK_COLUMNS} FROM locks ORDER BY camera_id, start_ms, id`),
    locksOf: db.prepare<[string], Lock>(`SELECT ${LOCK_COLUMNS} FROM locks WHERE camera_id = ? ORDER BY start_ms, id`),
    lock: db.prepare<[number], Lock>(`SELECT ${LOCK_COLUMNS} FROM locks WHERE id = ?`),
    addLock: db.prepare<NewLock>(
      `INSERT INTO locks (camera_id, camera_name, start_ms, end_ms, note, created_ms)
       VALUES (@cameraId, @cameraName, @startMs, @endMs, @note, @createdMs)`,
    ),
    removeLock: db.prepare<[number]>('DELETE FROM locks WHERE id = ?'),
    hold: db.prepare<Lock>(`UPDATE segments SET locked = 1 WHERE locked = 0 AND ${LOCKED_BY}`),
    release: db.prepare<Lock>(
      `UPDATE segments SET locked = 0 WHERE locked = 1 AND ${LOCKED_BY} AND NOT EXISTS (
         SELECT 1 FROM locks WHERE locks.camera_id = @cameraId AND locks.start_ms < segments.start_ms + duration_ms
         AND locks.end_ms > segments.start_ms)`,
    ),
  };
}

/** Running totals, what retention may take, and locks. Totals and the locks of new segments are kept by triggers. */
export function createRetentionStore(db: Db, condemn: (keys: readonly SegmentKey[]) => void): RetentionStore {
  const sql = statements(db);
  return {
    usage() {
      const byCamera = Map.groupBy(sql.usage.all(), ({ num }) => num);
      return [...byCamera].map(([num, rows]) => sumUp(rows, sql.oldest.get(num) ?? null, sql.newest.get(num) ?? null));
    },
    bytesOf: (cameraId) => sql.bytes.get(cameraId) ?? 0,
    oldestUnlocked: (cameraId, limit) =>
      segmentKinds.flatMap((kind) =>
        sql.candidates.all(cameraId, kind, limit).map((row) => ({ ...row, locked: false })),
      ),
    condemnUnlocked: (keys) => condemn(keys.filter((key) => sql.isUnlocked.get(key) === 1)),
    dropGapsBeforeFootage: (cameraId) => void sql.dropGaps.run({ num: sql.num.get(cameraId) ?? -1 }),
    locks: (cameraId) => (cameraId === null ? sql.locks.all() : sql.locksOf.all(cameraId)),
    addLock: db.transaction((added: NewLock) => {
      const lock = { ...added, id: Number(sql.addLock.run(added).lastInsertRowid) };
      sql.hold.run(lock);
      return lock;
    }),
    removeLock: db.transaction((id: number) => {
      const lock = sql.lock.get(id) ?? null;
      if (lock === null) return null;
      sql.removeLock.run(id);
      sql.release.run(lock);
      return lock;
    }),
  };
}

function sumUp(rows: readonly UsageRow[], oldestMs: number | null, newestMs: number | null): FootageUsage {
  const bytes = (which: (row: UsageRow) => boolean): number =>
    rows.filter(which).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    cameraId: rows[0]?.cameraId ?? '',
    oldestMs,
    newestMs,
    sizeBytes: bytes(() => true),
    continuousBytes: bytes(({ kind }) => kind === 'continuous'),
    motionBytes: bytes(({ kind }) => kind === 'motion'),
    eventBytes: bytes(({ kind }) => kind === 'event'),
    lockedBytes: bytes(({ locked }) => locked === 1),
  };
}
