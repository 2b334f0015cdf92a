import type { Migration } from './migration.ts';

export const retention: Migration = {
  version: 7,
  sql: `
-- One row is one span of one camera that a person wants to keep, whatever retention says.
CREATE TABLE locks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  camera_id TEXT NOT NULL,
  -- as it was then: the camera may be gone or renamed
  camera_name TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL CHECK (end_ms > start_ms),
  note TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX locks_by_camera ON locks (camera_id, start_ms);

-- One row is the number and the bytes of one camera's segments of one kind, the locked ones apart. Kept by the triggers below.
CREATE TABLE usage (
  camera_num INTEGER NOT NULL,
  kind TEXT NOT NULL,
  locked INTEGER NOT NULL,
  segments INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (camera_num, kind, locked)
) STRICT, WITHOUT ROWID;
INSERT INTO usage
  SELECT camera_num, kind, locked, count(*), sum(size_bytes) FROM segments GROUP BY camera_num, kind, locked;

-- What retention may take next, oldest first.
CREATE INDEX segments_to_expire ON segments (camera_num, kind, start_ms) WHERE locked = 0;

-- Totals and locks are kept here and not by the programs that write segments: there are several, and none may forget.
CREATE TRIGGER segments_added AFTER INSERT ON segments BEGIN
  INSERT INTO usage VALUES (NEW.camera_num, NEW.kind, NEW.locked, 1, NEW.size_bytes)
    ON CONFLICT DO UPDATE SET segments = segments + 1, size_bytes = size_bytes + excluded.size_bytes;
  UPDATE segments SET locked = 1 WHERE id = NEW.id AND locked = 0 AND EXISTS (
    SELECT 1 FROM locks JOIN footage ON footage.camera_id = locks.camera_id
    WHERE num = NEW.camera_num AND locks.start_ms < NEW.start_ms + NEW.duration_ms AND locks.end_ms > NEW.start_ms);
END;
CREATE TRIGGER segments_removed AFTER DELETE ON segments BEGIN
  UPDATE usage SET segments = segments - 1, size_bytes = size_bytes - OLD.size_bytes
    WHERE camera_num = OLD.camera_num AND kind = OLD.kind AND locked = OLD.locked;
  DELETE FROM usage
    WHERE camera_num = OLD.camera_num AND kind = OLD.kind AND locked = OLD.locked AND segments = 0;
END;
CREATE TRIGGER segments_changed AFTER UPDATE OF camera_num, kind, locked, size_bytes ON segments BEGIN
  UPDATE usage SET segments = segments - 1, size_bytes = size_bytes - OLD.size_bytes
    WHERE camera_num = OLD.camera_num AND kind = OLD.kind AND locked = OLD.locked;
  DELETE FROM usage
    WHERE camera_num = OLD.camera_num AND kind = OLD.kind AND locked = OLD.locked AND segments = 0;
  INSERT INTO usage VALUES (NEW.camera_num, NEW.kind, NEW.locked, 1, NEW.size_bytes)
    ON CONFLICT DO UPDATE SET segments = segments + 1, size_bytes = size_bytes + excluded.size_bytes;
END;
`,
};
