import Database from 'better-sqlite3';
import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from '../logger.ts';

/** Deleting 200 segments writes up to 3 MB into SQLite's log of changes; twice that, and some more. */
const RESERVE_BYTES = 8 * 1024 * 1024;
/** It is made only where it takes a small part of the room that is left. */
const ROOM_FACTOR = 4;

/** Room on the catalog's disk that nobody uses, so that footage can still be deleted, which begins with a row, when all other room is gone. */
export interface Reserve {
  /** Makes it where it is missing and there is room. Never throws. */
  tend(): void;
  /** Gives the room to whoever writes next. Answers whether there was any. */
  release(): boolean;
}

/** @param path of the file that takes the room */
export function createReserve(path: string, logger: Logger): Reserve {
  return {
    tend() {
      try {
        if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= RESERVE_BYTES) return;
        const { bavail, bsize } = statfsSync(dirname(path));
        if (bavail * bsize >= ROOM_FACTOR * RESERVE_BYTES) write(path);
      } catch (error) {
        logger.warn({ err: error }, 'the room for deleting on a full disk could not be set aside');
      }
    },
    release() {
      try {
        const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
        if (bytes === 0) return false;
        give(path);
        logger.warn({ bytes }, 'the disk of the catalog is full: the room that was set aside for deleting is used');
        return true;
      } catch (error) {
        logger.error({ err: error }, 'the room that was set aside for deleting could not be used');
        return false;
      }
    },
  };
}

/** Whether SQLite found no room. Pure. */
export function isFull(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_FULL';
}

/** Written, not only given a length: a file with holes takes no room. */
function write(path: string): void {
  const handle = openSync(path, 'w', 0o600);
  try {
    // No zeros, which some file systems store as holes or compress away.
    const block = Buffer.alloc(1024 * 1024, 'room that is kept for deleting; ');
    for (let written = 0; written < RESERVE_BYTES; written += block.byteLength) writeSync(handle, block);
    fsyncSync(handle);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
}

/** Synced: a journaling file system gives the room to others only when the deletion is safe itself. */
function give(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    ftruncateSync(handle, 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  rmSync(path, { force: true });
}
