import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CameraId } from '../../shared/camera.ts';
import type { SegmentKey, TimeSpan } from '../../shared/recording.ts';
import { errorText, isCode, moveFile, readMarker, type Root } from '../storage/index.ts';
import { addAdoptions, adoptFinished, adoptGrowing, NOTHING_ADOPTED, type Adoption, type Adopter } from './adopt.ts';
import {
  growingFolder,
  GROWING_FOLDER,
  isCameraFolder,
  parseFinishedName,
  parseGrowingName,
  QUARANTINE_FOLDER,
} from './paths.ts';
import type { RowOfDay } from './recovery-store.ts';

export interface Recovery extends Adoption {
  /** Rows whose file is not there, newly found out. */
  readonly lost: number;
  /** Rows whose file was missing and is there again. */
  readonly found: number;
  readonly rows: number;
  readonly files: number;
}

export interface RecoveryWork extends Adopter {
  readonly roots: () => readonly Root[];
  readonly nowMs: () => number;
  /** Whether a run of this id writes now: its files are not ours. */
  readonly isRunning: (key: SegmentKey) => boolean;
  readonly signal: AbortSignal;
  /** Runs one adoption of a camera's growing files at a time; two would finish the same file twice. */
  readonly inTurn: InTurn;
}

export type InTurn = <T>(cameraId: CameraId, adopt: () => Promise<T>) => Promise<T>;

const DAY_MS = 86_400_000;
const dayFolder = /^\d{4}-\d\d-\d\d$/;

/** `2026-01-31` */
export function isDayFolder(name: string): boolean {
  return dayFolder.test(name);
}

/** What somebody (a mover of files, a person) may be busy with still. */
const FRESH_MS = DAY_MS;

/**
 * Brings rows and files together, everywhere, beside recording: half-written files are finished, files without a row adopted, rows
 * without a file marked lost, what is foreign put aside. Doing it twice does nothing more. One file's trouble stops no other.
 * @throws the signal's reason
 */
export async function recover(work: RecoveryWork): Promise<Recovery> {
  let sum: Recovery = { ...NOTHING_ADOPTED, lost: 0, found: 0, rows: 0, files: 0 };
  const add = (part: Partial<Recovery>): void => {
    sum = {
      ...addAdoptions(sum, { ...NOTHING_ADOPTED, ...part }),
      lost: sum.lost + (part.lost ?? 0),
      found: sum.found + (part.found ?? 0),
      rows: sum.rows + (part.rows ?? 0),
      files: sum.files + (part.files ?? 0),
    };
  };
  const known = new Set<CameraId>(work.store.camerasWithFootage());
  const folders = await cameraFolders(work.roots(), known);
  // First what a crash has cut off, then the long walk over what was finished.
  for (const { root, cameraId } of folders) {
    add(await work.inTurn(cameraId, () => adoptGrowing({ ...work, root }, cameraId, work.isRunning)));
    add(await quarantineStrays(work, root, cameraId));
  }
  for (const cameraId of new Set([...known, ...folders.map((one) => one.cameraId)])) {
    for (const day of await daysOf(work, cameraId)) {
      work.signal.throwIfAborted();
      add(await compareDay(work, cameraId, day));
    }
  }
  return sum;
}

/** A folder that only looks like one of ours (twelve letters) is not touched. */
export async function cameraFolders(roots: readonly Root[], known: ReadonlySet<CameraId>) {
  const found: { root: Root; cameraId: CameraId }[] = [];
  for (const root of roots) {
    for (const cameraId of (await names(root.path)).filter(isCameraFolder)) {
      const inside = await names(join(root.path, cameraId));
      if (known.has(cameraId) || inside.some((name) => name === GROWING_FOLDER || dayFolder.test(name))) {
        found.push({ root, cameraId });
      }
    }
  }
  return found;
}

/** Days (midnight, UTC) with files or rows. */
async function daysOf(work: RecoveryWork, cameraId: CameraId): Promise<number[]> {
  const days = new Set(work.store.daysWithFootage(cameraId, 0));
  for (const root of work.roots()) {
    for (const name of await names(join(root.path, cameraId))) {
      if (dayFolder.test(name)) days.add(Date.parse(name));
    }
  }
  return [...days].filter((day) => !Number.isNaN(day)).sort((a, b) => b - a);
}

async function compareDay(work: RecoveryWork, cameraId: CameraId, dayMs: number): Promise<Partial<Recovery>> {
  const { store } = work;
  const day = new Date(dayMs).toISOString().slice(0, 10);
  const span: TimeSpan = { startMs: dayMs, endMs: dayMs + DAY_MS };
  const rows = store.rowsWithin(cameraId, span);
  let adoption = NOTHING_ADOPTED;
  let [files, lost, found] = [0, 0, 0];
  for (const root of work.roots()) {
    const folder = join(root.path, cameraId, day);
    const there = new Set(await names(folder));
    const own = rows.filter((row) => row.place === root.num);
    const listed = new Set(own.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)));
    const strangers = [...there].filter((name) => !listed.has(name));
    adoption = addAdoptions(
      adoption,
      await adoptFinished(
        { ...work, root },
        cameraId,
        day,
        strangers.filter((name) => parseFinishedName(day, name) !== null),
      ),
    );
    adoption = addAdoptions(
      adoption,
      await quarantineAll(
        work,
        root,
        cameraId,
        folder,
        strangers.filter((name) => parseFinishedName(day, name) === null),
      ),
    );
    const isThere = (row: RowOfDay): boolean => there.has(row.path.slice(row.path.lastIndexOf('/') + 1));
    const missing = await confirmMissing(
      work,
      root,
      own.filter((row) => !row.lost && !isThere(row)),
    );
    if (missing.length > 0) store.markLost(cameraId, missing, work.nowMs(), span);
    const back = own.filter((row) => row.lost && isThere(row)).map(({ key }) => key);
    if (back.length > 0) store.markLost(cameraId, back, null, span);
    files += there.size;
    lost += missing.length;
    found += back.length;
  }
  return { ...adoption, files, lost, found, rows: rows.length };
}

/** Rows may have changed since they were read, and a disk may have gone: then nothing is lost, it is only away. */
async function confirmMissing(work: RecoveryWork, root: Root, rows: readonly RowOfDay[]): Promise<SegmentKey[]> {
  const missing: SegmentKey[] = [];
  for (const { key, place, path } of rows) {
    const now = work.store.findSegment(key);
    if (now?.place !== place || now.path !== path) continue;
    if (await isMissing(join(root.path, path))) missing.push(key);
  }
  if (missing.length === 0) return [];
  const marker = await readMarker(root.path).catch(() => null);
  return marker === null ? [] : missing;
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    return isCode(error, 'ENOENT', 'ENOTDIR');
  }
}

/** Files beside the day folders, and in the folder of growing files, that are none of ours. */
async function quarantineStrays(work: RecoveryWork, root: Root, cameraId: CameraId): Promise<Adoption> {
  const own = join(root.path, cameraId);
  const growing = growingFolder(root.path, cameraId);
  const beside = (await names(own)).filter((name) => name !== GROWING_FOLDER && !dayFolder.test(name));
  const within = (await names(growing)).filter((name) => parseGrowingName(name) === null);
  const first = await quarantineAll(work, root, cameraId, own, beside);
  return addAdoptions(first, await quarantineAll(work, root, cameraId, growing, within));
}

/** Whether what has no name of ours is a file that nobody is busy with. @throws what the file system throws */
export async function isForeign(path: string, nowMs: number): Promise<boolean> {
  const facts = await stat(path);
  const isBusy = /^\.|\.(tmp|part)$/.test(basename(path)) && nowMs - facts.mtimeMs < FRESH_MS;
  return facts.isFile() && !isBusy;
}

async function quarantineAll(
  work: RecoveryWork,
  root: Root,
  cameraId: CameraId,
  folder: string,
  strays: readonly string[],
): Promise<Adoption> {
  let quarantined = 0;
  for (const name of strays) {
    try {
      const path = join(folder, name);
      if (!(await isForeign(path, work.nowMs()))) continue;
      await moveFile(path, join(root.path, QUARANTINE_FOLDER, `${cameraId}_${name}`));
      work.logger.warn({ cameraId, name }, 'a foreign file was put aside');
      quarantined += 1;
    } catch (error) {
      if (!isCode(error, 'ENOENT')) work.logger.error({ cameraId, name, error: errorText(error) }, 'cannot put aside');
    }
  }
  return { ...NOTHING_ADOPTED, quarantined };
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EIO', 'ESTALE')) return [];
    throw error;
  }
}
