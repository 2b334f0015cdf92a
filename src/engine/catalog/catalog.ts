import type { CameraStore } from '../camera/index.ts';
import type { SessionStore } from '../http/index.ts';
import type { Logger } from '../logger.ts';
import type { SegmentStore } from '../recording/index.ts';
import type { PlaceStore } from '../storage/index.ts';
import { createCameraStore } from './camera-store.ts';
import { openDatabase } from './database.ts';
import { createPlaceStore } from './place-store.ts';
import { createSegmentStore } from './segment-store.ts';
import { createSessionStore } from './session-store.ts';

/** The index of everything: one SQLite file, written by this process alone. */
export interface Catalog {
  readonly cameras: CameraStore;
  readonly segments: SegmentStore;
  readonly places: PlaceStore;
  readonly sessions: SessionStore;
  /** Writes what the log of changes holds into the file and lets go of it. Nothing may be called after. */
  close(): void;
}

/**
 * Opens or makes the catalog.
 * @param path `vigil.db` of the data folder; `:memory:` keeps nothing.
 * @throws CatalogError
 */
export function openCatalog(path: string, options: { readonly logger: Logger }): Catalog {
  const db = openDatabase(path);
  return {
    cameras: createCameraStore(db, options.logger),
    segments: createSegmentStore(db),
    places: createPlaceStore(db),
    sessions: createSessionStore(db),
    close: () => db.close(),
  };
}
