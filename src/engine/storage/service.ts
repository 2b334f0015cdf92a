import type { StorageAnswer, StorageRoot } from '../../shared/storage.ts';
import type { Clock } from '../clock.ts';
import type { StorageService } from '../services.ts';
import type { PlaceNum } from './place.ts';
import type { RootStatus, StorageRoots } from './roots.ts';

/** Footage of one place by the catalog. */
export interface PlaceUsage {
  readonly bytes: number;
  readonly segments: number;
  /** Start of the oldest, UTC milliseconds; null when there is none. */
  readonly oldestMs: number | null;
}

export interface UsageStore {
  usage(place: PlaceNum): PlaceUsage;
  /** Bytes of what begins at `sinceMs` or later and lies here. */
  bytesSince(place: PlaceNum, sinceMs: number): number;
}

const DAY_MS = 86_400_000;

/** What people and health pages see of the roots. Nothing here waits for a disk. */
export function createStorageService(options: {
  readonly roots: StorageRoots;
  readonly store: UsageStore;
  readonly clock: Clock;
  /** Told when a root was accepted. */
  readonly changed: () => void;
}): StorageService {
  const { roots, store, clock } = options;
  const info = (): StorageAnswer => {
    const preferred = roots.preferred();
    const describe = (root: RootStatus): StorageRoot => {
      const usage = root.num === null ? { bytes: 0, segments: 0, oldestMs: null } : store.usage(root.num);
      const bytesPerDay = root.num === null ? 0 : perDay(root.num, usage);
      return {
        path: root.path,
        kind: root.kind,
        state: root.state,
        problem: root.why,
        configured: root.configured,
        preferred: root.num !== null && root.num === preferred,
        freeBytes: root.freeBytes,
        totalBytes: root.totalBytes,
        minFreeBytes: root.minFreeBytes,
        usedBytes: usage.bytes,
        segments: usage.segments,
        oldestMs: usage.oldestMs,
        bytesPerDay,
        daysLeft: daysLeft(root, bytesPerDay),
      };
    };
    return { roots: roots.status().map(describe) };
  };
  const perDay = (num: PlaceNum, { oldestMs }: PlaceUsage): number => {
    if (oldestMs === null) return 0;
    const nowMs = clock.now();
    const sinceMs = nowMs - DAY_MS;
    const bytes = store.bytesSince(num, sinceMs);
    // A recorder that began an hour ago has recorded an hour, not a day.
    const spanMs = Math.max(60_000, nowMs - Math.max(sinceMs, oldestMs));
    return Math.round((bytes * DAY_MS) / spanMs);
  };
  return {
    info,
    async accept(path) {
      await roots.accept(path);
      options.changed();
      return info();
    },
  };
}

/** Days until the minimum is reached when nothing is deleted. Pure. */
export function daysLeft(
  { freeBytes, minFreeBytes }: Pick<RootStatus, 'freeBytes' | 'minFreeBytes'>,
  bytesPerDay: number,
): number | null {
  if (freeBytes === null || bytesPerDay <= 0) return null;
  return Math.max(0, freeBytes - (minFreeBytes ?? 0)) / bytesPerDay;
}
