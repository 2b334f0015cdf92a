import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraId } from '../../shared/camera.ts';
import type { Segment, SegmentKey } from '../../shared/recording.ts';
import type { ClockSteps } from '../clock-steps.ts';
import type { Logger } from '../logger.ts';
import { errorText, isCode, type Root } from '../storage/index.ts';
import { FileIndex } from './file-index.ts';
import { finishSegment, settleListed, type FinishOutcome } from './finish-segment.ts';
import { leaptBy } from './leapt.ts';
import { growingFolder, growingRowPath, parseFinishedName, parseGrowingName, parseKey, segmentKey } from './paths.ts';
import type { SegmentStore, StoredSegment } from './segment-store.ts';

export interface Adoption {
  readonly indexed: number;
  readonly quarantined: number;
  readonly empty: number;
  /** Could not be adopted now; another time perhaps. */
  readonly failed: number;
}

export const NOTHING_ADOPTED: Adoption = { indexed: 0, quarantined: 0, empty: 0, failed: 0 };

/** Who gives files without a row their row. */
export interface Adopter {
  readonly store: SegmentStore;
  readonly logger: Logger;
  /** When the clock was set; absent: nobody knows. */
  readonly steps?: ClockSteps;
  readonly onSegment: (segment: Segment) => void;
}

/** One root that is looked through. */
export interface AdoptionPlace extends Adopter {
  readonly root: Root;
}

/** A host that died can only have left a file without its row in the newest of the day folders. */
const DAYS_LOOKED_AT = 2;
/** A predecessor whose end lies further away than this is not the neighbour that it seems to be. */
const NEIGHBOUR_MS = 5000;
/** By how much a file's age may differ from the time since its run began, but for a step of the clock. */
const SET_MS = 1500;

/**
 * The growing files of one camera: those of a crash, and those that could not be finished in their time. Doing it twice does
 * nothing more. One file's trouble is logged and stops no other.
 * @param isRunning whether ffmpeg may write to it still
 */
export async function adoptGrowing(
  place: AdoptionPlace,
  cameraId: CameraId,
  isRunning: (key: SegmentKey) => boolean = () => false,
): Promise<Adoption> {
  const folder = growingFolder(place.root.path, cameraId);
  // In order, so that a file can take its start from the one before it.
  const keys = (await names(folder)).map(parseGrowingName).filter((key) => key !== null);
  const strays = keys.sort().map((key) => async (): Promise<FinishOutcome | null> => {
    if (isRunning(key) || place.store.isGarbage(key, place.root.num)) return null;
    const path = join(folder, `${key}.mp4`);
    const row = place.store.findSegment(key);
    if (row !== null) return settle(place, row, path);
    const { mtimeMs } = await stat(path);
    const index = indexOf(place, key, mtimeMs);
    return finish(place, cameraId, { key, path, index }, (durationMs) =>
      guessStart(place, key, { byMtimeMs: mtimeMs - durationMs, index }),
    );
  });
  return adoptAll(place, cameraId, strays);
}

/** Files of the newest days that never got their row: the host died between the two. */
export async function adoptRecent(place: AdoptionPlace, cameraId: CameraId): Promise<Adoption> {
  const days = (await names(join(place.root.path, cameraId))).filter((name) => /^\d{4}-\d\d-\d\d$/.test(name)).sort();
  let sum = NOTHING_ADOPTED;
  for (const day of days.slice(-DAYS_LOOKED_AT)) {
    const files = await names(join(place.root.path, cameraId, day));
    sum = addAdoptions(sum, await adoptFinished(place, cameraId, day, files));
  }
  return sum;
}

/** Finished files of one day that have no row and are not given up. */
export async function adoptFinished(
  place: AdoptionPlace,
  cameraId: CameraId,
  day: string,
  files: readonly string[],
): Promise<Adoption> {
  const strays = files.flatMap((name): (() => Promise<FinishOutcome | null>)[] => {
    const parsed = parseFinishedName(day, name);
    if (parsed === null) return [];
    const row = place.store.findSegment(parsed.key);
    if (row !== null)
      return row.path === growingRowPath(cameraId, parsed.key) ? [() => found(place, row, day, name)] : [];
    if (place.store.isGarbage(parsed.key, place.root.num)) return [];
    const path = join(place.root.path, cameraId, day, name);
    const { key, startMs } = parsed;
    return [() => finish(place, cameraId, { key, path, index: indexOf(place, key, null) }, () => startMs)];
  });
  return adoptAll(place, cameraId, strays);
}

export function addAdoptions(a: Adoption, b: Adoption): Adoption {
  return {
    indexed: a.indexed + b.indexed,
    quarantined: a.quarantined + b.quarantined,
    empty: a.empty + b.empty,
    failed: a.failed + b.failed,
  };
}

async function adoptAll(
  place: AdoptionPlace,
  cameraId: CameraId,
  strays: readonly (() => Promise<FinishOutcome | null>)[],
): Promise<Adoption> {
  const counts = { indexed: 0, quarantined: 0, empty: 0, failed: 0 };
  for (const stray of strays) {
    try {
      const outcome = await stray();
      if (outcome !== null) counts[outcome.kind] += 1;
    } catch (error) {
      // The run that it belongs to, or another look, was quicker.
      if (isCode(error, 'ENOENT')) continue;
      counts.failed += 1;
      place.logger.error({ cameraId, error: errorText(error) }, 'cannot adopt a recording');
    }
  }
  return counts;
}

/** What is listed where it grew, because its disk had become read-only: to its place, if it can be written to again. */
async function settle(place: AdoptionPlace, row: StoredSegment, path: string): Promise<null> {
  // The other one of a file that was moved to another disk is garbage, or will be found to be foreign.
  const isListed = row.place === place.root.num && row.path === growingRowPath(row.cameraId, row.key);
  if (isListed) await settleListed({ ...place, path }, row);
  return null;
}

/** It was moved to its place, and the host died before its row said so. */
async function found(place: AdoptionPlace, row: StoredSegment, day: string, name: string): Promise<null> {
  const gone = await stat(join(place.root.path, row.path)).then(
    () => false,
    (error: unknown) => isCode(error, 'ENOENT'),
  );
  if (gone && row.place === place.root.num) place.store.relocate(row.key, row.path, `${row.cameraId}/${day}/${name}`);
  return null;
}

interface Stray {
  readonly key: SegmentKey;
  readonly path: string;
  readonly index: FileIndex;
}

/** What came so shortly before the last write may lie behind a step of the clock that the life before had no time to see. */
const UNSEEN_WITHIN_MS = 5000;

/**
 * The index of a file whose run is long over. Nobody says that its time stamps are arrival times; a pause that is as long as a known
 * step of the clock and lies where that was does.
 * @param mtimeMs when it was last written to; null: it was finished in its time
 */
function indexOf({ steps }: AdoptionPlace, key: SegmentKey, mtimeMs: number | null): FileIndex {
  const { number, runStartMs } = parseKey(key);
  const unseenMs = steps?.unseenMs ?? 0;
  const isUnseen = (fromSeconds: number, toSeconds: number): boolean =>
    mtimeMs !== null &&
    unseenMs > 0 &&
    (toSeconds - fromSeconds) * 1000 >= unseenMs &&
    runStartMs + toSeconds * 1000 > mtimeMs - UNSEEN_WITHIN_MS;
  const isKnown = steps === undefined ? (): boolean => false : leaptBy(steps, runStartMs);
  return new FileIndex({
    firstOfRun: number === 0,
    leapt: (from, to) => isKnown(from, to) || isUnseen(from, to),
  });
}

async function finish(
  place: AdoptionPlace,
  cameraId: CameraId,
  { key, path, index }: Stray,
  startMs: (durationMs: number) => number,
): Promise<FinishOutcome> {
  const outcome = await finishSegment({ ...place, cameraId, key, path, index, startMs });
  if (outcome.kind !== 'indexed') return outcome;
  const { segment } = outcome;
  place.store.cutGaps(cameraId, { startMs: segment.startMs, endMs: segment.startMs + segment.durationMs });
  place.onSegment(segment);
  return outcome;
}

/**
 * The last write came with the last frame, by the clock of that moment; where the clock was set meanwhile, the time since the run's start
 * tells more. A neighbour's end is better than either, if it is one.
 */
function guessStart(
  { store, steps }: AdoptionPlace,
  key: string,
  { byMtimeMs, index }: { readonly byMtimeMs: number; readonly index: FileIndex },
): number {
  const { runId, number, runStartMs } = parseKey(key);
  const byRunMs = runStartMs + index.mediaStartMs;
  const setBy = [...(steps?.known() ?? []).map(({ byMs }) => byMs), steps?.unseenMs ?? 0];
  const wasSet = index.leapt || setBy.some((byMs) => byMs !== 0 && Math.abs(byMtimeMs - byMs - byRunMs) < SET_MS);
  const guessMs = wasSet ? byRunMs : byMtimeMs;
  const before = number === 0 ? null : store.findSegment(segmentKey(runId, number - 1));
  if (before !== null) {
    const endMs = before.startMs + before.durationMs;
    if (Math.abs(endMs - guessMs) < NEIGHBOUR_MS) return endMs;
  }
  return Math.round(Math.max(guessMs, runStartMs));
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}
