import type { ServerEvent } from '../../shared/events.ts';
import type { Settings } from '../../shared/settings.ts';
import type { RaiseAlert } from '../alerts/index.ts';
import { ArchiveError, createArchives, type Archives } from '../archive/index.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Secrets } from '../secrets.ts';
import type { TiersService } from '../services.ts';
import { errorText, minimumFree, type PlaceStore, type Roots } from '../storage/index.ts';
import { createArchiver } from './archiver.ts';
import { realFiles, type MoveFiles } from './files.ts';
import { createMover } from './mover.ts';
import { createRateLimit, RateMeter } from './rate-limit.ts';
import type { TierStore } from './tier-store.ts';
import { Worker } from './worker.ts';

export interface TiersOptions {
  readonly roots: Pick<Roots, 'present' | 'pathOf'>;
  readonly store: TierStore;
  readonly places: PlaceStore;
  readonly secrets: Secrets;
  readonly settings: () => Settings;
  readonly raise: RaiseAlert;
  readonly deleteGarbage: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly files?: MoveFiles;
}

/** Moving and archiving with their lifetime. */
export interface Tiers extends TiersService {
  /** Reads copies in archives. */
  readonly archives: Archives;
  /** Hears what goes on: while recording is behind, the disks are left to it. */
  heed(event: ServerEvent): void;
  /** Undoes what was left half done. Before footage is recorded or compared with its rows. */
  undo(): Promise<void>;
  /** Begins to move and to archive. Nothing begins after `stop`. */
  start(): void;
  stop(): Promise<void>;
}

const IDLE_MS = 10_000;
/** How long the disks are left alone after recording was behind. */
const REST_MS = 60_000;

/** Moves old files to slow roots and copies them to the archive, in the background, at one rate for both. */
export function createTiers(options: TiersOptions): Tiers {
  const { places, settings, clock, logger } = options;
  const meter = new RateMeter(clock);
  const limit = createRateLimit(clock, () => settings().storage.moveBytesPerSecond);
  const throttle = async (bytes: number, signal: AbortSignal): Promise<void> => {
    await limit.take(bytes, signal);
    meter.add(bytes);
  };
  const archives = createArchives({ settings, secrets: options.secrets, places, throttle });
  const mover = createMover({
    ...options,
    files: options.files ?? realFiles,
    throttle,
    moveAfterHours: () => settings().storage.moveAfterHours,
    minimumBytes: (totalBytes) => minimumFree(settings().storage, totalBytes),
  });
  const archiver = createArchiver({
    ...options,
    archives,
    archivePlaces: () =>
      places
        .places()
        .filter(({ kind }) => kind === 'archive')
        .map(({ num }) => num),
    settings: () => settings().archive,
  });
  let restUntilMs = 0;
  let moveError: { readonly atMs: number; readonly message: string } | null = null;
  const unlessResting = (step: (signal: AbortSignal) => Promise<boolean>) => (signal: AbortSignal) =>
    clock.monotonic() < restUntilMs ? Promise.resolve(false) : step(signal);
  const workers = [
    new Worker({
      step: unlessResting((signal) => mover.step(signal)),
      failed: (error) => (moveError = { atMs: clock.now(), message: errorText(error) }),
      idleMs: IDLE_MS,
      clock,
    }),
    new Worker({
      step: unlessResting((signal) => archiver.step(signal)),
      failed: (error, retryMs) => logger.warn({ error: errorText(error), retryMs }, 'archiving failed'),
      idleMs: IDLE_MS,
      clock,
    }),
  ];
  return {
    archives,
    heed(event) {
      if (event.type === 'alert' && event.alert.kind === 'recording_behind') restUntilMs = clock.monotonic() + REST_MS;
    },
    async undo() {
      await mover.recover().catch((error: unknown) => {
        logger.error({ error: errorText(error) }, 'moves that were under way could not be undone');
      });
    },
    start() {
      for (const worker of workers) worker.start();
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
      archives.close();
    },
    status: () => ({
      hasSecret: archives.hasSecret(),
      bytesPerSecond: meter.bytesPerSecond(),
      moving: { queue: mover.queue(), lastError: moveError },
      archiving: archiver.status(),
    }),
    setArchiveSecret: (secret) => archives.setSecret(secret),
    async testArchive({ secretKey, ...address }) {
      try {
        await archives.probe(address, secretKey ?? null);
        return { ok: true };
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        return { ok: false, fault: error.fault, message: error.message };
      }
    },
  };
}
