import type { ClockSteps } from '../clock-steps.ts';
import type { Logger } from '../logger.ts';
import type { CheckStores } from './check-store.ts';
import { findRoots } from './known-roots.ts';
import { mend } from './mend.ts';
import { survey, type Survey } from './survey.ts';

export interface CheckOptions {
  readonly store: CheckStores;
  /** Folders of the settings where storage roots may be. */
  readonly paths: readonly string[];
  readonly repair: boolean;
  /** Walk over the boxes of all files, not only of the newest. */
  readonly deep: boolean;
  readonly nowMs: () => number;
  readonly logger: Logger;
  /** When the machine's clock was set, as far as the recorder knew. */
  readonly steps?: ClockSteps;
}

export interface CheckReport {
  readonly found: Survey;
  /** What was mended, in words; null when nothing was to be. */
  readonly mended: readonly string[] | null;
  /** What a second look found after mending; the first look's when nothing was mended. */
  readonly left: Survey;
}

/** Without `deep`, the boxes of so many of the newest files are walked. */
const SAMPLE = 100;

/** Verifies the invariants of a recorder that does not run; without `repair` nothing is changed. */
export async function check({ store, paths, repair, deep, nowMs, logger, steps }: CheckOptions): Promise<CheckReport> {
  const roots = await findRoots(store.places(), paths);
  const oldest = deep ? 0 : store.idBeforeNewest(SAMPLE);
  const found = await survey({ store, roots, nowMs: nowMs(), walks: ({ id }) => id > oldest });
  if (!repair || found.findings.length === 0) return { found, mended: null, left: found };
  const mended = await mend({ store, roots, logger, nowMs, ...(steps === undefined ? {} : { steps }) }, found);
  // What was read and found good is not read again.
  const again = new Set(found.differing.map(({ key }) => key));
  const left = await survey({ store, roots, nowMs: nowMs(), walks: ({ key }) => again.has(key) });
  return { found, mended, left };
}
