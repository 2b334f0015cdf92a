import type { SegmentKey } from '../../shared/recording.ts';
import type { Logger } from '../logger.ts';
import { deleteGarbageIn, type GarbageStore } from './garbage.ts';
import type { PlaceNum, Roots } from './place.ts';

/** A segment that may go from a root. */
export interface Expendable {
  readonly key: SegmentKey;
  readonly startMs: number;
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

/** How much is to be freed. */
export interface Need {
  /** To be free of care: twice the minimum. */
  readonly bytes: number;
  /** For recording to go on at all; 0 while there is room for it. Only for this, fresh footage goes. */
  readonly urgentBytes: number;
  /** What begins at this moment or later is fresh, UTC milliseconds. */
  readonly freshSinceMs: number;
}

/**
 * What goes to make room: copies of what is archived first, then the oldest, fresh footage at last and only while recording could not go
 * on otherwise. Never more than needed, but for the last one. Pure.
 * @param archived oldest first
 * @param unlocked oldest first; may name the same segments
 */
export function planCleaning(
  need: Need,
  archived: readonly Expendable[],
  unlocked: readonly Expendable[],
): CleaningPlan {
  let freedBytes = 0;
  const take = (from: readonly Expendable[], untilBytes: number): SegmentKey[] => {
    const taken: SegmentKey[] = [];
    for (const { key, sizeBytes } of from) {
      if (freedBytes >= untilBytes) break;
      freedBytes += sizeBytes;
      taken.push(key);
    }
    return taken;
  };
  const release = take(archived, need.bytes);
  const released = new Set(release);
  const rest = unlocked.filter(({ key }) => !released.has(key));
  const isFresh = ({ startMs }: Expendable): boolean => startMs >= need.freshSinceMs;
  const old = take(
    rest.filter((one) => !isFresh(one)),
    need.bytes,
  );
  const fresh = take(rest.filter(isFresh), need.urgentBytes);
  return { release, remove: [...old, ...fresh], freedBytes };
}

/**
 * From when on footage is fresh: the newest `windowMs`, but no more of it than half of what the root has for footage, so that a small disk
 * records in turns as before. Pure, given what counts bytes.
 * @param roomBytes of the whole root, without what is kept free
 */
export function freshSince(
  nowMs: number,
  windowMs: number,
  roomBytes: number,
  bytesSince: (sinceMs: number) => number,
): number {
  for (let ms = windowMs; ms >= SHORTEST_FRESH_MS; ms /= 2)
    if (bytesSince(nowMs - ms) <= roomBytes / 2) return nowMs - ms;
  return Infinity;
}

const SHORTEST_FRESH_MS = 1000;

/** What many cameras write between two looks at the roots, several times over. */
const FLOOR_BYTES = 256 * 1024 * 1024;

/**
 * Below the room that recording needs to go on, twice as much is freed by whatever may go; no more, since whoever fills the disk would only
 * take that too. Pure.
 */
export function urgentNeed(freeBytes: number, minFreeBytes: number): number {
  const floor = Math.min(minFreeBytes, FLOOR_BYTES);
  return freeBytes >= floor ? 0 : 2 * floor - freeBytes;
}

export interface Cleaner {
  readonly roots: Roots;
  readonly store: SpaceStore;
  readonly logger: Logger;
}

/** Frees what is needed in a root, in batches. @returns whether there was as much to be deleted @throws what the store throws */
export async function clean({ roots, store, logger }: Cleaner, place: PlaceNum, need: Need): Promise<boolean> {
  let freedBytes = 0;
  let segments = 0;
  while (freedBytes < need.bytes) {
    const archived = store.archivedOldest(place, BATCH);
    const unlocked = archived.length < BATCH ? store.unlockedOldest(place, BATCH) : [];
    const left = { ...need, bytes: need.bytes - freedBytes, urgentBytes: need.urgentBytes - freedBytes };
    const plan = planCleaning(left, archived, unlocked);
    if (plan.release.length + plan.remove.length === 0) break;
    store.releaseToArchive(plan.release);
    store.condemnSegments(plan.remove);
    await deleteGarbageIn(place, roots, store, logger);
    freedBytes += plan.freedBytes;
    segments += plan.release.length + plan.remove.length;
  }
  if (segments > 0) logger.warn({ place, segments, freedBytes }, 'deleted footage to make room');
  return freedBytes >= need.bytes;
}
