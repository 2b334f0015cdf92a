import type { CameraId } from '../../shared/camera.ts';
import type { Clock, Timer } from '../clock.ts';
import { ClockWatch } from '../clock-watch.ts';
import type { Logger } from '../logger.ts';
import type { PictureFiles } from './picture-files.ts';
import { mostPictured, type DiskRoom } from './picture-room.ts';
import type { EventStore } from './store.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 10 * 60_000;
/** Rows of one step: the event loop is free between two of them. */
const STEP = 200;
/** A crash leaves strays of events that had begun: they lie in the newest folders. */
const SWEPT_DAYS = 2;

export interface EventKeeperOptions {
  readonly store: EventStore;
  readonly files: PictureFiles;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The disk of the pictures. */
  readonly room: () => Promise<DiskRoom>;
  readonly keepDays: (cameraId: CameraId) => number;
  /** Whether an event may have pictures that its row does not know of yet. */
  readonly isLive: (id: number) => boolean;
}

/** Deletes, in the background and in steps, events that are too old, pictures of what is gone or takes too much room, and strays. */
export class EventKeeper {
  readonly #options: EventKeeperOptions;
  readonly #watch: ClockWatch;
  #timer: Timer | null = null;
  #stopped = false;
  /** Events with smaller numbers have no pictures, but for the locked. */
  #picturedFrom = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(options: EventKeeperOptions) {
    this.#options = options;
    this.#watch = new ClockWatch(options.clock);
  }

  start(): void {
    this.#timer = this.#options.clock.every(EVERY_MS, () => void this.#inTurn(() => this.#round()));
    void this.#inTurn(async () => {
      await this.#sweep(SWEPT_DAYS);
      await this.#round();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#last;
  }

  sweepAll(): void {
    void this.#inTurn(() => this.#sweep(Infinity));
    this.#picturedFrom = 0;
  }

  forget(cameraId: CameraId): Promise<void> {
    return this.#inTurn(async () => {
      await this.#expire(cameraId, Number.MAX_SAFE_INTEGER);
      this.#options.store.dropWireHours(cameraId);
      await this.#deleteGarbage();
    });
  }

  /** One after the other; what fails is tried again by the next round. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    return (this.#last = this.#last.then(work).catch((error: unknown) => {
      this.#options.logger.error({ err: error }, 'old events cannot be deleted');
    }));
  }

  async #round(): Promise<void> {
    const { store, clock, keepDays } = this.#options;
    await this.#deleteGarbage();
    const doubtful = this.#watch.doubtful();
    for (const cameraId of doubtful ? [] : store.cameras()) {
      await this.#expire(cameraId, clock.now() - keepDays(cameraId) * DAY_MS);
      await this.#deleteGarbage();
    }
    await this.#limitPictures();
  }

  /** The oldest pictures go when all take too much room; their events stay. */
  async #limitPictures(): Promise<void> {
    const { store, room } = this.#options;
    const numbers = store.numbers();
    if (numbers === null) return;
    this.#picturedFrom = Math.max(this.#picturedFrom, numbers.oldest);
    const end = numbers.newest + 1;
    const until = end - mostPictured(await room(), end - this.#picturedFrom);
    while (!this.#stopped && this.#picturedFrom < until) {
      const to = Math.min(until, this.#picturedFrom + STEP);
      store.dropPictures(this.#picturedFrom, to);
      this.#picturedFrom = to;
      await this.#deleteGarbage();
      await breath();
    }
  }

  async #expire(cameraId: CameraId, beforeMs: number): Promise<void> {
    while (!this.#stopped && this.#options.store.expire(cameraId, beforeMs, STEP) === STEP) await breath();
  }

  async #deleteGarbage(): Promise<void> {
    const { store, files } = this.#options;
    while (!this.#stopped) {
      const garbage = store.garbage(STEP);
      if (garbage.length === 0) return;
      for (const key of garbage) await files.remove(key);
      store.forgetGarbage(garbage.map(({ eventId }) => eventId));
      await breath();
    }
  }

  /** Deletes files that no row knows of, in the newest folders of each camera. */
  async #sweep(days: number): Promise<void> {
    const { files, logger } = this.#options;
    let strays = 0;
    for (const cameraId of await files.cameras()) {
      const all = await files.days(cameraId);
      for (const day of days === Infinity ? all : all.slice(-days)) {
        if (this.#stopped) return;
        strays += await this.#sweepDay(cameraId, day);
      }
    }
    if (strays > 0) logger.info({ strays }, 'pictures that belong to no event were deleted');
  }

  async #sweepDay(cameraId: CameraId, day: string): Promise<number> {
    const { store, files, isLive } = this.#options;
    const found = await files.files(cameraId, day);
    const ids = [...new Set(found.flatMap(({ eventId }) => eventId ?? []))];
    const known = new Set(store.pictured(ids));
    const strays = found.filter(({ eventId }) => eventId === null || (!known.has(eventId) && !isLive(eventId)));
    for (const stray of strays) await files.removeFound(cameraId, day, stray);
    return strays.length;
  }
}

/** Lets others have their turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
