import type { SessionStore, StoredSession } from '../http/index.ts';
import type { Db } from './database.ts';

/** Signed-in browsers and programs. */
export function createSessionStore(db: Db): SessionStore {
  const insert = db.prepare(
    'INSERT INTO sessions (hash, created_ms, expires_ms, last_seen_ms) VALUES (@hash, @createdMs, @expiresMs, @lastSeenMs)',
  );
  const find = db.prepare<[string], StoredSession>(
    `SELECT hash, created_ms AS createdMs, expires_ms AS expiresMs, last_seen_ms AS lastSeenMs
     FROM sessions WHERE hash = ?`,
  );
  const touch = db.prepare('UPDATE sessions SET last_seen_ms = ?, expires_ms = ? WHERE hash = ?');
  const remove = db.prepare('DELETE FROM sessions WHERE hash = ?');
  const removeExpired = db.prepare('DELETE FROM sessions WHERE expires_ms <= ?');
  return {
    insertSession: (session) => void insert.run(session),
    findSession: (hash) => find.get(hash) ?? null,
    touchSession: (hash, lastSeenMs, expiresMs) => void touch.run(lastSeenMs, expiresMs, hash),
    removeSession: (hash) => void remove.run(hash),
    removeExpiredSessions: (nowMs) => void removeExpired.run(nowMs),
  };
}
