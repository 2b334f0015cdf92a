import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Throttle } from '../archive/index.ts';
import { isCode, moveFile } from '../storage/index.ts';

/** Copies on their way lie here, below the target's root: nobody takes them for footage. */
const MOVING_FOLDER = '.moving';
const CHUNK_BYTES = 256 * 1024;
/** A chunk takes a few milliseconds on a disk that has nothing else to do. */
const SLOW_MS = 250;
const LONGEST_REST_MS = 10_000;

/** What moving needs of the file system. Paths are absolute. */
export interface MoveFiles {
  /** Copies into the root's folder for copies on their way, makes it last, compares. Answers the copy's path. */
  copy(
    from: string,
    root: string,
    name: string,
    sizeBytes: number,
    throttle: Throttle,
    signal: AbortSignal,
  ): Promise<string>;
  /** Gives the copy its name. */
  place(copy: string, to: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  remove(path: string): Promise<void>;
  /** Removes what lies in the folder for copies on their way. */
  clean(root: string): Promise<void>;
  room(root: string): Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
}

/** A copy is not what it was made from: the disk, or the memory, is not to be trusted. */
export class CopyFault extends Error {
  override readonly name = 'CopyFault';
}

export const realFiles: MoveFiles = {
  async copy(from, root, name, sizeBytes, throttle, signal) {
    const copy = join(root, MOVING_FOLDER, name);
    await mkdir(dirname(copy), { recursive: true });
    try {
      const written = await write(from, copy, throttle, signal);
      if (written.sizeBytes !== sizeBytes) throw new CopyFault(`it holds ${written.sizeBytes} bytes, not ${sizeBytes}`);
      if ((await digest(copy)) !== written.sha256) throw new CopyFault('the copy differs from what was copied');
      return copy;
    } catch (error) {
      await rm(copy, { force: true });
      throw error;
    }
  },
  place: moveFile,
  async exists(path) {
    try {
      return (await stat(path)).isFile();
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return false;
      throw error;
    }
  },
  remove: (path) => rm(path, { force: true }),
  async clean(root) {
    const folder = join(root, MOVING_FOLDER);
    try {
      for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
      await rmdir(folder);
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
    }
  },
  async room(root) {
    const { bavail, blocks, bsize } = await statfs(root);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  },
};

async function write(from: string, to: string, throttle: Throttle, signal: AbortSignal) {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'w');
    try {
      const hash = createHash('sha256');
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      let sizeBytes = 0;
      for (;;) {
        await throttle(CHUNK_BYTES, signal);
        const beganMs = performance.now();
        const { bytesRead } = await source.read(chunk, 0, CHUNK_BYTES, sizeBytes);
        if (bytesRead === 0) break;
        const bytes = chunk.subarray(0, bytesRead);
        hash.update(bytes);
        for (let done = 0; done < bytesRead;) done += (await target.write(bytes, done, bytesRead - done)).bytesWritten;
        sizeBytes += bytesRead;
        // A disk that others need too: it is left alone four times as long as it took.
        const tookMs = performance.now() - beganMs;
        if (tookMs > SLOW_MS) await sleep(Math.min(4 * tookMs, LONGEST_REST_MS), undefined, { signal });
      }
      await target.sync();
      return { sizeBytes, sha256: hash.digest('hex') };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    for await (const chunk of file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false }))
      hash.update(chunk as Buffer);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
