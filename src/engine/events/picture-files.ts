import { mkdir, open, readdir, readFile, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cameraIdSchema, type CameraId } from '../../shared/camera.ts';
import { VigilError } from '../../shared/errors.ts';
import { isCode } from '../storage/index.ts';
import type { EncodedPictures } from './encode.ts';
import type { DiskRoom } from './picture-room.ts';
import type { PictureKey } from './store.ts';
import type { EventPicture } from './types.ts';

const fileName = /^([1-9]\d{0,15})-(crop|frame)\.jpg(\.part)?$/;
const dayName = /^\d{4}-\d{2}-\d{2}$/;
const which: readonly EventPicture[] = ['crop', 'frame'];

/** A file in a folder of pictures. `eventId` is null for what is none of ours or only half written. */
export interface FoundFile {
  readonly name: string;
  readonly eventId: number | null;
}

/**
 * The pictures of events: `<root>/<camera>/<day in UTC>/<event>-crop.jpg` and `-frame.jpg`. Paths are made of what the catalog
 * holds, checked for its form, never of what somebody asked for.
 */
export class PictureFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** @throws VigilError internal for a key that is not of the form of ours */
  path({ eventId, cameraId, startMs }: PictureKey, picture: EventPicture): string {
    const day = new Date(startMs).toISOString().slice(0, 10);
    const name = `${eventId}-${picture}.jpg`;
    if (!cameraIdSchema.safeParse(cameraId).success || !dayName.test(day) || !fileName.test(name)) {
      throw new VigilError('internal', 'a picture of an event cannot have such a name');
    }
    return join(this.#root, cameraId, day, name);
  }

  /** Both pictures, each whole or not at all. @throws what the file system throws */
  async write(key: PictureKey, pictures: EncodedPictures): Promise<void> {
    await mkdir(dirname(this.path(key, 'crop')), { recursive: true });
    for (const each of which) await writeWhole(this.path(key, each), pictures[each]);
  }

  /** Of their disk. The folder itself is made with the first picture. */
  async room(): Promise<DiskRoom> {
    const { bsize, bavail, blocks } = await statfs(dirname(this.#root));
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  /** Null when there is none. */
  async read(key: PictureKey, picture: EventPicture): Promise<Buffer | null> {
    try {
      const jpeg = await readFile(this.path(key, picture));
      return jpeg.length === 0 ? null : jpeg;
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  /** And the folders that become empty. */
  async remove(key: PictureKey): Promise<void> {
    for (const each of which) await rm(this.path(key, each), { force: true });
    const folder = dirname(this.path(key, 'crop'));
    if (await removeEmpty(folder)) await removeEmpty(dirname(folder));
  }

  async cameras(): Promise<CameraId[]> {
    return (await list(this.#root)).filter((name) => cameraIdSchema.safeParse(name).success);
  }

  /** Ascending. */
  async days(cameraId: CameraId): Promise<string[]> {
    return (await list(join(this.#root, cameraId))).filter((name) => dayName.test(name)).sort();
  }

  async files(cameraId: CameraId, day: string): Promise<FoundFile[]> {
    return (await list(join(this.#root, cameraId, day))).map((name) => {
      const match = fileName.exec(name);
      return { name, eventId: match === null || match[3] !== undefined ? null : Number(match[1]) };
    });
  }

  /** Deletes a file that `files` has found. */
  async removeFound(cameraId: CameraId, day: string, { name }: FoundFile): Promise<void> {
    if (fileName.test(name)) await rm(join(this.#root, cameraId, day, name), { force: true });
  }
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const part = `${path}.part`;
  const file = await open(part, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(part, path);
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return false;
    throw error;
  }
}
