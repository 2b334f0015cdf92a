import { open, type FileHandle } from 'node:fs/promises';
import type { CameraId } from '../../shared/camera.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { FragmentSplitter, type MediaUnit } from '../media/index.ts';
import { latestKey, type GrowingNow, type GrowingSource } from './growing-source.ts';

const POLL_MS = 20;
const READ_BYTES = 256 * 1024;

interface OpenFile {
  readonly key: string;
  readonly runId: string;
  readonly number: number;
  readonly handle: FileHandle;
  readonly splitter: FragmentSplitter;
  position: number;
}

export interface TailOptions {
  readonly cameraId: CameraId;
  readonly source: GrowingSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Gets what was read of a run's file; false ends the file: the tail goes on with the next one. */
  feed(units: readonly MediaUnit[], runId: string): boolean;
}

/** Follows a camera's growing files from the newest key frame on, for as long as somebody watches. */
export class Tail {
  readonly #options: TailOptions;
  readonly #buffer = Buffer.allocUnsafe(READ_BYTES);
  #timer: Timer | null;
  #turn: Promise<void> = Promise.resolve();
  #busy = false;
  #file: OpenFile | null = null;
  /** A file that turned out broken; not opened again. */
  #avoid: string | null = null;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#timer = options.clock.every(POLL_MS, () => this.#poll());
    this.#poll();
  }

  /** Ends the tail; resolves when its file is closed. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    await this.#turn;
    await this.#close();
  }

  #poll(): void {
    if (this.#busy || this.#timer === null) return;
    this.#busy = true;
    this.#turn = this.#read()
      .catch(async (error: unknown) => {
        const { cameraId, logger } = this.#options;
        logger.debug({ cameraId, error: error instanceof Error ? error.message : String(error) }, 'cannot read on');
        await this.#close();
      })
      .finally(() => {
        this.#busy = false;
      });
  }

  async #read(): Promise<void> {
    const current = this.#options.source.growing(this.#options.cameraId);
    if (this.#file === null) {
      if (current === null || current.key === this.#avoid) return;
      if (!(await this.#openAtKey())) return;
    }
    while (this.#timer !== null && (await this.#chunk())) continue;
    // What ffmpeg lists as finished was whole before it was listed, and it has been read to its end.
    if (this.#timer !== null && this.#file !== null && current?.key !== this.#file.key) await this.#next(current);
  }

  async #chunk(): Promise<boolean> {
    const file = this.#file;
    if (file === null) return false;
    const { bytesRead } = await file.handle.read(this.#buffer, 0, READ_BYTES, file.position);
    if (bytesRead === 0 || this.#timer === null) return false;
    file.position += bytesRead;
    // The splitter may keep it, the buffer is used again.
    const units = file.splitter.push(Buffer.from(this.#buffer.subarray(0, bytesRead)));
    if (this.#options.feed(units, file.runId)) return true;
    this.#avoid = file.key;
    await this.#close();
    return false;
  }

  /** The next file of the run from its beginning, so that no frame is left out; after anything else, the newest key frame. */
  async #next(current: GrowingNow | null): Promise<void> {
    const file = this.#file;
    if (current === null || file === null || current.runId !== file.runId || current.number !== file.number + 1) {
      return this.#close();
    }
    const handle = await openIfThere(current.path);
    // Listed before ffmpeg has made the next file: another look at the next poll.
    if (handle === null) return;
    await this.#close();
    this.#file = fileOf(current, handle, 0);
  }

  async #openAtKey(): Promise<boolean> {
    const start = await latestKey(this.#options.source, this.#options.cameraId);
    const handle = start === null ? null : await openIfThere(start.file.path);
    if (start === null || handle === null) return false;
    this.#file = fileOf(start.file, handle, start.keyOffset);
    return this.#timer !== null && this.#options.feed(this.#file.splitter.push(start.init), start.file.runId);
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.handle.close();
  }
}

function fileOf({ key, runId, number }: GrowingNow, handle: FileHandle, position: number): OpenFile {
  return { key, runId, number, handle, splitter: new FragmentSplitter(), position };
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
