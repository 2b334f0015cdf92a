import type { SegmentKey } from '../../shared/recording.ts';
import type { Logger } from '../logger.ts';
import { deleteGarbageIn, type GarbageStore } from './garbage.ts';
import type { PlaceNum, Roots } from './place.ts';

/** A segment that may go from a root. */
export interface Expendable {
  readonly key: SegmentKey;
  readonly sizeBytes: number;
}

/** What making room needs of the catalog. */
export interface SpaceStore extends GarbageStore {
  /** Segments of this place that have a verified copy in the archive, locked or not, oldest first. */
  archivedOldest(place: PlaceNum, limit: number): Expendable[];
  /** Unlocked segments of this place, oldest first, of whatever camera. */
  unlockedOldest(place: PlaceNum, limit: number): Expendable[];
  /** The archive's copy is the one that counts from now on; the local file becomes garbage. */
  releaseToArchive(keys: readonly SegmentKey[]): void;
  condemnSegments(keys: readonly SegmentKey[]): void;
}

export interface CleaningPlan {
  /** Given up here, kept in the archive. */
  readonly release: readonly SegmentKey[];
  readonly remove: readonly SegmentKey[];
  readonly freedBytes: number;
}

const BATCH = 200;

/**
 * What goes to free so many bytes: copies of what is archived first, then the oldest. Never more than needed, but for the last one. Pure.
 * @param archived oldest first
 * @param unlocked oldest first; may name the same segments
 */
export function planCleaning(
  needBytes: number,
  archived: readonly Expendable[],
  unlocked: readonly Expendable[],
): CleaningPlan {
  let freedBytes = 0;
  const take = (from: readonly Expendable[]): SegmentKey[] => {
    const taken: SegmentKey[] = [];
    for (const { key, sizeBytes } of from) {
      if (freedBytes >= needBytes) break;
      freedBytes += sizeBytes;
      taken.push(key);
    }
    return taken;
  };
  const release = take(archived);
  const released = new Set(release);
  const remove = take(unlocked.filter(({ key }) => !released.has(key)));
  return { release, remove, freedBytes };
}

export interface Cleaner {
  readonly roots: Roots;
  readonly store: SpaceStore;
  readonly logger: Logger;
}

/** Frees so many bytes in a root, in batches. @returns whether there was as much to be deleted @throws what the store throws */
export async function clean({ roots, store, logger }: Cleaner, place: PlaceNum, needBytes: number): Promise<boolean> {
  let leftBytes = needBytes;
  let segments = 0;
  while (leftBytes > 0) {
    const archived = store.archivedOldest(place, BATCH);
    const unlocked = archived.length < BATCH ? store.unlockedOldest(place, BATCH) : [];
    const plan = planCleaning(leftBytes, archived, unlocked);
    if (plan.release.length + plan.remove.length === 0) break;
    store.releaseToArchive(plan.release);
    store.condemnSegments(plan.remove);
    await deleteGarbageIn(place, roots, store, logger);
    leftBytes -= plan.freedBytes;
    segments += plan.release.length + plan.remove.length;
  }
  if (segments > 0) logger.warn({ place, segments, freedBytes: needBytes - leftBytes }, 'deleted footage to make room');
  return leftBytes <= 0;
}
