import type { Migration } from './migration.ts';

export const reliability: Migration = {
  version: 4,
  sql: `
-- One row is one place that holds recording files: a storage root (a folder with a marker file) or the object archive.
CREATE TABLE places (
  num INTEGER PRIMARY KEY,
  -- the marker file's id of a root; endpoint, bucket and prefix of an archive
  id TEXT UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('fast', 'slow', 'archive')),
  -- where it was seen last, for people: a path or a URL without secrets
  location TEXT NOT NULL
) STRICT;
-- The one root that there was before there were several; the recorder writes down its id at the next start.
INSERT INTO places (num, id, kind, location) VALUES (1, NULL, 'fast', '');

-- where the file is played from
ALTER TABLE segments ADD COLUMN place_num INTEGER NOT NULL DEFAULT 1;
-- the archive that holds a verified copy under the same path; NULL when there is none
ALTER TABLE segments ADD COLUMN archive_num INTEGER;
-- why it is kept: decides which retention holds
ALTER TABLE segments ADD COLUMN kind TEXT NOT NULL DEFAULT 'continuous' CHECK (kind IN ('continuous', 'motion', 'event'));
ALTER TABLE segments ADD COLUMN locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1));
-- since when the file is known to be missing; NULL while it is there as far as we know
ALTER TABLE segments ADD COLUMN lost_ms INTEGER;
CREATE INDEX segments_by_place ON segments (place_num, start_ms);

-- A file may be given up in one place and stay in another.
CREATE TABLE garbage_of_places (
  key TEXT NOT NULL,
  place_num INTEGER NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (key, place_num)
) STRICT, WITHOUT ROWID;
INSERT INTO garbage_of_places SELECT key, 1, path FROM garbage;
DROP TABLE garbage;
ALTER TABLE garbage_of_places RENAME TO garbage;

-- recordingPlanSchema as JSON; what is left out has its default
ALTER TABLE cameras ADD COLUMN recording TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(recording));

-- One row is one small secret of the settings (an archive's key, a webhook's key), sealed by the host's secret box.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
