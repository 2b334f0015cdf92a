/** A signed-in browser or program. The secret itself is never kept, only its SHA-256 in hexadecimal. */
export interface StoredSession {
  readonly hash: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly lastSeenMs: number;
}

/** What the log-in needs of the catalog, so that sessions outlive a restart. Every call is one transaction. */
export interface SessionStore {
  insertSession(session: StoredSession): void;
  findSession(hash: string): StoredSession | null;
  touchSession(hash: string, lastSeenMs: number, expiresMs: number): void;
  removeSession(hash: string): void;
  removeExpiredSessions(nowMs: number): void;
}
