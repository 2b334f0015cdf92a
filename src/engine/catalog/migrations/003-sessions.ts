import type { Migration } from './migration.ts';

export const sessions: Migration = {
  version: 3,
  sql: `
-- One row is one signed-in browser or program; its secret is known by its SHA-256 only.
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
