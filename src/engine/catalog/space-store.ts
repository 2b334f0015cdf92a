import type { Expendable, PlaceNum, SpaceStore, UsageStore } from '../storage/index.ts';
import type { Db } from './database.ts';

/** What making room and counting it need, beside the store of segments. */
export type SpaceRows = Pick<SpaceStore, 'archivedOldest' | 'unlockedOldest' | 'releaseToArchive'> & UsageStore;

export function createSpaceStore(db: Db): SpaceRows {
  const archived = db.prepare<[PlaceNum, number], Expendable>(
    `SELECT key, start_ms AS startMs, size_bytes AS sizeBytes FROM segments
     WHERE place_num = ? AND archive_num IS NOT NULL AND archive_num <> place_num
     ORDER BY start_ms LIMIT ?`,
  );
  const unlocked = db.prepare<[PlaceNum, number], Expendable>(
    `SELECT key, start_ms AS startMs, size_bytes AS sizeBytes FROM segments
     WHERE place_num = ? AND locked = 0 ORDER BY start_ms LIMIT ?`,
  );
  const discard = db.prepare(
    'INSERT OR IGNORE INTO garbage SELECT key, place_num, path FROM segments WHERE key = ? AND archive_num IS NOT NULL',
  );
  const release = db.prepare('UPDATE segments SET place_num = archive_num WHERE key = ? AND archive_num IS NOT NULL');
  const counted = db.prepare<[PlaceNum], { bytes: number; segments: number }>(
    'SELECT bytes, segments FROM place_usage WHERE place_num = ?',
  );
  const oldest = db
    .prepare<[PlaceNum], number | null>('SELECT min(start_ms) FROM segments WHERE place_num = ?')
    .pluck();
  const since = db
    .prepare<[PlaceNum, number], number>(
      'SELECT coalesce(sum(size_bytes), 0) FROM segments WHERE place_num = ? AND start_ms >= ?',
    )
    .pluck();
  return {
    archivedOldest: (place, limit) => archived.all(place, limit),
    unlockedOldest: (place, limit) => unlocked.all(place, limit),
    releaseToArchive: db.transaction((keys: readonly string[]) => {
      for (const key of keys) {
        discard.run(key);
        release.run(key);
      }
    }),
    usage(place) {
      const { bytes, segments } = counted.get(place) ?? { bytes: 0, segments: 0 };
      return { bytes, segments, oldestMs: oldest.get(place) ?? null };
    },
    bytesSince: (place, sinceMs) => since.get(place, sinceMs) ?? 0,
  };
}
