import type { Migration } from './migration.ts';

export const tiers: Migration = {
  version: 9,
  sql: `
-- SHA-256 of the copy in the archive, as it was verified; NULL when there is none
ALTER TABLE segments ADD COLUMN archive_sha256 BLOB;
-- what is still to be archived: shrinks to nothing in time
CREATE INDEX segments_to_archive ON segments (start_ms, size_bytes) WHERE archive_num IS NULL AND lost_ms IS NULL;

-- One row is one file on its way to another root: until the row is gone, what lies at the target is not footage yet.
CREATE TABLE moves (
  key TEXT NOT NULL,
  to_num INTEGER NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (key, to_num)
) STRICT, WITHOUT ROWID;

-- One row is one upload that was begun and whose segment does not name it as its copy yet.
CREATE TABLE uploads (
  key TEXT NOT NULL,
  archive_num INTEGER NOT NULL,
  path TEXT NOT NULL,
  -- the server's id of an upload in parts; NULL for an object in one piece
  upload_id TEXT,
  part_bytes INTEGER NOT NULL,
  -- [{number, etag, md5}] of the parts that the server has
  parts TEXT NOT NULL CHECK (json_valid(parts)),
  PRIMARY KEY (key, archive_num)
) STRICT, WITHOUT ROWID;
`,
};
