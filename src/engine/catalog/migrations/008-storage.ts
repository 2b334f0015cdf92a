import type { Migration } from './migration.ts';

export const storage: Migration = {
  version: 8,
  sql: `
-- One row counts the footage of one place; kept by triggers, since to count a million rows takes a second.
CREATE TABLE place_usage (
  place_num INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL,
  segments INTEGER NOT NULL
) STRICT;
INSERT INTO place_usage SELECT place_num, sum(size_bytes), count(*) FROM segments GROUP BY place_num;
CREATE TRIGGER usage_added AFTER INSERT ON segments BEGIN
  INSERT INTO place_usage VALUES (NEW.place_num, NEW.size_bytes, 1)
    ON CONFLICT (place_num) DO UPDATE SET bytes = bytes + NEW.size_bytes, segments = segments + 1;
END;
CREATE TRIGGER usage_removed AFTER DELETE ON segments BEGIN
  UPDATE place_usage SET bytes = bytes - OLD.size_bytes, segments = segments - 1 WHERE place_num = OLD.place_num;
END;
CREATE TRIGGER usage_moved AFTER UPDATE OF place_num, size_bytes ON segments BEGIN
  UPDATE place_usage SET bytes = bytes - OLD.size_bytes, segments = segments - 1 WHERE place_num = OLD.place_num;
  INSERT INTO place_usage VALUES (NEW.place_num, NEW.size_bytes, 1)
    ON CONFLICT (place_num) DO UPDATE SET bytes = bytes + NEW.size_bytes, segments = segments + 1;
END;
-- What goes first when a disk is short of room.
CREATE INDEX segments_archived ON segments (place_num, start_ms) WHERE archive_num IS NOT NULL AND locked = 0;
`,
};
