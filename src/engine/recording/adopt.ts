import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraId } from '../../shared/camera.ts';
import type { Logger } from '../logger.ts';
import { errorText, isCode, type Root } from '../storage/index.ts';
import { FileIndex } from './file-index.ts';
import { finishSegment, type FinishOutcome } from './finish-segment.ts';
import { growingFolder, isCameraFolder, parseFinishedName, parseGrowingName, parseKey, segmentKey } from './paths.ts';
import type { SegmentStore } from './segment-store.ts';

export interface Adoption {
  readonly indexed: number;
  readonly quarantined: number;
  readonly empty: number;
}

/** One root that is looked through. */
interface Place {
  readonly root: Root;
  readonly store: SegmentStore;
  readonly logger: Logger;
}

/** A host that died can only have left a file without its row in the newest of the day folders. */
const DAYS_LOOKED_AT = 2;
/** A predecessor whose end lies further away than this is not the neighbour that it seems to be. */
const NEIGHBOUR_MS = 5000;

/**
 * Finishes what a crash left behind: growing files, and finished files that never got their row. Doing it twice does
 * nothing more. Must not run while ffmpeg writes. One file's trouble is logged and stops no other.
 */
export async function adoptStrays(place: Place): Promise<Adoption> {
  let sum: Adoption = { indexed: 0, quarantined: 0, empty: 0 };
  for (const cameraId of (await names(place.root.path)).filter(isCameraFolder)) {
    sum = addAdoptions(sum, await adoptGrowing(place, cameraId));
    sum = addAdoptions(sum, await adoptAll(place, cameraId, await rowlessFiles(place, cameraId)));
  }
  return sum;
}

/** The growing files of one camera that has no run: those of a crash, and those that could not be finished in their time. */
export async function adoptGrowing(place: Place, cameraId: CameraId): Promise<Adoption> {
  return adoptAll(place, cameraId, await growingStrays(place, cameraId));
}

async function adoptAll(
  place: Place,
  cameraId: CameraId,
  strays: readonly (() => Promise<FinishOutcome>)[],
): Promise<Adoption> {
  const counts = { indexed: 0, quarantined: 0, empty: 0 };
  for (const stray of strays) {
    try {
      const outcome = await stray();
      counts[outcome.kind] += 1;
    } catch (error) {
      place.logger.error({ cameraId, error: errorText(error) }, 'cannot adopt a recording');
    }
  }
  return counts;
}

export function addAdoptions(a: Adoption, b: Adoption): Adoption {
  return { indexed: a.indexed + b.indexed, quarantined: a.quarantined + b.quarantined, empty: a.empty + b.empty };
}

async function growingStrays(place: Place, cameraId: CameraId): Promise<(() => Promise<FinishOutcome>)[]> {
  const folder = growingFolder(place.root.path, cameraId);
  // In order, so that a file can take its start from the one before it.
  const keys = (await names(folder)).map(parseGrowingName).filter((key) => key !== null);
  return keys.sort().map((key) => async () => {
    const path = join(folder, `${key}.mp4`);
    const { mtimeMs } = await stat(path);
    const startMs = (durationMs: number): number => guessStart(place.store, key, mtimeMs - durationMs);
    return finishSegment({
      ...place,
      cameraId,
      key,
      path,
      index: new FileIndex({ firstOfRun: parseKey(key).number === 0 }),
      startMs,
    });
  });
}

/** The last write came with the last frame; a neighbour's end is better, if it is one. */
function guessStart(store: SegmentStore, key: string, byMtimeMs: number): number {
  const { runId, number, runStartMs } = parseKey(key);
  const before = number === 0 ? null : store.findSegment(segmentKey(runId, number - 1));
  if (before !== null) {
    const endMs = before.startMs + before.durationMs;
    if (Math.abs(endMs - byMtimeMs) < NEIGHBOUR_MS) return endMs;
  }
  return Math.round(Math.max(byMtimeMs, runStartMs));
}

async function rowlessFiles(place: Place, cameraId: CameraId): Promise<(() => Promise<FinishOutcome>)[]> {
  const days = (await names(join(place.root.path, cameraId))).filter((name) => /^\d{4}-\d\d-\d\d$/.test(name)).sort();
  const found: (() => Promise<FinishOutcome>)[] = [];
  for (const day of days.slice(-DAYS_LOOKED_AT)) {
    for (const name of await names(join(place.root.path, cameraId, day))) {
      const parsed = parseFinishedName(day, name);
      if (parsed === null || place.store.findSegment(parsed.key) !== null) continue;
      const path = join(place.root.path, cameraId, day, name);
      const { key, startMs } = parsed;
      found.push(() =>
        finishSegment({
          ...place,
          cameraId,
          key,
          path,
          index: new FileIndex({ firstOfRun: parseKey(key).number === 0 }),
          startMs: () => startMs,
        }),
      );
    }
  }
  return found;
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}
