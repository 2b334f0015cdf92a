import type { Migration } from './migration.ts';

export const detection: Migration = {
  version: 11,
  sql: `
-- detectionPlanSchema as JSON; what is left out has its default
ALTER TABLE cameras ADD COLUMN detection TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detection));
`,
};
