import { z } from 'zod';
import type { UploadRecord } from '../archive/index.ts';
import type { PlaceNum } from '../storage/index.ts';
import type { Move, Queue, TierFile, TierStore } from '../tiers/index.ts';
import type { Db } from './database.ts';
import type { GarbageStore } from '../storage/index.ts';

const FILE = 'key, place_num AS place, path, size_bytes AS sizeBytes';
const QUEUE = 'count(*) AS segments, coalesce(sum(size_bytes), 0) AS bytes';
const UPLOAD = 'u.key, u.archive_num AS place, u.path, u.upload_id AS uploadId, u.part_bytes AS partBytes, u.parts';
const UNARCHIVED = 'archive_num IS NULL AND lost_ms IS NULL AND start_ms < ?';

type UploadRow = Omit<UploadRecord, 'parts'> & { readonly parts: string };
const partsSchema = z.array(z.object({ number: z.number().int(), etag: z.string(), md5: z.string() }));

function readUpload(row: UploadRow): UploadRecord {
  return { ...row, parts: partsSchema.parse(JSON.parse(row.parts)) };
}

function readers(db: Db) {
  return {
    find: db.prepare<[string], TierFile>(`SELECT ${FILE} FROM segments WHERE key = ?`),
    oldest: db.prepare<[PlaceNum, number, number], TierFile>(
      `SELECT ${FILE} FROM segments WHERE place_num = ? AND start_ms < ? AND lost_ms IS NULL ORDER BY start_ms LIMIT ?`,
    ),
    queueIn: db.prepare<[PlaceNum, number], Queue>(
      `SELECT ${QUEUE} FROM segments WHERE place_num = ? AND start_ms < ? AND lost_ms IS NULL`,
    ),
    toArchive: db.prepare<[number, number], TierFile>(
      `SELECT ${FILE} FROM segments WHERE ${UNARCHIVED} ORDER BY start_ms LIMIT ?`,
    ),
    queueToArchive: db.prepare<[number], Queue>(`SELECT ${QUEUE} FROM segments WHERE ${UNARCHIVED}`),
    moves: db.prepare<[], Move>('SELECT key, to_num AS "to", path FROM moves'),
    upload: db.prepare<[string, PlaceNum], UploadRow>(
      `SELECT ${UPLOAD} FROM uploads u WHERE key = ? AND archive_num = ?`,
    ),
    abandoned: db.prepare<[PlaceNum, number], UploadRow>(
      `SELECT ${UPLOAD} FROM uploads u LEFT JOIN segments s ON s.key = u.key
       WHERE u.archive_num = ? AND (s.key IS NULL OR s.archive_num IS NOT NULL) LIMIT ?`,
    ),
  };
}

function writers(db: Db) {
  return {
    beginMove: db.prepare('INSERT OR REPLACE INTO moves (key, to_num, path) VALUES (@key, @to, @path)'),
    move: db.prepare('UPDATE segments SET place_num = @to WHERE key = @key AND place_num = @from AND path = @path'),
    forgetMove: db.prepare('DELETE FROM moves WHERE key = ? AND to_num = ?'),
    discard: db.prepare('INSERT OR IGNORE INTO garbage (key, place_num, path) VALUES (@key, @place, @path)'),
    saveUpload: db.prepare(
      `INSERT OR REPLACE INTO uploads (key, archive_num, path, upload_id, part_bytes, parts)
       VALUES (@key, @place, @path, @uploadId, @partBytes, @parts)`,
    ),
    forgetUpload: db.prepare('DELETE FROM uploads WHERE key = ? AND archive_num = ?'),
    archived: db.prepare(
      'UPDATE segments SET archive_num = @place, archive_sha256 = @sha256 WHERE key = @key AND archive_num IS NULL',
    ),
  };
}

/** Where files lie, and what is on its way. */
export function createTierStore(db: Db, garbage: GarbageStore): TierStore {
  return {
    ...queries(db),
    ...changes(db),
    garbage: (place, limit) => garbage.garbage(place, limit),
    forgetGarbage: (files) => garbage.forgetGarbage(files),
  };
}

type Queries =
  'findFile' | 'oldestIn' | 'queueIn' | 'toArchive' | 'queueToArchive' | 'moves' | 'findUpload' | 'abandonedUploads';

const NOTHING: Queue = { segments: 0, bytes: 0 };

function queries(db: Db): Pick<TierStore, Queries> {
  const sql = readers(db);
  return {
    findFile: (key) => sql.find.get(key) ?? null,
    oldestIn: (place, beforeMs, limit) => sql.oldest.all(place, beforeMs, limit),
    queueIn: (place, beforeMs) => sql.queueIn.get(place, beforeMs) ?? NOTHING,
    toArchive: (beforeMs, limit) => sql.toArchive.all(beforeMs, limit),
    queueToArchive: (beforeMs) => sql.queueToArchive.get(beforeMs) ?? NOTHING,
    moves: () => sql.moves.all(),
    findUpload(key, place) {
      const row = sql.upload.get(key, place);
      return row === undefined ? null : readUpload(row);
    },
    abandonedUploads: (place, limit) => sql.abandoned.all(place, limit).map(readUpload),
  };
}

function changes(db: Db): Omit<TierStore, Queries | keyof GarbageStore> {
  const sql = writers(db);
  return {
    beginMove: (move) => void sql.beginMove.run(move),
    finishMove: db.transaction((move: Move, from: PlaceNum) => {
      const { key, path } = move;
      if (sql.move.run({ ...move, from }).changes === 0) return false;
      sql.forgetMove.run(key, move.to);
      sql.discard.run({ key, place: from, path });
      return true;
    }),
    forgetMove: (key, to) => void sql.forgetMove.run(key, to),
    saveUpload: (record) => void sql.saveUpload.run({ ...record, parts: JSON.stringify(record.parts) }),
    forgetUpload: (key, place) => void sql.forgetUpload.run(key, place),
    finishUpload: db.transaction((key: string, place: PlaceNum, sha256: string) => {
      if (sql.archived.run({ key, place, sha256: Buffer.from(sha256, 'hex') }).changes === 0) return false;
      sql.forgetUpload.run(key, place);
      return true;
    }),
  };
}
