import { mkdir } from 'node:fs/promises';
import { VigilError } from '../../shared/errors.ts';
import type { Logger } from '../logger.ts';
import { errorText, underRoot } from './files.ts';
import { readMarker, writeMarker } from './marker.ts';
import type { PlaceStore, StoredPlace } from './place-store.ts';
import type { PlaceNum, Root, Roots } from './place.ts';

/** A storage root as the settings name it. */
export type RootSetting = Pick<Root, 'path' | 'kind'>;

export interface RootsOptions {
  /** In the order in which they are used; asked for at each look. The first one is the root of old times (place 1). */
  readonly settings: () => readonly RootSetting[];
  readonly places: PlaceStore;
  readonly logger: Logger;
}

export interface StorageRoots extends Roots {
  /** Looks at all roots; before anything else. Never fails: a root that is not there is none. */
  start(): Promise<void>;
}

/** Knows the storage roots by their marker files. */
export function createRoots({ settings, places, logger }: RootsOptions): StorageRoots {
  let found: readonly Root[] = [];

  const look = async (setting: RootSetting): Promise<Root> => {
    const root = await identify(setting, places, settings()[0]?.path === setting.path);
    found = [...found.filter(({ num }) => num !== root.num), root];
    return root;
  };
  const inOrder = (): RootSetting[] => [...settings()].sort((a, b) => rank(a) - rank(b));

  return {
    async start() {
      for (const setting of inOrder()) {
        await look(setting).catch((error: unknown) => {
          logger.error({ root: setting.path, error: errorText(error) }, 'a storage root cannot be used');
        });
      }
    },
    async forWriting() {
      const troubles: string[] = [];
      for (const setting of inOrder()) {
        try {
          return await look(setting);
        } catch (error) {
          troubles.push(`${setting.path}: ${errorText(error)}`);
        }
      }
      throw new VigilError('storage_unavailable', `cannot write to the recordings folder: ${troubles.join('; ')}`);
    },
    present: () => found,
    pathOf(place, storedPath) {
      const root = found.find(({ num }) => num === place);
      return root === undefined ? null : underRoot(root.path, storedPath);
    },
  };
}

function rank({ kind }: RootSetting): number {
  return kind === 'fast' ? 0 : 1;
}

/** Finds out which place a folder is, marks a new one. @throws when it is not to be written to */
async function identify(setting: RootSetting, places: PlaceStore, first: boolean): Promise<Root> {
  const known = places.places();
  const here = known.find(({ location, kind }) => kind !== 'archive' && location === setting.path);
  const marker = await readMarker(setting.path);
  if (here !== undefined && here.id !== marker) {
    throw new VigilError('storage_unavailable', marker === null ? 'the disk is not there' : 'it is another disk');
  }
  if (here === undefined && marker === null) await mkdir(setting.path, { recursive: true });
  const id = marker ?? (await writeMarker(setting.path));
  const num = remember(known, { id, kind: setting.kind, location: setting.path }, places, first);
  return { num, path: setting.path, kind: setting.kind };
}

function remember(
  known: readonly StoredPlace[],
  place: Omit<StoredPlace, 'num'>,
  places: PlaceStore,
  first: boolean,
): PlaceNum {
  const same = known.find(({ id }) => id === place.id) ?? (first ? known.find(({ id }) => id === null) : undefined);
  if (same === undefined) return places.addPlace(place);
  const { num } = same;
  if (same.id !== place.id || same.kind !== place.kind || same.location !== place.location)
    places.updatePlace({ ...place, num });
  return num;
}
