import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** Pictures that a shelf has room for: one that is looked at and one that lies ready. */
export type Place = 0 | 1;

/** Memory that host and one worker share, so that a picture's bytes need not go through the line between them. */
export interface Shelf {
  /** By which the worker opens it. */
  readonly path: string;
  /** Lays bytes into a place. @returns false: there is no room, so they have to be sent */
  put(place: Place, data: Uint8Array): boolean;
  close(): void;
}

/** Null: this machine has no such memory. */
export type OpenShelf = () => Shelf | null;

/** The file system in memory that Linux has; elsewhere a file would go to a disk. */
const FOLDER = '/dev/shm';
/** From one place to the next; pictures larger than this are sent. The file has holes, so only what is written takes memory. */
const STRIDE = 16 * 1024 * 1024;

/**
 * A file in memory that only its owner may open, without a name: whoever ends, nothing is left. The worker opens it by the host's
 * descriptor ([proc_pid_fd(5)](https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html)).
 */
export const openShelf: OpenShelf = () => {
  if (process.platform !== 'linux') return null;
  const name = join(FOLDER, `vigil-${randomUUID()}`);
  let file: number;
  try {
    file = openSync(name, 'wx+', 0o600);
  } catch {
    return null;
  }
  unlinkSync(name);
  let isOpen = true;
  return {
    path: `/proc/${process.pid}/fd/${file}`,
    put(place, data) {
      if (!isOpen || data.byteLength > STRIDE) return false;
      try {
        return writeSync(file, data, 0, data.byteLength, place * STRIDE) === data.byteLength;
      } catch {
        // The memory that such files may take is used up.
        return false;
      }
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
};

/** The worker's end of a shelf. */
export class ShelfReader {
  #file: number | null = null;
  #bytes = new Uint8Array(0);

  /** @returns whether it can be read; if not, pictures have to be sent */
  open(path: string): boolean {
    try {
      this.#file = openSync(path, 'r');
      return true;
    } catch {
      return false;
    }
  }

  /** The bytes that lie in a place; valid until the next call. @throws Error when there are not so many */
  read(place: Place, length: number): Uint8Array {
    if (this.#file === null) throw new Error('there is no shelf');
    if (this.#bytes.byteLength !== length) this.#bytes = new Uint8Array(length);
    const got = readSync(this.#file, this.#bytes, 0, length, place * STRIDE);
    if (got !== length) throw new Error(`${got} of ${length} bytes lie there`);
    return this.#bytes;
  }
}
