import { pino } from 'pino';
import {
  createRoots,
  type PlaceStore,
  type RootSetting,
  type StorageRoots,
  type StoredPlace,
} from '../../src/engine/storage/index.ts';

/** Places that are forgotten with the test. */
export function memoryPlaces(): PlaceStore {
  const rows: StoredPlace[] = [{ num: 1, id: null, kind: 'fast', location: '' }];
  return {
    places: () => [...rows],
    addPlace(place) {
      rows.push({ ...place, num: rows.length + 1 });
      return rows.length;
    },
    updatePlace: (place) => void rows.splice(place.num - 1, 1, place),
  };
}

/** Real roots in these folders, looked at already; the first is place 1. */
export async function openRoots(...paths: (string | RootSetting)[]): Promise<StorageRoots> {
  const settings = paths.map((path) => (typeof path === 'string' ? { path, kind: 'fast' as const } : path));
  const roots = createRoots({ settings: () => settings, places: memoryPlaces(), logger: pino({ level: 'silent' }) });
  await roots.start();
  return roots;
}
