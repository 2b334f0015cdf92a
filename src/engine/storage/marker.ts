import { randomUUID } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { VigilError } from '../../shared/errors.ts';
import { isCode, syncFolder } from './files.ts';

const MARKER = '.vigil-storage.json';
const markerSchema = z.object({ version: z.literal(1), id: z.uuid() });

/**
 * The id in a root's marker file, by which its disk is known; null when the folder or the file is not there.
 * @throws VigilError storage_unavailable when the file is not one of ours; what the file system throws
 */
export async function readMarker(root: string): Promise<string | null> {
  try {
    const marker = markerSchema.safeParse(JSON.parse(await readFile(join(root, MARKER), 'utf8')));
    if (marker.success) return marker.data.id;
    throw new VigilError('storage_unavailable', `${MARKER} in the recordings folder is not one of ours`);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
    if (error instanceof SyntaxError) {
      throw new VigilError('storage_unavailable', `${MARKER} in the recordings folder is damaged`);
    }
    throw error;
  }
}

/**
 * Which file a root's marker is and when it was written, as one text to compare; null when there is none. On another disk that is mounted
 * in the same place it is another one.
 * @throws what the file system throws
 */
export async function markerFile(root: string): Promise<string | null> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(join(root, MARKER), { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** Marks a folder as ours, with a new id. @returns the id @throws what the file system throws */
export async function writeMarker(root: string): Promise<string> {
  const id = randomUUID();
  const temporary = join(root, `${MARKER}.${id}.tmp`);
  await writeFile(temporary, `${JSON.stringify({ version: 1, id })}\n`, { flush: true });
  await rename(temporary, join(root, MARKER));
  await syncFolder(root);
  return id;
}
