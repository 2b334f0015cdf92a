import { errorText, readMarker, type Root, type StoredPlace } from '../storage/index.ts';

/** Places of recordings, by whether their folder is there now. */
export interface KnownRoots {
  readonly present: readonly Root[];
  readonly away: readonly { readonly place: StoredPlace; readonly why: string }[];
}

/**
 * Finds the storage roots of the catalog by their marker files. Writes nothing, unlike the roots of a running recorder.
 * @param paths of the settings, looked at first: a copy of the data folder has roots of its own, with the same markers
 */
export async function findRoots(places: readonly StoredPlace[], paths: readonly string[]): Promise<KnownRoots> {
  const present: Root[] = [];
  const away: { place: StoredPlace; why: string }[] = [];
  for (const place of places) {
    if (place.kind === 'archive') continue;
    const { num, kind, id, location } = place;
    let why = 'no folder has its marker file';
    for (const path of new Set([...paths, ...(location === '' ? [] : [location])])) {
      try {
        if (id === null || (await readMarker(path)) !== id) continue;
        present.push({ num, kind, path });
        break;
      } catch (error) {
        why = `${path}: ${errorText(error)}`;
      }
    }
    if (!present.some((root) => root.num === num)) away.push({ place, why });
  }
  return { present, away };
}
