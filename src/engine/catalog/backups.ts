import { closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { chmod, open, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from './database.ts';
import { CatalogError } from './errors.ts';
import { checkWhole } from './whole-check.ts';

/** How many backups are kept: today's, and some to go back to when today's is no good either. */
export const BACKUPS_KEPT = 3;
/** Pages (4 KiB each) that are copied before others get their turn: a few milliseconds. */
const PAGES_AT_ONCE = 256;
const backupName = /^catalog-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)\.db$/;

/** One backup that was found good when it was made. */
export interface Backup {
  readonly path: string;
  readonly madeMs: number;
}

/** All backups in the folder, newest first. */
export function listBackups(folder: string): Backup[] {
  return namesIn(folder)
    .map((name) => ({ path: join(folder, name), madeMs: madeOf(name) }))
    .filter((backup): backup is Backup => backup.madeMs !== null)
    .sort((a, b) => b.madeMs - a.madeMs);
}

/**
 * Copies the database while it is used, in small steps, checks the copy as a whole (in another thread), gives it its name when
 * it is good, and removes what is older than the newest few.
 * @returns path of the backup
 * @throws CatalogError corrupt when the copy is no good: so is the catalog then; what the file system throws; the signal's reason
 */
export async function writeBackup(db: Db, folder: string, nowMs: number, signal: AbortSignal): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await removeUnfinished(folder);
  await refuseWithoutRoom(db, folder);
  const target = join(folder, `catalog-${new Date(nowMs).toISOString().replaceAll(':', '-')}.db`);
  const temporary = `${target}.tmp`;
  try {
    closeSync(openSync(temporary, 'wx', 0o600));
    await db.backup(temporary, {
      progress: () => {
        signal.throwIfAborted();
        return PAGES_AT_ONCE;
      },
    });
    await chmod(temporary, 0o600);
    const verdict = await checkWhole(temporary, signal);
    if (verdict !== 'ok') throw new CatalogError('corrupt', `the copy of the catalog is damaged: ${verdict}`);
    await sync(temporary);
    await rename(temporary, target);
    await sync(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  for (const old of listBackups(folder).slice(BACKUPS_KEPT)) await rm(old.path, { force: true });
  return target;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function madeOf(name: string): number | null {
  const stamp = backupName.exec(name)?.[1];
  if (stamp === undefined) return null;
  const [day = '', time = ''] = stamp.split('T');
  const madeMs = Date.parse(`${day}T${time.replaceAll('-', ':')}`);
  return Number.isNaN(madeMs) ? null : madeMs;
}

/** What a crash in the middle of a backup left. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of namesIn(folder)) {
    if (name.startsWith('catalog-') && /\.tmp(-wal|-shm|-journal)?$/.test(name)) {
      await rm(join(folder, name), { force: true });
    }
  }
}

/** A backup must not be what fills the disk that the catalog lies on. */
async function refuseWithoutRoom(db: Db, folder: string): Promise<void> {
  const pages = db.pragma('page_count', { simple: true }) as number;
  const sizeBytes = pages * (db.pragma('page_size', { simple: true }) as number);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < 2 * sizeBytes) throw new Error('there is too little room for a backup of the catalog');
}

async function sync(path: string): Promise<void> {
  const isFolder = !path.endsWith('.tmp');
  if (isFolder && process.platform === 'win32') return;
  const handle = await open(path, isFolder ? 'r' : 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
