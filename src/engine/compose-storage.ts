import type { CameraId, RenewalReason } from '../shared/camera.ts';
import type { Settings } from '../shared/settings.ts';
import type { RaiseAlert } from './alerts/index.ts';
import type { Catalog } from './catalog/index.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { StorageService } from './services.ts';
import {
  createRoots,
  createStorageKeeper,
  createStorageService,
  type StorageKeeper,
  type StorageRoots,
  type Writing,
} from './storage/index.ts';

export interface StorageParts {
  readonly roots: StorageRoots;
  readonly keeper: StorageKeeper;
  readonly service: StorageService;
}

/** Binds the storage roots to the catalog, the recorder and the cameras. */
export function composeStorage(options: {
  /** Folder of the recordings, the first of the roots. */
  readonly root: string;
  readonly settings: { get(): Settings };
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly raise: RaiseAlert;
  readonly writing: () => readonly Writing[];
  readonly returned: () => void;
  readonly cameras: () => { renew(ids: readonly CameraId[], why: RenewalReason): void; retryStorage(): void };
}): StorageParts {
  const { root, settings, catalog, clock, logger, raise, writing, returned, cameras } = options;
  const roots = createRoots({
    settings: () => [{ path: root, kind: 'fast' }, ...settings.get().storage.roots.filter(({ path }) => path !== root)],
    limits: () => settings.get().storage,
    places: catalog.places,
    logger,
    clock,
    raise,
  });
  const keeper = createStorageKeeper({
    roots,
    store: { ...catalog.segments, ...catalog.space },
    clock,
    logger,
    raise,
    writing,
    returned,
    renew: (ids) => cameras().renew(ids, 'storage_changed'),
    retry: () => cameras().retryStorage(),
  });
  const service = createStorageService({ roots, store: catalog.space, clock, changed: () => void keeper.check() });
  return { roots, keeper, service };
}
