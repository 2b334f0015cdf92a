import type { Migration } from './migration.ts';

export const alerts: Migration = {
  version: 5,
  sql: `
-- One row is one thing that people were told of. Numbers are never used twice: other programs keep them.
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  camera_id TEXT,
  -- as it was then: the camera may be gone or renamed
  camera_name TEXT,
  -- what else it is about (a storage root, a webhook); empty for nothing
  about TEXT NOT NULL,
  -- alertDataSchema as JSON
  data TEXT NOT NULL CHECK (json_valid(data)),
  -- how often it was reported while it lasted, and the last time
  count INTEGER NOT NULL DEFAULT 1,
  last_ms INTEGER NOT NULL,
  -- NULL while it lasts; what is over at once has its own time
  ended_ms INTEGER,
  read INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1))
) STRICT;
CREATE INDEX alerts_unread ON alerts (id) WHERE read = 0;
CREATE INDEX alerts_lasting ON alerts (kind, camera_id) WHERE ended_ms IS NULL;

-- One row is one address that is sent alerts. Its key is in secrets, by the name webhook:<id>.
CREATE TABLE webhooks (
  id TEXT PRIMARY KEY,
  created_ms INTEGER NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  -- JSON array of alert kinds; NULL for all
  kinds TEXT CHECK (kinds IS NULL OR json_valid(kinds)),
  -- since the last success
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since_ms INTEGER,
  -- since when it is paused; NULL while it is not
  paused_ms INTEGER,
  last_success_ms INTEGER,
  -- sendFailureSchema as JSON
  last_failure TEXT CHECK (last_failure IS NULL OR json_valid(last_failure)),
  -- alerts given up unsent, by age or number
  dropped INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One row is one alert that one address has not taken yet, in the order of sending.
CREATE TABLE webhook_outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  -- the same for each attempt, so that the other side can tell a repetition
  delivery TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX webhook_outbox_by_webhook ON webhook_outbox (webhook_id, id);
CREATE INDEX webhook_outbox_by_alert ON webhook_outbox (alert_id);
`,
};
