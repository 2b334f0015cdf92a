import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { VigilError } from '../../shared/errors.ts';

const MARKER = '.vigil-storage.json';
const markerSchema = z.object({ version: z.literal(1), id: z.uuid() });

/**
 * Makes the root's folder and its marker file, by which a wrong or unmounted disk can be told later on.
 * @returns the root's id
 * @throws VigilError storage_unavailable when it cannot be made, read or written
 */
export async function ensureStorageRoot(root: string): Promise<string> {
  try {
    await mkdir(root, { recursive: true });
    const known = await readMarker(root);
    if (known !== null) return known;
    const id = randomUUID();
    const temporary = join(root, `${MARKER}.${id}.tmp`);
    await writeFile(temporary, `${JSON.stringify({ version: 1, id })}\n`, { flush: true });
    await rename(temporary, join(root, MARKER));
    await syncFolder(root);
    return id;
  } catch (error) {
    if (error instanceof VigilError) throw error;
    throw new VigilError('storage_unavailable', `cannot write to the recordings folder: ${errorText(error)}`);
  }
}

/** Makes a folder below the root. @throws VigilError storage_unavailable */
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

/** Renames and makes it last: file first, then both folders. Makes the target's folder. */
export async function moveFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
  await syncFolder(dirname(to));
}

export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readMarker(root: string): Promise<string | null> {
  try {
    const marker = markerSchema.safeParse(JSON.parse(await readFile(join(root, MARKER), 'utf8')));
    if (marker.success) return marker.data.id;
    throw new VigilError('storage_unavailable', `${MARKER} in the recordings folder is not one of ours`);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    if (error instanceof SyntaxError) {
      throw new VigilError('storage_unavailable', `${MARKER} in the recordings folder is damaged`);
    }
    throw error;
  }
}
