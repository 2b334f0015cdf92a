import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { VigilError } from '../../shared/errors.ts';

/** Makes a folder below a root. @throws VigilError storage_unavailable */
export async function ensureFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new VigilError('storage_unavailable', `cannot make a folder for recordings: ${errorText(error)}`);
  }
}

/** Makes a rename or a new file in the folder last through a power cut. Where folders cannot be synced (Windows), it does nothing. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isCode(error, 'EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP')) throw error;
  }
}

/** Renames and makes it last: file first, then the folder that it is in now. Makes the target's folder. */
export async function moveFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    // The folder was removed between the two calls: its last file had been garbage.
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  }
  await syncFolder(dirname(to));
}

/** Joins a stored path to the root; null when it would lead out of it. */
export function underRoot(root: string, storedPath: string): string | null {
  if (storedPath.includes('\0') || isAbsolute(storedPath)) return null;
  const path = resolve(root, storedPath);
  const inside = relative(resolve(root), path);
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : path;
}

/** Whether only writing failed, for good: the disk has become read-only, or was made so by whoever owns it. */
export function isReadOnly(error: unknown): boolean {
  return isCode(error, 'EROFS', 'EACCES', 'EPERM');
}

export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
