import type { CameraId } from '../../shared/camera.ts';
import type { RaiseAlert } from '../alerts/index.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { clean, freshSince, urgentNeed, type SpaceStore } from './cleaning.ts';
import { errorText } from './files.ts';
import { deleteGarbageIn } from './garbage.ts';
import type { PlaceNum } from './place.ts';
import { CLEAN_TO, isPresent } from './root-state.ts';
import type { RootStatus, StorageRoots } from './roots.ts';
import type { UsageStore } from './service.ts';

/** A run that writes footage now. */
export interface Writing {
  readonly cameraId: CameraId;
  readonly place: PlaceNum;
  /** How far what is written lies behind the clock, milliseconds; null where that cannot be told. */
  readonly lagMs: number | null;
}

export interface StorageKeeperOptions {
  readonly roots: StorageRoots;
  readonly store: SpaceStore & Pick<UsageStore, 'bytesSince'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly raise: RaiseAlert;
  readonly writing: () => readonly Writing[];
  /** Ends the runs of these cameras for others at once, which then write to the preferred root. */
  readonly renew: (cameras: readonly CameraId[]) => void;
  /** A root can be written to that could not be before: what was left half done in it can be finished. */
  readonly returned?: () => void;
  /** Tries cameras that wait because nothing could be written. */
  readonly retry: () => void;
}

/** Looks after the roots while the recorder runs. */
export interface StorageKeeper {
  start(): void;
  /** Resolves when nothing is being deleted any more. */
  stop(): Promise<void>;
  /** One round: looks at the roots, makes room, moves runs. Joins the round that is under way. */
  check(): Promise<void>;
}

const CHECK_EVERY_MS = 5000;
const BEHIND_MS = 5000;
/** The newest hour goes last when room is needed. */
const FRESH_MS = 3_600_000;

/** Runs that are to write elsewhere: to the preferred root, if theirs is another. Pure. */
export function misplaced(writing: readonly Writing[], preferred: PlaceNum | null): CameraId[] {
  if (preferred === null) return [];
  return writing.filter(({ place }) => place !== preferred).map(({ cameraId }) => cameraId);
}

/** Runs that fall behind because their disk is slow. Pure. */
export function behind(writing: readonly Writing[], roots: readonly RootStatus[]): Writing[] {
  const slow = new Set(roots.filter(({ state }) => state === 'slow').map(({ num }) => num));
  return writing.filter(({ place, lagMs }) => slow.has(place) && lagMs !== null && lagMs > BEHIND_MS);
}

function writableOf(roots: StorageRoots): Set<PlaceNum> {
  const found = roots.status().filter(({ state, hanging }) => !hanging && isPresent(state));
  return new Set(found.flatMap(({ num }) => num ?? []));
}

export function createStorageKeeper(options: StorageKeeperOptions): StorageKeeper {
  const { roots, clock, logger, raise } = options;
  let timer: Timer | null = null;
  let round: Promise<void> | null = null;
  let stopped = false;
  let preferred: PlaceNum | null = null;
  let present = new Set<PlaceNum>();
  let writable = new Set<PlaceNum>();

  const makeRoom = async (root: RootStatus): Promise<void> => {
    const { num, freeBytes, minFreeBytes } = root;
    if (num === null || freeBytes === null || minFreeBytes === null) return;
    const roomBytes = (root.totalBytes ?? 0) - CLEAN_TO * minFreeBytes;
    const bytesSince = (sinceMs: number): number => options.store.bytesSince(num, sinceMs);
    const need = {
      bytes: CLEAN_TO * minFreeBytes - freeBytes,
      urgentBytes: urgentNeed(freeBytes, minFreeBytes),
      freshSinceMs: freshSince(clock.now(), FRESH_MS, roomBytes, bytesSince),
    };
    const enough = await clean(options, num, need).catch((error: unknown) => {
      logger.error({ root: root.path, error: errorText(error) }, 'cannot make room');
      return false;
    });
    roots.setExhausted(num, !enough);
  };

  const greetReturned = async (): Promise<void> => {
    const now = new Set(roots.present().map(({ num }) => num));
    // What was to be deleted while it was away.
    for (const num of now) if (!present.has(num)) await deleteGarbageIn(num, roots, options.store, logger);
    present = now;
    const before = writable;
    writable = writableOf(roots);
    if ([...writable].some((num) => !before.has(num))) options.returned?.();
  };

  const go = async (): Promise<void> => {
    await roots.look();
    const short = roots.status().filter(({ state }) => state === 'low' || state === 'critical');
    for (const root of short) await makeRoom(root);
    for (const { num, state } of roots.status()) if (num !== null && state === 'ok') roots.setExhausted(num, false);
    if (short.length > 0) await roots.look();
    await greetReturned();
    if (stopped) return;
    const writing = options.writing();
    for (const { cameraId, place, lagMs } of behind(writing, roots.status())) {
      const root = roots.status().find(({ num }) => num === place)?.path ?? '';
      raise({ kind: 'recording_behind', severity: 'warning', cameraId, data: { root, lagMs: Math.round(lagMs ?? 0) } });
    }
    const before = preferred;
    preferred = roots.preferred();
    const wrong = misplaced(writing, preferred);
    if (wrong.length > 0) options.renew(wrong);
    if (preferred !== null && preferred !== before) options.retry();
  };

  const check = (): Promise<void> => {
    round ??= go()
      .catch((error: unknown) => logger.error({ error: errorText(error) }, 'cannot look after the storage roots'))
      .finally(() => {
        round = null;
      });
    return round;
  };

  return {
    start() {
      preferred = roots.preferred();
      present = new Set(roots.present().map(({ num }) => num));
      writable = writableOf(roots);
      timer = clock.every(CHECK_EVERY_MS, () => void check());
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await round;
    },
    check,
  };
}
