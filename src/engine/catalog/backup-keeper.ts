import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Catalog } from './catalog.ts';

export interface BackupKeeperOptions {
  readonly catalog: Pick<Catalog, 'backUp' | 'lastBackupMs'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Sees to it that there is a backup of the catalog that is not older than a day. */
export interface BackupKeeper {
  start(): void;
  /** Backs up once more when the last backup is old; gives up after a few seconds. */
  stop(): Promise<void>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A start is busy enough; after that, a catalog without any backup is what would hurt most. */
const LOOK_EVERY_MS = 5 * MINUTE_MS;
const OLD_MS = 24 * HOUR_MS;
const OLD_AT_STOP_MS = 12 * HOUR_MS;
/** Nothing is gained by copying what cannot be copied each minute. */
const TRY_AGAIN_MS = HOUR_MS;
/** Of the 10 s that a stop may take. */
const STOP_MS = 3000;

/** Whether it is time for a backup. A clock that was set back makes backups of the future: those do not count as fresh. Pure. */
export function backupDue(lastMs: number | null, nowMs: number, oldMs: number): boolean {
  return lastMs === null || nowMs - lastMs >= oldMs || lastMs - nowMs >= oldMs;
}

export function createBackupKeeper({ catalog, clock, logger }: BackupKeeperOptions): BackupKeeper {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let failedAtMs = -Infinity;
  const due = (oldMs: number): boolean =>
    backupDue(catalog.lastBackupMs(), clock.now(), oldMs) && clock.monotonic() - failedAtMs >= TRY_AGAIN_MS;
  const backUp = async (signal: AbortSignal): Promise<void> => {
    try {
      const beganMs = clock.monotonic();
      const path = await catalog.backUp(signal);
      logger.info({ path, tookMs: Math.round(clock.monotonic() - beganMs) }, 'the catalog was backed up');
    } catch (error) {
      if (signal.aborted) return;
      failedAtMs = clock.monotonic();
      logger.error({ err: error }, 'the catalog could not be backed up');
    }
  };
  const look = (): void => {
    if (running !== null || !due(OLD_MS)) return;
    running = backUp(stopping.signal).finally(() => (running = null));
  };
  let timer: { cancel(): void } | null = null;
  return {
    start: () => void (timer ??= clock.every(LOOK_EVERY_MS, look)),
    async stop() {
      timer?.cancel();
      stopping.abort(new Error('stopping'));
      await running;
      if (!due(OLD_AT_STOP_MS)) return;
      const deadline = new AbortController();
      const limit = clock.after(STOP_MS, () => deadline.abort(new Error('out of time')));
      await backUp(deadline.signal);
      limit.cancel();
    },
  };
}
