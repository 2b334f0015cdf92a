import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ClockSteps } from '../clock-steps.ts';
import type { Logger } from '../logger.ts';
import { QUARANTINE_FOLDER, recover } from '../recording/index.ts';
import { errorText, moveFile, syncFolder, underRoot, type Root } from '../storage/index.ts';
import type { CheckedRow, CheckStores } from './check-store.ts';
import { walk } from './file-check.ts';
import type { KnownRoots } from './known-roots.ts';
import type { Survey } from './survey.ts';

export interface MendWork {
  readonly store: CheckStores;
  readonly roots: KnownRoots;
  readonly logger: Logger;
  readonly nowMs: () => number;
  /** When the machine's clock was set, as far as the recorder knew. */
  readonly steps?: ClockSteps;
}

const OVERLAPS = 10_000;
const DAY_MS = 86_400_000;

/**
 * Mends what a survey found, as far as nothing can be lost by it: no footage is deleted, and what is damaged is kept in the quarantine.
 * @returns what was done, in words
 */
export async function mend(work: MendWork, found: Survey): Promise<string[]> {
  const { store, roots } = work;
  const done: string[] = [];
  const note = (count: number, what: string): void => void (count > 0 && done.push(`${count} ${what}`));
  note(await each(work, found.placeless, (row) => findPlace(work, row)), 'recordings found in another storage folder');
  const recovery = await recover({
    ...work,
    roots: () => roots.present,
    isRunning: () => false,
    // Nobody else is at work on a stopped recorder.
    inTurn: (_cameraId, adopt) => adopt(),
    onSegment: () => undefined,
    signal: new AbortController().signal,
  });
  note(recovery.lost, 'recordings noted as lost');
  note(recovery.found, 'recordings noted as there again');
  note(recovery.indexed, 'files taken into the catalog');
  note(recovery.quarantined, 'files put into the quarantine');
  note(recovery.empty, 'files without a picture removed');
  note(recovery.failed, 'files that could not be taken into the catalog');
  note(await each(work, found.differing, (row) => reread(work, row)), 'recordings indexed anew from their files');
  const overlaps = store.overlaps(OVERLAPS);
  for (const { cameraId, footage } of overlaps) store.cutGaps(cameraId, footage);
  note(overlaps.length, 'gaps cut where there is footage');
  const garbage = store.strayGarbage();
  store.forgetGarbage(garbage);
  note(garbage.length, 'deletions in unknown places forgotten');
  const totals = store.wrongTotals().length;
  if (totals > 0) store.recount();
  note(totals, 'running totals counted anew');
  return done;
}

/** One row's trouble stops no other: it is found again by the second look. @returns how many were mended */
async function each(
  { logger }: MendWork,
  rows: readonly CheckedRow[],
  mendOne: (row: CheckedRow) => Promise<boolean>,
): Promise<number> {
  let mended = 0;
  for (const row of rows) {
    try {
      if (await mendOne(row)) mended += 1;
    } catch (error) {
      logger.error({ path: row.path, error: errorText(error) }, 'cannot mend a recording');
    }
  }
  return mended;
}

async function findPlace({ store, roots }: MendWork, row: CheckedRow): Promise<boolean> {
  for (const root of roots.present) {
    const path = underRoot(root.path, row.path);
    const facts = path === null ? null : await stat(path).catch(() => null);
    if (facts === null) continue;
    store.setPlace(row.key, root.num);
    return true;
  }
  return false;
}

/** The row follows its file. Of a damaged file the whole part stays in its place, and all of it goes to the quarantine. */
async function reread({ store, roots, nowMs }: MendWork, row: CheckedRow): Promise<boolean> {
  const root = roots.present.find(({ num }) => num === row.place);
  const path = root === undefined ? null : underRoot(root.path, row.path);
  if (root === undefined || path === null) return false;
  const { damage, found } = await walk(path);
  const useless = found === null || (damage !== null && row.archive !== null);
  if (damage !== null || useless) await setAside(root, row, path, useless ? null : found.sizeBytes);
  if (!useless) {
    store.reindex(row, found);
    return true;
  }
  const dayMs = Math.floor(row.startMs / DAY_MS) * DAY_MS;
  store.markLost(row.cameraId, [row.key], nowMs(), { startMs: dayMs, endMs: dayMs + DAY_MS });
  return true;
}

async function setAside(root: Root, row: CheckedRow, path: string, wholeBytes: number | null): Promise<void> {
  const kept = join(root.path, QUARANTINE_FOLDER, `${row.cameraId}_${row.key}.mp4`);
  if (wholeBytes === null) return moveFile(path, kept);
  // The copy is whole before the original leaves its place.
  const copy = `${path}.part`;
  await pipeline(createReadStream(path, { end: wholeBytes - 1 }), createWriteStream(copy));
  const handle = await open(copy, 'r+');
  await handle.sync().finally(() => handle.close());
  await moveFile(path, kept);
  await rename(copy, path);
  await syncFolder(dirname(path));
}
