import type { Migration } from './migration.ts';

export const archived: Migration = {
  version: 10,
  sql: `
-- What goes first when a disk is short of room: locked footage too, it stays in the archive.
DROP INDEX segments_archived;
CREATE INDEX segments_archived ON segments (place_num, start_ms) WHERE archive_num IS NOT NULL;
`,
};
