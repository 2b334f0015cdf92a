import { createHash, type Hash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../storage/index.ts';
import { diskFault, InstallError } from './fault.ts';

/** A file that is being received: nobody sees it under its own name before all of it is there and on the disk. */
export class PartFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #limitBytes: number;
  #hash: Hash = createHash('sha256');
  #bytes = 0;
  #closed = false;

  private constructor(path: string, handle: FileHandle, limitBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.#limitBytes = limitBytes;
  }

  /** Begins an empty file; what was there under this path is gone. @throws InstallError disk_full, disk */
  static async create(path: string, limitBytes: number): Promise<PartFile> {
    try {
      return new PartFile(path, await open(path, 'w', 0o600), limitBytes);
    } catch (error) {
      throw diskFault(error);
    }
  }

  /** Received so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws InstallError too_large (nothing of the chunk is written then), disk_full, disk */
  async append(chunk: Uint8Array): Promise<void> {
    if (this.#bytes + chunk.length > this.#limitBytes) {
      throw new InstallError('too_large', `more than ${this.#limitBytes} bytes`);
    }
    try {
      let written = 0;
      while (written < chunk.length) {
        const { bytesWritten } = await this.#handle.write(
          chunk,
          written,
          chunk.length - written,
          this.#bytes + written,
        );
        written += bytesWritten;
      }
    } catch (error) {
      throw diskFault(error);
    }
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  /** Forgets what was received. @throws InstallError disk */
  async restart(): Promise<void> {
    try {
      await this.#handle.truncate(0);
    } catch (error) {
      throw diskFault(error);
    }
    this.#hash = createHash('sha256');
    this.#bytes = 0;
  }

  /** SHA-256 of what was received. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Everything to the disk; the file can be read by others then. It is closed in any case. @throws InstallError disk_full, disk */
  async finish(): Promise<void> {
    try {
      try {
        await this.#handle.sync();
      } finally {
        await this.#close();
      }
    } catch (error) {
      throw diskFault(error);
    }
  }

  /** Gives it its name, after `finish`. @throws InstallError disk_full, disk */
  async putInPlace(target: string): Promise<void> {
    try {
      await rename(this.path, target);
      await syncFolder(dirname(target));
    } catch (error) {
      throw diskFault(error);
    }
  }

  /** Removes what is left of it; nothing is left after `putInPlace`. Never rejects. */
  async discard(): Promise<void> {
    await this.#close().catch(() => undefined);
    await rm(this.path, { force: true }).catch(() => undefined);
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
  }
}
