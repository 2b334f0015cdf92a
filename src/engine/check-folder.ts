import { existsSync, readFileSync } from 'node:fs';
import type { Settings } from '../shared/settings.ts';
import { CatalogError, openForCheck } from './catalog/index.ts';
import { check, type CheckReport } from './check/index.ts';
import { recallClockSteps } from './clock-memory.ts';
import { systemClock } from './clock.ts';
import { dataPaths, parseSettings } from './config/index.ts';
import type { Logger } from './logger.ts';

/** `impossible`: nothing was checked and nothing changed. */
export type CheckOutcome =
  { readonly kind: 'checked'; readonly report: CheckReport } | { readonly kind: 'impossible'; readonly why: string };

/** Verifies the data folder of a recorder that does not run. @throws what the catalog or the file system throws midway */
export async function checkDataFolder(options: {
  readonly dataDir: string;
  readonly repair: boolean;
  readonly deep: boolean;
  readonly logger: Logger;
}): Promise<CheckOutcome> {
  const { dataDir } = options;
  const paths = dataPaths(dataDir);
  if (!existsSync(dataDir)) return { kind: 'impossible', why: `there is no data folder ${dataDir}` };
  const parsed = parseSettings(existsSync(paths.settings) ? readFileSync(paths.settings, 'utf8') : '{}');
  if (!parsed.ok) return { kind: 'impossible', why: `settings.json is broken: ${parsed.problems.join('; ')}` };
  try {
    const catalog = openForCheck(paths.catalog);
    try {
      const roots = rootsOf(parsed.settings, paths.recordings);
      const steps = recallClockSteps(paths.clock, systemClock);
      const found = { store: catalog.store, paths: roots, steps, nowMs: () => systemClock.now() };
      const report = await check({ ...options, ...found });
      return { kind: 'checked', report };
    } finally {
      catalog.close();
    }
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    const advice = error.fault === 'in_use' ? ': stop Vigil first' : '';
    return { kind: 'impossible', why: `${error.message}${advice}` };
  }
}

function rootsOf({ recording, storage }: Settings, recordings: string): string[] {
  return [recording.root ?? recordings, ...storage.roots.map(({ path }) => path)];
}
