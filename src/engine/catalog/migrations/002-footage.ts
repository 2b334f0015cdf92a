import type { Migration } from './migration.ts';

export const footage: Migration = {
  version: 2,
  sql: `
-- One row is one camera that has footage or gaps, be the camera there still or not. A number in place of
-- the id keeps ten million segment rows and their index small.
CREATE TABLE footage (
  num INTEGER PRIMARY KEY,
  camera_id TEXT NOT NULL UNIQUE,
  -- longest segment and longest gap that ever was: what began earlier than that before a time cannot reach it
  longest_segment_ms INTEGER NOT NULL DEFAULT 0,
  longest_gap_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One row is one finished recording file.
CREATE TABLE segments (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  camera_num INTEGER NOT NULL REFERENCES footage (num),
  start_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  size_bytes INTEGER NOT NULL,
  video_codec TEXT NOT NULL,
  audio_codec TEXT,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  init_bytes INTEGER NOT NULL,
  -- relative to the storage root, with forward slashes
  path TEXT NOT NULL
) STRICT;
-- Answers timelines by itself, without a look at the rows.
CREATE INDEX segments_by_time ON segments (camera_num, start_ms, duration_ms);

-- One row is the part index of one segment, encoded by recording; apart, so that lists of segments stay lean.
CREATE TABLE segment_parts (
  segment_id INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
  parts BLOB NOT NULL
) STRICT;

-- One row is one time without footage; it lasts still while end_ms is NULL.
CREATE TABLE gaps (
  id INTEGER PRIMARY KEY,
  camera_num INTEGER NOT NULL REFERENCES footage (num),
  start_ms INTEGER NOT NULL,
  end_ms INTEGER CHECK (end_ms > start_ms),
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX gaps_by_time ON gaps (camera_num, start_ms);
CREATE UNIQUE INDEX gaps_open ON gaps (camera_num) WHERE end_ms IS NULL;

-- One row is one file whose footage is given up and that is to be deleted.
CREATE TABLE garbage (
  key TEXT PRIMARY KEY,
  path TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
