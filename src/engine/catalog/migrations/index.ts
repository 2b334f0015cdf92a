import { cameras } from './001-cameras.ts';
import { footage } from './002-footage.ts';
import { sessions } from './003-sessions.ts';
import { reliability } from './004-reliability.ts';
import { alerts } from './005-alerts.ts';
import { motion } from './006-motion.ts';
import { retention } from './007-retention.ts';
import { storage } from './008-storage.ts';
import { tiers } from './009-tiers.ts';
import { archived } from './010-archived.ts';
import { detection } from './011-detection.ts';
import { events } from './012-events.ts';
import type { Migration } from './migration.ts';

export type { Migration };

/** All steps, ascending. */
export const migrations: readonly Migration[] = [
  cameras,
  footage,
  sessions,
  reliability,
  alerts,
  motion,
  retention,
  storage,
  tiers,
  archived,
  detection,
  events,
];
