import type { Migration } from './migration.ts';

export const motion: Migration = {
  version: 6,
  sql: `
-- One row is what moved in one segment; none where nothing did, or nobody looked.
CREATE TABLE segment_motion (
  segment_id INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
  moving_ms INTEGER NOT NULL,
  -- where: 16 x 16 bits, row by row, the lowest bit of a byte first; NULL when that is not known
  map BLOB CHECK (length(map) = 32)
) STRICT;

-- Answers where in a timeline something happened, without a look at the rows.
CREATE INDEX segments_active ON segments (camera_num, start_ms, duration_ms, kind) WHERE kind <> 'continuous';
`,
};
