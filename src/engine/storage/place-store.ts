import type { PlaceNum } from './place.ts';

/** One place that holds recording files, as the catalog knows it. */
export interface StoredPlace {
  readonly num: PlaceNum;
  /** Marker id of a root, or what names an archive; null for the one root of old times before it was looked at. */
  readonly id: string | null;
  readonly kind: 'fast' | 'slow' | 'archive';
  /** Where it was seen last: the root's absolute path, or the archive's URL without secrets. Empty when it lies nowhere now. */
  readonly location: string;
}

/** What storage needs of the catalog. Synchronous; a place is never removed, since rows name it. */
export interface PlaceStore {
  places(): StoredPlace[];
  addPlace(place: Omit<StoredPlace, 'num'>): PlaceNum;
  updatePlace(place: StoredPlace): void;
}
