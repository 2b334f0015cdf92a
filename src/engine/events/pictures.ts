import type { Box } from '../../shared/geometry.ts';
import type { Logger } from '../logger.ts';
import { encodePictures } from './encode.ts';
import type { PictureFiles } from './picture-files.ts';
import type { Shot } from './shots.ts';
import type { PictureKey } from './store.ts';

interface Job {
  readonly key: PictureKey;
  readonly shot: Shot;
  readonly box: Box;
  readonly done: (written: boolean) => void;
}

/** Encodes pictures and writes them, a few at once; what cannot wait its turn is refused. */
export class PictureWriter {
  readonly #files: PictureFiles;
  readonly #logger: Logger;
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: Job[] = [];
  readonly #idle: (() => void)[] = [];
  #running = 0;

  constructor(options: { files: PictureFiles; logger: Logger; atOnce: number; mostWaiting: number }) {
    this.#files = options.files;
    this.#logger = options.logger;
    this.#atOnce = options.atOnce;
    this.#mostWaiting = options.mostWaiting;
  }

  /** Never rejects. @returns whether both files are there */
  write(key: PictureKey, shot: Shot, box: Box): Promise<boolean> {
    if (this.#waiting.length >= this.#mostWaiting) {
      this.#logger.warn({ cameraId: key.cameraId }, 'too many pictures of events wait: one is left out');
      return Promise.resolve(false);
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.push({ key, shot, box, done: resolve });
    // Not now: whoever calls has a picture of a camera at hand and should not wait for this one.
    setImmediate(() => this.#next());
    return promise;
  }

  /** Resolves when nothing is encoded or waits. */
  idle(): Promise<void> {
    if (this.#running === 0 && this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #next(): void {
    if (this.#running >= this.#atOnce) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#running += 1;
    void this.#do(job).then((written) => {
      this.#running -= 1;
      job.done(written);
      this.#next();
      if (this.#running === 0 && this.#waiting.length === 0) for (const tell of this.#idle.splice(0)) tell();
    });
  }

  async #do({ key, shot, box }: Job): Promise<boolean> {
    try {
      await this.#files.write(key, await encodePictures(shot.picture, box));
      return true;
    } catch (error) {
      this.#logger.error({ err: error, cameraId: key.cameraId }, 'the pictures of an event could not be written');
      return false;
    }
  }
}
