import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock, type Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { listBackups, writeBackup } from './backups.ts';
import { applyMirror, mirrored, readMirror } from './camera-mirror.ts';
import { createCameraStore } from './camera-store.ts';
import { openDatabase, type Db } from './database.ts';
import { CatalogError } from './errors.ts';
import { LiveDatabase } from './live-database.ts';
import { createReserve, isFull, type Reserve } from './reserve.ts';
import { isLost, restoreDatabase, type Restoration, type RestorePlace } from './restore.ts';
import { createStores, type Stores } from './stores.ts';

/** The index of everything: one SQLite file, written by this process alone. */
export interface Catalog extends Stores {
  /**
   * Calls back, soon, when the catalog was replaced by a backup (or by an empty one), be it when it was opened or in the middle of
   * a call to one of the stores. What is newer than the backup has to be taken from the files.
   */
  onRestored(listener: (restoration: Restoration) => void): void;
  /** When the newest backup was made, UTC milliseconds; null without any. */
  lastBackupMs(): number | null;
  /** @throws see `writeBackup` */
  backUp(signal: AbortSignal): Promise<string>;
  /** Writes what the log of changes holds into the file and lets go of it. Nothing may be called after. */
  close(): void;
}

export interface CatalogOptions {
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** How often it is looked whether the reserve is there. */
const TEND_EVERY_MS = 60_000;
/** Calls that make room, and for which the reserve is kept. */
const makesRoom: ReadonlySet<string> = new Set([
  'condemnSegments',
  'condemnUnlocked',
  'condemnCamera',
  'releaseToArchive',
  'forgetGarbage',
]);

/**
 * Opens or makes the catalog. One that is broken or lost, now or later, is replaced by its newest good backup, the cameras by their mirror.
 * @param path `vigil.db` of the data folder, with the backups and the mirror beside it; `:memory:` keeps nothing.
 * @throws CatalogError
 */
export function openCatalog(path: string, { logger, clock = systemClock }: CatalogOptions): Catalog {
  const inMemory = path === ':memory:';
  const place: RestorePlace = { path, backupFolder: join(dirname(path), 'backups'), logger };
  const mirrorPath = join(dirname(path), 'cameras.json');
  const pending: Restoration[] = [];
  let tell: ((restoration: Restoration) => void) | null = null;
  const tellPending = (): void => {
    if (tell !== null) pending.splice(0).forEach(tell);
  };
  const live = new LiveDatabase<Stores>({
    clock,
    logger,
    open: () => (inMemory ? openDatabase(path) : openFile(place, mirrorPath)),
    restore: (why) => {
      const { db, restoration } = restoreDatabase(place, why, clock.now());
      const mirror = readMirror(mirrorPath, logger);
      if (mirror !== null) applyMirror(createCameraStore(db, logger), mirror);
      logger.error({ ...restoration }, 'the catalog was replaced');
      pending.push(restoration);
      // Not now: the listener uses the catalog, which is not there again before this returns.
      queueMicrotask(tellPending);
      return db;
    },
    bind(db) {
      const stores = createStores(db, logger);
      return inMemory ? stores : { ...stores, cameras: mirrored(stores.cameras, mirrorPath, logger) };
    },
  });
  const reserve = inMemory ? null : createReserve(join(dirname(path), 'vigil.reserve'), logger);
  reserve?.tend();
  const tending = clock.every(TEND_EVERY_MS, () => reserve?.tend());
  return {
    ...forward(live, reserve),
    onRestored(listener) {
      tell = listener;
      queueMicrotask(tellPending);
    },
    lastBackupMs: () => listBackups(place.backupFolder)[0]?.madeMs ?? null,
    backUp: (signal) => live.call((_, db) => writeBackup(db, place.backupFolder, clock.now(), signal)),
    close() {
      tending.cancel();
      live.close();
    },
  };
}

/** @throws CatalogError corrupt also when the file is gone, or empty, and must have been there */
function openFile(place: RestorePlace, mirrorPath: string): Db {
  const size = statSync(place.path, { throwIfNoEntry: false })?.size ?? 0;
  if (isLost(place, size, mirrorPath)) throw new CatalogError('corrupt', 'the catalog is gone');
  return openDatabase(place.path);
}

/**
 * The same stores; every call goes to the database that there is by then. One that makes room and finds none for its own rows is made
 * again with that of the reserve.
 */
function forward(live: LiveDatabase<Stores>, reserve: Reserve | null): Stores {
  type Method = (...args: unknown[]) => unknown;
  type Methods = Readonly<Record<string, Method>>;
  const all = live.call((stores) => Object.entries(stores) as [keyof Stores, Methods][]);
  const call = (store: keyof Stores, method: string): Method => {
    const once: Method = (...args) =>
      live.call((stores) => (stores as unknown as Record<string, Methods>)[store]?.[method]?.(...args));
    if (reserve === null || !makesRoom.has(method)) return once;
    return (...args) => {
      try {
        return once(...args);
      } catch (error) {
        if (!isFull(error) || !reserve.release()) throw error;
        return once(...args);
      }
    };
  };
  const forwarded = all.map(([name, methods]) => {
    return [name, Object.fromEntries(Object.keys(methods).map((method) => [method, call(name, method)]))];
  });
  return Object.fromEntries(forwarded) as Stores;
}
