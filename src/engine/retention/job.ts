import type { CameraId } from '../../shared/camera.ts';
import type { Retention } from '../../shared/recording-plan.ts';
import type { Clock, Timer } from '../clock.ts';
import { ClockWatch } from '../clock-watch.ts';
import type { Logger } from '../logger.ts';
import { limitsAnything, limitsOf, overdue } from './retention.ts';
import type { RetentionStore } from './store.ts';

export interface RetentionJobOptions {
  readonly store: RetentionStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The limits of the cameras in the list; asked for at each round. */
  readonly cameras: () => ReadonlyMap<CameraId, Retention>;
  readonly installation: () => Retention;
  /** Deletes the files of what was given up. */
  readonly deleteFiles: () => Promise<void>;
}

/** Deletes what is kept no longer. `start` once, `stop` once. */
export interface RetentionJob {
  start(): void;
  /** Limits or locks have changed: looks at everything now, not at the next minute. */
  poke(): void;
  stop(): Promise<void>;
}

const EVERY_MS = 60_000;
/** Of each kind: few enough that a batch does not hold up the event loop. */
const BATCH = 100;

export function createRetentionJob(options: RetentionJobOptions): RetentionJob {
  return new Job(options);
}

class Job implements RetentionJob {
  readonly #options: RetentionJobOptions;
  readonly #watch: ClockWatch;
  #timer: Timer | null = null;
  #stopped = false;
  #again = false;
  #round: Promise<void> | null = null;

  constructor(options: RetentionJobOptions) {
    this.#options = options;
    this.#watch = new ClockWatch(options.clock);
  }

  start(): void {
    this.#timer = this.#options.clock.every(EVERY_MS, () => this.poke());
    this.poke();
  }

  poke(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#round ??= this.#rounds().finally(() => (this.#round = null));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#round;
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#lookAtAll();
    }
  }

  async #lookAtAll(): Promise<void> {
    const { store, logger, cameras, installation } = this.#options;
    try {
      const doubtful = this.#watch.doubtful();
      if (doubtful) logger.warn('the clock was set forward: nothing is deleted for its age for an hour');
      const own = cameras();
      for (const { cameraId } of store.usage()) {
        const limits = limitsOf(own.get(cameraId) ?? null, installation());
        await this.#lookAt(cameraId, doubtful ? { ...noAges, maxBytes: limits.maxBytes } : limits);
      }
    } catch (error) {
      // The next minute tries again.
      logger.error({ err: error }, 'old recordings cannot be deleted');
    }
  }

  async #lookAt(cameraId: CameraId, limits: Retention): Promise<void> {
    const { store, clock, logger, deleteFiles } = this.#options;
    if (!limitsAnything(limits)) return;
    let deleted = 0;
    while (!this.#stopped) {
      const segments = store.oldestUnlocked(cameraId, BATCH);
      const keys = overdue(segments, limits, store.bytesOf(cameraId), clock.now());
      if (keys.length === 0) break;
      store.condemnUnlocked(keys);
      deleted += keys.length;
      await deleteFiles();
    }
    if (deleted === 0) return;
    store.dropGapsBeforeFootage(cameraId);
    logger.info({ cameraId, deleted }, 'recordings that are kept no longer were deleted');
  }
}

const noAges = { continuousDays: null, motionDays: null, eventDays: null };
