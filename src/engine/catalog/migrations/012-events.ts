import type { Migration } from './migration.ts';

export const events: Migration = {
  version: 12,
  sql: `
-- One row is one camera, class and kind of which there are events. Whatever a list is narrowed to is a set of these, each of which is
-- read by one index from its newest on: no combination of filters reads many rows to find few.
CREATE TABLE detection_streams (
  num INTEGER PRIMARY KEY,
  camera_id TEXT NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('appear', 'enter', 'leave', 'loiter', 'cross')),
  UNIQUE (camera_id, label, kind)
) STRICT;

-- One row is one event. Numbers are never used twice: files and alerts are named by them.
CREATE TABLE detection_events (
  id INTEGER PRIMARY KEY,
  stream_num INTEGER NOT NULL REFERENCES detection_streams (num),
  start_ms INTEGER NOT NULL,
  -- NULL while it lasts
  end_ms INTEGER CHECK (end_ms >= start_ms),
  -- when it was known last that it goes on
  seen_ms INTEGER NOT NULL,
  best_ms INTEGER NOT NULL,
  has_picture INTEGER NOT NULL CHECK (has_picture IN (0, 1)),
  -- 0 to 1
  score REAL NOT NULL,
  track_id INTEGER NOT NULL,
  rule_id TEXT,
  direction TEXT CHECK (direction IN ('in', 'out')),
  -- as they were then
  camera_name TEXT NOT NULL,
  rule_name TEXT,
  -- boxSchema, array of names, array of attributeSchema as JSON
  best_box TEXT NOT NULL CHECK (json_valid(best_box)),
  zones TEXT NOT NULL CHECK (json_valid(zones)),
  attributes TEXT NOT NULL CHECK (json_valid(attributes)),
  -- 8 bytes a point: x and y in 1/65535 of the picture, milliseconds from start_ms; little endian
  path BLOB NOT NULL
) STRICT;
CREATE INDEX detection_events_by_time ON detection_events (start_ms);
CREATE INDEX detection_events_by_stream ON detection_events (stream_num, start_ms);
CREATE INDEX detection_events_open ON detection_events (id) WHERE end_ms IS NULL;

-- One row is one zone, by name, that events of a stream have been in.
CREATE TABLE detection_zones (
  num INTEGER PRIMARY KEY,
  stream_num INTEGER NOT NULL REFERENCES detection_streams (num),
  name TEXT NOT NULL,
  UNIQUE (stream_num, name)
) STRICT;

-- One row is one event in one zone.
CREATE TABLE detection_event_zones (
  zone_num INTEGER NOT NULL REFERENCES detection_zones (num),
  start_ms INTEGER NOT NULL,
  event_id INTEGER NOT NULL REFERENCES detection_events (id),
  PRIMARY KEY (zone_num, start_ms, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX detection_event_zones_by_event ON detection_event_zones (event_id);

-- The one row holds the next number of an event. Numbers are taken in blocks before they are used.
CREATE TABLE detection_numbers (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  next_id INTEGER NOT NULL
) STRICT;
INSERT INTO detection_numbers VALUES (1, 1);

-- One row is one event that was given up and whose pictures are to be deleted.
CREATE TABLE detection_garbage (
  event_id INTEGER PRIMARY KEY,
  camera_id TEXT NOT NULL,
  start_ms INTEGER NOT NULL
) STRICT;

-- One row is how many things of one class crossed one trip-wire in one hour (UTC).
CREATE TABLE wire_counts (
  camera_id TEXT NOT NULL,
  wire_id TEXT NOT NULL,
  hour_ms INTEGER NOT NULL CHECK (hour_ms % 3600000 = 0),
  label TEXT NOT NULL,
  -- as it was called when it was crossed last in that hour
  name TEXT NOT NULL,
  in_count INTEGER NOT NULL,
  out_count INTEGER NOT NULL,
  PRIMARY KEY (camera_id, wire_id, hour_ms, label)
) STRICT, WITHOUT ROWID;

-- One row is what detection did in one run of a camera.
CREATE TABLE detection_runs (
  id INTEGER PRIMARY KEY,
  camera_id TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  model TEXT NOT NULL,
  provider TEXT NOT NULL,
  frames INTEGER NOT NULL,
  failed_frames INTEGER NOT NULL,
  tracks INTEGER NOT NULL,
  events INTEGER NOT NULL,
  mean_fps REAL NOT NULL,
  mean_inference_ms REAL NOT NULL,
  -- written again, it is the same
  UNIQUE (camera_id, start_ms)
) STRICT;
CREATE INDEX detection_runs_by_time ON detection_runs (start_ms);
`,
};
