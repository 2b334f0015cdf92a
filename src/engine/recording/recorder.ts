import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraId } from '../../shared/camera.ts';
import type { GapReason, Segment, SegmentKey } from '../../shared/recording.ts';
import type { GrowingPlace, Run, RunEnd, RunSink } from '../camera/index.ts';
import { ClockSteps } from '../clock-steps.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { deleteGarbage, ensureFolder, errorText, removeEmpty, type Roots, type Writing } from '../storage/index.ts';
import { RunRecording, type Growing, type RecordingContext } from './camera-recording.ts';
import { growingFolder } from './paths.ts';
import { createPreallocate } from './preallocate.ts';
import type { Recovery } from './recover.ts';
import { createRecoverer } from './recoverer.ts';
import { renewalAfterResize } from './resize.ts';
import { ReadSpaces } from './read-spaces.ts';
import type { SegmentStore } from './segment-store.ts';
import { createSyncer } from './sync-growing.ts';

export interface RecorderOptions {
  readonly roots: Roots;
  readonly store: SegmentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** When the machine's clock was set, in earlier lives too; absent: from now on. */
  readonly steps?: ClockSteps;
  /** Whether room is reserved for growing files; asked for each of them. Absent: no. */
  readonly preallocate?: () => boolean;
  /** Ends the run of a camera for another one at once, which then records what the camera sends now. */
  readonly renew?: (cameraId: CameraId) => void;
  /** Told of each segment that is in the catalog. */
  readonly onSegment?: (segment: Segment) => void;
}

export interface Recorder extends RunSink, GrowingPlace {
  /** Before the first run; keeps what grows safe from then on. What a crash left is adopted camera by camera, before its first run. */
  start(): void;
  /** Beside recording: brings all rows and files together, in the roots that are there, and goes on with deletions. */
  recover(): Promise<Recovery>;
  /** A storage root can be written to again: looks soon for what was left half done in it. */
  rootReturned(): void;
  /** After the last run has ended. */
  stop(): Promise<void>;
  /** What is written now; null without a run. */
  growing(cameraId: CameraId): Growing | null;
  /** All segments of a camera that are not in the catalog yet, oldest first. */
  unfinished(cameraId: CameraId): Growing[];
  findUnfinished(key: SegmentKey): Growing | null;
  /** Runs that write footage now, and where. */
  writing(): Writing[];
  /** Says why a camera that has no run has no footage from now on: disabled, not recording, or a failure before any run. */
  noFootage(cameraId: CameraId, reason: GapReason): void;
  /**
   * Deletes the footage of a camera that has no run, the locked only `withLocked`. Survives a crash: the rest goes at the next
   * start.
   */
  deleteCamera(cameraId: CameraId, withLocked: boolean): Promise<void>;
}

/** A disk that hangs must not keep a camera from recording to another; what was not finished is adopted later. */
const LONGEST_END_MS = 15_000;

/** Turns runs into segments, rows and gaps below the storage roots. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { roots, store, clock, logger } = options;
  const onSegment = options.onSegment ?? (() => undefined);
  const runs = new Map<CameraId, RunRecording>();
  const isRunning = (key: SegmentKey): boolean => [...runs.values()].some((recording) => recording.owns(key));
  const steps = options.steps ?? new ClockSteps({ clock });
  const recoverer = createRecoverer({ roots, store, clock, logger, steps, onSegment, isRunning });
  const onUnfinished = (cameraId: CameraId): void => recoverer.tryAgain(cameraId);
  const onResized = renewalAfterResize(clock, logger, options.renew ?? (() => undefined));
  const spaces = new ReadSpaces();
  const context: RecordingContext = { store, clock, logger, spaces, steps, onSegment, onUnfinished, onResized };
  const gaps = createGapKeeper(store, clock, logger);
  const of = (run: Run): RunRecording | null => {
    const recording = runs.get(run.cameraId);
    return recording?.run.id === run.id ? recording : null;
  };

  const preallocate = createPreallocate(logger);
  const syncer = createSyncer({
    files: () => [...runs.values()].flatMap((recording) => recording.filesToSync()),
    preallocate: async (path, bytes) => {
      if (options.preallocate?.() === true) await preallocate(path, bytes);
    },
    clock,
    logger,
  });

  return {
    start() {
      syncer.start();
      recoverer.start();
    },
    recover: () => recoverer.recover(),
    rootReturned: () => store.camerasWithFootage().forEach((id) => recoverer.tryAgain(id)),
    stop() {
      syncer.stop();
      return recoverer.stop();
    },
    begin: (run) => gaps.begin(run),
    async prepare(run) {
      const root = await roots.forWriting();
      const folder = growingFolder(root.path, run.cameraId);
      await ensureFolder(folder);
      // What could not be finished in its time (a full disk, say) gets another chance before the next run.
      if (!runs.has(run.cameraId)) await recoverer.before(run.cameraId);
      runs.set(run.cameraId, new RunRecording(run, root, context));
      return `${folder.replaceAll('%', '%%')}/${run.id}-%05d.mp4`;
    },
    async elsewhere(run) {
      const place = of(run)?.root.num;
      return place !== undefined && (await roots.suspect(place));
    },
    facts: () => undefined,
    progress: (run, progress) => of(run)?.progress(progress),
    segment: (run, entry) => of(run)?.segment(entry),
    live: () => undefined,
    async end(run, end) {
      const recording = of(run);
      // A run without a root has written nothing.
      const footageEndMs = recording === null ? null : await recording.end(LONGEST_END_MS);
      if (recording !== null) runs.delete(run.cameraId);
      gaps.end(run, end, footageEndMs);
    },
    growing: (cameraId) => runs.get(cameraId)?.growing() ?? null,
    unfinished: (cameraId) => runs.get(cameraId)?.unfinished() ?? [],
    findUnfinished(key) {
      for (const recording of runs.values()) {
        if (!key.startsWith(recording.run.id)) continue;
        return recording.unfinished().find((one) => one.key === key) ?? null;
      }
      return null;
    },
    writing: () => [...runs.values()].filter(({ run }) => run.record).map((recording) => recording.writing()),
    noFootage: (cameraId, reason) => gaps.noFootage(cameraId, reason),
    async deleteCamera(cameraId, withLocked) {
      store.condemnCamera(cameraId, withLocked);
      await deleteGarbage(roots, store, logger);
      for (const { path } of roots.present()) {
        await rm(growingFolder(path, cameraId), { recursive: true, force: true });
        await removeEmpty(join(path, cameraId));
      }
    },
  };
}

function gapReasonOf(end: RunEnd): GapReason {
  switch (end.kind) {
    case 'asked':
      return 'stopped';
    case 'renewed':
      return 'renewed';
    case 'failed':
      return end.reason;
  }
}

const SAME_DEED_MS = 60_000;

interface GapKeeper {
  begin(run: Run): void;
  end(run: Run, end: RunEnd, footageEndMs: number | null): void;
  noFootage(cameraId: CameraId, reason: GapReason): void;
}

/** The last picture lasts to the next that was due: footage may end a little after the next run has begun, without any clock being set. */
const SET_BACK_MS = 1000;

/** Keeps the times without footage, with the reason that began them. */
function createGapKeeper(store: SegmentStore, clock: Clock, logger: Logger): GapKeeper {
  /** A deed of ours (stopped, disabled) ends when we try again; from then on it is the camera's failure. */
  const ours: ReadonlySet<GapReason> = new Set<GapReason>(['disabled', 'not_recording', 'stopped', 'renewed']);
  const guard = (cameraId: CameraId, act: () => void): void => {
    try {
      act();
    } catch (error) {
      logger.error({ cameraId, error: errorText(error) }, 'cannot store a gap');
    }
  };
  return {
    begin(run) {
      guard(run.cameraId, () => {
        const open = store.openGap(run.cameraId);
        if (!run.record) {
          if (open?.reason !== 'not_recording') store.beginGap(run.cameraId, run.startedMs, 'not_recording');
          return;
        }
        // The clock was set back: what it said before is to come. Footage is missing from now on, until it begins.
        if (open !== null && open.startMs - run.startedMs > SET_BACK_MS)
          store.beginGap(run.cameraId, run.startedMs, open.reason);
        // The host died without a word: it was not running since the last footage.
        const lastMs = open === null ? store.lastFootageEndMs(run.cameraId) : null;
        if (lastMs !== null && lastMs < run.startedMs) store.beginGap(run.cameraId, lastMs, 'stopped');
      });
    },
    end(run, end, footageEndMs) {
      if (!run.record) return;
      const reason = gapReasonOf(end);
      guard(run.cameraId, () => {
        const open = store.openGap(run.cameraId);
        if (footageEndMs !== null) {
          store.beginGap(run.cameraId, footageEndMs, reason);
        } else if (open === null || (ours.has(open.reason) && open.reason !== reason)) {
          store.beginGap(run.cameraId, Math.max(run.startedMs, open?.startMs ?? 0), reason);
        }
      });
    },
    noFootage(cameraId, reason) {
      guard(cameraId, () => {
        const open = store.openGap(cameraId);
        if (open?.reason === reason) return;
        const nowMs = clock.now();
        // The camera was stopped just now in order to be disabled: one gap, not two.
        const sameDeed = open?.reason === 'stopped' && nowMs - open.startMs < SAME_DEED_MS;
        store.beginGap(cameraId, sameDeed ? open.startMs : Math.max(nowMs, open?.startMs ?? 0), reason);
      });
    },
  };
}
