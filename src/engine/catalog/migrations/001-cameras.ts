import type { Migration } from './migration.ts';

export const cameras: Migration = {
  version: 1,
  sql: `
-- One row is one camera that a person (or the demo) added.
CREATE TABLE cameras (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  record INTEGER NOT NULL CHECK (record IN (0, 1)),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  connect_timeout_ms INTEGER NOT NULL,
  -- cameraSourceSchema as JSON; never holds a password
  source TEXT NOT NULL CHECK (json_valid(source)),
  -- sealed by the host's secret box; NULL when the camera has no password
  password_sealed BLOB
) STRICT;

-- One row is what the last good run of a camera found its streams to be made of.
CREATE TABLE camera_facts (
  camera_id TEXT PRIMARY KEY REFERENCES cameras (id) ON DELETE CASCADE,
  source_key TEXT NOT NULL,
  -- streamFactsSchema as JSON
  main TEXT NOT NULL CHECK (json_valid(main)),
  sub TEXT CHECK (json_valid(sub))
) STRICT;

-- One row is one change of a camera's state; the id tells the order, since the clock may be set back.
CREATE TABLE state_changes (
  id INTEGER PRIMARY KEY,
  camera_id TEXT NOT NULL REFERENCES cameras (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  attempt INTEGER,
  -- last lines of ffmpeg, masked, as a JSON array of texts
  log TEXT NOT NULL CHECK (json_valid(log))
) STRICT;
CREATE INDEX state_changes_by_camera ON state_changes (camera_id, id);
`,
};
