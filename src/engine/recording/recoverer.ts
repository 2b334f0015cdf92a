import type { CameraId } from '../../shared/camera.ts';
import type { Segment, SegmentKey } from '../../shared/recording.ts';
import type { ClockSteps } from '../clock-steps.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { deleteGarbage, type Roots } from '../storage/index.ts';
import { adoptGrowing, adoptRecent } from './adopt.ts';
import { recover, type InTurn, type Recovery } from './recover.ts';
import type { SegmentStore } from './segment-store.ts';

/** How long a segment that has no row waits for the next try. */
const RETRY_MS = 15_000;
/** Supervision looks at the clock as often, and begins runs anew. */
const LOOK_AT_CLOCK_MS = 1000;

export interface RecovererOptions {
  readonly roots: Roots;
  readonly store: SegmentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly steps: ClockSteps;
  readonly onSegment: (segment: Segment) => void;
  /** Whether a run has this file in hand. */
  readonly isRunning: (key: SegmentKey) => boolean;
}

/** Sees to it that every file gets its row, and every row has its file. */
export interface Recoverer {
  start(): void;
  stop(): Promise<void>;
  /** Everything, everywhere; one at a time. */
  recover(): Promise<Recovery>;
  /** What a crash left of a camera, or could not be finished in its time: before its next run. */
  before(cameraId: CameraId): Promise<void>;
  /** A segment of this camera could not be finished, or has no row: it is tried again until it has. */
  tryAgain(cameraId: CameraId): void;
}

export function createRecoverer(options: RecovererOptions): Recoverer {
  const { roots, store, clock, logger, isRunning } = options;
  const unfinished = new Set<CameraId>();
  const seen = new Set<CameraId>();
  const stopping = new AbortController();
  let recovering: Promise<Recovery> | null = null;
  let timers: readonly Timer[] = [];

  const turns = new Map<CameraId, Promise<unknown>>();
  const inTurn: InTurn = (cameraId, adopting) => {
    const turn = (turns.get(cameraId) ?? Promise.resolve()).then(adopting);
    turns.set(
      cameraId,
      turn.catch(() => undefined),
    );
    return turn;
  };

  const adopt = async (cameraId: CameraId, recent: boolean): Promise<boolean> => {
    let failed = 0;
    for (const root of roots.present()) {
      const place = { ...options, root };
      failed += (await inTurn(cameraId, () => adoptGrowing(place, cameraId, isRunning))).failed;
      if (recent) failed += (await adoptRecent(place, cameraId)).failed;
    }
    return failed === 0;
  };

  const lookAgain = async (): Promise<void> => {
    for (const cameraId of [...unfinished]) {
      unfinished.delete(cameraId);
      const done = await adopt(cameraId, true).catch(() => false);
      if (!done) unfinished.add(cameraId);
    }
  };

  const recoverAll = async (): Promise<Recovery> => {
    const beganMs = clock.monotonic();
    const found = await recover({
      ...options,
      signal: stopping.signal,
      inTurn,
      roots: () => roots.present(),
      nowMs: () => clock.now(),
    });
    logger.info({ ...found, tookMs: Math.round(clock.monotonic() - beganMs) }, 'rows and files agree');
    await deleteGarbage(roots, store, logger);
    return found;
  };

  return {
    start() {
      for (const timer of timers) timer.cancel();
      const looking = clock.every(LOOK_AT_CLOCK_MS, () => options.steps.look());
      timers = [clock.every(RETRY_MS, () => void lookAgain()), looking];
    },
    async stop() {
      for (const timer of timers) timer.cancel();
      stopping.abort(new Error('stopping'));
      await recovering?.catch(() => undefined);
    },
    recover: () => (recovering ??= recoverAll().finally(() => (recovering = null))),
    async before(cameraId) {
      await adopt(cameraId, !seen.has(cameraId));
      seen.add(cameraId);
    },
    tryAgain: (cameraId) => void unfinished.add(cameraId),
  };
}
