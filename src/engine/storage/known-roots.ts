import { mkdir } from 'node:fs/promises';
import { writeMarker } from './marker.ts';
import type { PlaceStore, StoredPlace } from './place-store.ts';
import type { PlaceNum, Root } from './place.ts';

/** A storage root as the settings name it. */
export type RootSetting = Pick<Root, 'path' | 'kind'>;

/** What the catalog knows at this path; null when no root was ever there. */
export function placeAt(places: PlaceStore, path: string): StoredPlace | null {
  return places.places().find(({ location, kind }) => kind !== 'archive' && location === path) ?? null;
}

/** Marks a new folder as ours. @returns its marker's id @throws what the file system throws */
export async function markNew(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return writeMarker(path);
}

/**
 * Writes down where a root is now. A root that is known by its marker keeps its number wherever it is; what was known at that path
 * before lies nowhere now.
 * @param first it is the root of old times, place 1, if that has no marker yet
 */
export function remember(places: PlaceStore, id: string, setting: RootSetting, first: boolean): PlaceNum {
  const known = places.places();
  const place = { id, kind: setting.kind, location: setting.path };
  const same = known.find((each) => each.id === id) ?? (first ? known.find((each) => each.id === null) : undefined);
  for (const other of known) {
    if (other.location === place.location && other.num !== same?.num && other.kind !== 'archive')
      places.updatePlace({ ...other, location: '' });
  }
  if (same === undefined) return places.addPlace(place);
  const { num } = same;
  if (same.id !== id || same.kind !== place.kind || same.location !== place.location)
    places.updatePlace({ ...place, num });
  return num;
}
