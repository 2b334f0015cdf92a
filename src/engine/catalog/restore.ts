import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Logger } from '../logger.ts';
import { listBackups } from './backups.ts';
import { openDatabase, type Db } from './database.ts';
import { CatalogError } from './errors.ts';

/** What took the place of a catalog that could not be used. */
export interface Restoration {
  /** Name of the backup that is the catalog now; null: none was good, and an empty catalog was begun. */
  readonly backup: string | null;
  /** When that backup was made, UTC milliseconds: what came later has to be taken from the files. */
  readonly backupMs: number | null;
  /** Name that the broken file was kept under; null when it was gone. */
  readonly keptAs: string | null;
  /** What was wrong, in SQLite's words. */
  readonly why: string;
}

export interface RestorePlace {
  /** Of the catalog. */
  readonly path: string;
  readonly backupFolder: string;
  readonly logger: Logger;
}

/** Broken catalogs that are kept for a look; they are as large as the catalog. */
const BROKEN_KEPT = 2;

/**
 * Puts the broken catalog aside and the newest backup that is good in its place; without one, an empty catalog.
 * The catalog must not be open.
 * @throws CatalogError, or what the file system throws
 */
export function restoreDatabase(place: RestorePlace, why: string, nowMs: number): { db: Db; restoration: Restoration } {
  const { path, logger } = place;
  const keptAs = setAside(path, nowMs);
  for (const backup of listBackups(place.backupFolder)) {
    try {
      replaceBy(backup.path, path);
      const db = openDatabase(path);
      return { db, restoration: { backup: basename(backup.path), backupMs: backup.madeMs, keptAs, why } };
    } catch (error) {
      if (!(error instanceof CatalogError) || error.fault === 'in_use') throw error;
      logger.error({ backup: backup.path, fault: error.fault }, 'a backup of the catalog is no good either');
      removeAll(path);
    }
  }
  return { db: openDatabase(path), restoration: { backup: null, backupMs: null, keptAs, why } };
}

/** Whether there ought to be a catalog, though there is none or an empty file: it was lost. */
export function isLost(place: RestorePlace, size: number, mirrorPath: string): boolean {
  return size === 0 && (listBackups(place.backupFolder).length > 0 || existsSync(mirrorPath));
}

const SIDE_FILES = ['-wal', '-shm', '-journal'];

/** With its side files: the log of changes belongs to the broken file and must never meet another. */
function setAside(path: string, nowMs: number): string | null {
  if (!existsSync(path)) {
    removeAll(path);
    return null;
  }
  const kept = `${path}.broken-${new Date(nowMs).toISOString().replaceAll(':', '-')}`;
  for (const side of ['', ...SIDE_FILES]) {
    if (existsSync(path + side)) renameSync(path + side, kept + side);
  }
  forgetOldest(path);
  return basename(kept);
}

function forgetOldest(path: string): void {
  const prefix = `${basename(path)}.broken-`;
  const kept = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix));
  const stamps = [...new Set(kept.map((name) => name.slice(prefix.length).split('Z')[0]))].sort().reverse();
  const old = new Set(stamps.slice(BROKEN_KEPT));
  for (const name of kept) {
    if (old.has(name.slice(prefix.length).split('Z')[0])) rmSync(join(dirname(path), name), { force: true });
  }
}

function removeAll(path: string): void {
  for (const side of ['', ...SIDE_FILES]) rmSync(path + side, { force: true });
}

/** A crash in between leaves no catalog, never half of one. */
function replaceBy(backup: string, path: string): void {
  const temporary = `${path}.restoring`;
  copyFileSync(backup, temporary);
  const file = openSync(temporary, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
}
