import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { errorText, isCode, syncFolder } from '../storage/index.ts';
import type { Preallocate } from './preallocate.ts';

/** A file that ffmpeg writes. Files of one disk are synced one after the other, disks beside each other. */
export interface FileToSync {
  readonly path: string;
  /** Its storage root. */
  readonly disk: string;
  /** What it will probably take; absent or null where that is not known. */
  readonly expectedBytes?: number | null;
}

export interface SyncerOptions {
  /** The files that grow now; asked for twice a second. */
  readonly files: () => readonly FileToSync[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sync?: (path: string, isNew: boolean) => Promise<void>;
  /** Reserves room for a new file; absent: none is reserved. */
  readonly preallocate?: Preallocate;
  /** The file grows no more. */
  readonly forget?: (path: string) => void;
}

/** Keeps what is recorded safe from a power cut. */
export interface Syncer {
  start(): void;
  stop(): void;
}

/**
 * From the beginning of one sync of a file to that of the next. What a power cut costs is what came after the beginning of the last
 * sync that was finished: this, the time that a sync takes, and the 100 ms that ffmpeg holds back; together below 2 s.
 */
export const SYNC_EVERY_MS = 1500;
/** A third of the period. Each waking costs an idle recorder a tenth of a millisecond, so files of one third go one after the other. */
const TICK_MS = 500;
/** Files are spread over the period by the golden ratio: however many there are, the thirds stay even. */
const SPREAD = 0.618_033_988_75;
const BEHIND_MS = 5000;
const TELL_AGAIN_MS = 60_000;

interface Known {
  readonly file: FileToSync;
  dueMs: number;
  /** When what is on disk by now was asked for. */
  safeMs: number;
  isNew: boolean;
}

/** One timer for all cameras. A disk has one sync under way at most: when it is slow, files wait for their turn, and nothing piles up. */
export function createSyncer(options: SyncerOptions): Syncer {
  const { clock, logger } = options;
  const opened = openFiles();
  const { sync = opened.sync, forget = opened.forget } = options;
  const known = new Map<string, Known>();
  const busy = new Set<string>();
  const toldMs = new Map<string, number>();
  let count = 0;
  let timer: { cancel(): void } | null = null;

  const look = (): void => {
    const nowMs = clock.monotonic();
    const files = options.files();
    const there = new Set(files.map(({ path }) => path));
    for (const path of [...known.keys()].filter((one) => !there.has(one))) {
      known.delete(path);
      forget(path);
    }
    for (const file of files) {
      if (known.has(file.path)) continue;
      count += 1;
      const third = Math.floor(((count * SPREAD) % 1) * (SYNC_EVERY_MS / TICK_MS));
      known.set(file.path, { file, dueMs: nowMs + third * TICK_MS, safeMs: nowMs, isNew: true });
    }
  };

  const due = (disk: string): Known | undefined => {
    const nowMs = clock.monotonic();
    return [...known.values()]
      .filter((one) => one.file.disk === disk && one.dueMs <= nowMs + TICK_MS / 2)
      .sort((a, b) => a.dueMs - b.dueMs)[0];
  };

  const tellBehind = (disk: string, behindMs: number): void => {
    const nowMs = clock.monotonic();
    if (behindMs < BEHIND_MS || nowMs - (toldMs.get(disk) ?? -Infinity) < TELL_AGAIN_MS) return;
    toldMs.set(disk, nowMs);
    logger.warn(
      { disk, behindMs: Math.round(behindMs) },
      'the disk is too slow: growing recordings are not safe in time',
    );
  };

  const one = async (next: Known): Promise<void> => {
    const { path, disk, expectedBytes } = next.file;
    const beganMs = clock.monotonic();
    next.dueMs = Math.max(next.dueMs, beganMs - TICK_MS / 2) + SYNC_EVERY_MS;
    try {
      if (next.isNew && typeof expectedBytes === 'number') await options.preallocate?.(path, expectedBytes);
      await sync(path, next.isNew);
      next.isNew = false;
      tellBehind(disk, clock.monotonic() - next.safeMs);
      next.safeMs = beganMs;
    } catch (error) {
      // Not there yet, or finished and moved meanwhile: it was synced then.
      if (!isCode(error, 'ENOENT')) logger.error({ path, error: errorText(error) }, 'cannot sync a growing recording');
    }
  };

  const work = async (disk: string): Promise<void> => {
    busy.add(disk);
    for (let next = due(disk); next !== undefined && timer !== null; next = due(disk)) await one(next);
    busy.delete(disk);
  };

  const tick = (): void => {
    look();
    const disks = new Set([...known.values()].map(({ file }) => file.disk));
    for (const disk of disks) if (!busy.has(disk)) void work(disk);
  };

  return {
    start: () => void (timer ??= clock.every(TICK_MS, tick)),
    stop() {
      timer?.cancel();
      timer = null;
      for (const path of known.keys()) forget(path);
      known.clear();
    },
  };
}

/**
 * Syncs the bytes and the length of files that somebody else writes; of a new one, its name too. A file stays open (for writing, as
 * Windows wants it) until it is forgotten: opening it each time would cost as much as the sync itself.
 */
function openFiles(): Required<Pick<SyncerOptions, 'sync' | 'forget'>> {
  const handles = new Map<string, Promise<FileHandle>>();
  const forget = (path: string): void => {
    const handle = handles.get(path);
    handles.delete(path);
    handle?.then((one) => one.close()).catch(() => undefined);
  };
  return {
    forget,
    async sync(path, isNew) {
      const handle = handles.get(path) ?? open(path, 'r+');
      handles.set(path, handle);
      try {
        await (await handle).datasync();
        if (isNew) await syncFolder(dirname(path));
      } catch (error) {
        forget(path);
        throw error;
      }
    },
  };
}
