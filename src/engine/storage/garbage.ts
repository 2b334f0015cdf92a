import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SegmentKey } from '../../shared/recording.ts';
import type { Logger } from '../logger.ts';
import { errorText, isCode } from './files.ts';
import type { PlaceNum, Roots } from './place.ts';

/** A file whose row is gone, or lies elsewhere now, and that is to be deleted. */
export interface GarbageFile {
  readonly key: SegmentKey;
  readonly place: PlaceNum;
  /** As in the row: relative to the root, with forward slashes. */
  readonly path: string;
}

/** What deleting needs of the catalog. Synchronous; every call is one transaction. */
export interface GarbageStore {
  /** Files to be deleted in this place, at most `limit`. */
  garbage(place: PlaceNum, limit: number): GarbageFile[];
  /** Last step: the files are gone. */
  forgetGarbage(files: readonly Pick<GarbageFile, 'key' | 'place'>[]): void;
}

const BATCH = 200;

/**
 * Deletes the files whose rows are garbage in all roots that are there, then the rows. A file that cannot be deleted, and
 * those of a root that is not there, keep their garbage rows for another time.
 */
export async function deleteGarbage(roots: Roots, store: GarbageStore, logger: Logger): Promise<void> {
  for (const { num } of roots.present()) await deleteGarbageIn(num, roots, store, logger);
}

/** The same in one root. */
export async function deleteGarbageIn(
  place: PlaceNum,
  roots: Roots,
  store: GarbageStore,
  logger: Logger,
): Promise<void> {
  const stuck = new Set<string>();
  for (;;) {
    const batch = store.garbage(place, BATCH + stuck.size).filter((file) => !stuck.has(file.key));
    if (batch.length === 0) return;
    const gone: GarbageFile[] = [];
    for (const file of batch) {
      try {
        const path = roots.pathOf(place, file.path);
        if (path === null) throw new Error('its root is not there, or its path leads out of it');
        await rm(path, { force: true });
        await removeEmpty(dirname(path));
        gone.push(file);
      } catch (error) {
        stuck.add(file.key);
        logger.error({ key: file.key, error: errorText(error) }, 'cannot delete a recording');
      }
    }
    store.forgetGarbage(gone);
  }
}

/** Removes a folder that holds nothing; any other stays. */
export async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY', 'ENOENT', 'EEXIST', 'EPERM')) throw error;
  }
}
