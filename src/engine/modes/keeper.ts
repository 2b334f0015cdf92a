import type { CameraId } from '../../shared/camera.ts';
import {
  modesOf,
  usesMotion,
  type RecordingMode,
  type RecordingPlan,
  type SegmentKind,
} from '../../shared/recording-plan.ts';
import type { Gap, Segment, SegmentKey } from '../../shared/recording.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { ActivityLog } from './activity-log.ts';
import { keepsEverything, localTime, modeAt, modesWithin, type LocalTime } from './schedule.ts';
import { shouldKeep, type ActivityKind, type Verdict } from './should-keep.ts';

/** What the keeper needs of the catalog. Each call is one transaction. */
export interface KeepingStore {
  /** Why a segment is kept, and what moved in it (null: nothing, or nobody looked). */
  noteSegment(
    key: SegmentKey,
    kind: SegmentKind,
    motion: { readonly movingMs: number; readonly map: Uint8Array | null } | null,
  ): void;
  /**
   * Turns a segment into garbage and its time into a gap, which joins one of the same reason that it touches. False, and nothing is
   * changed, when there is no such segment or it is locked.
   */
  dropSegment(key: SegmentKey, gap: Gap): boolean;
}

/** Where those who look at pictures tell what they saw. Times are UTC milliseconds of the recording's time line. */
export interface Triggers {
  /** [startMs, endMs) was looked at. Without this, footage is kept: nobody knows what is in it. */
  onWatched(cameraId: CameraId, kind: ActivityKind, startMs: number, endMs: number): void;
  /** Something went on; told again, with a later end, while it lasts. `map`: where at the end, 16 x 16 bits. */
  onActivity(cameraId: CameraId, kind: ActivityKind, startMs: number, endMs: number, map?: Uint8Array): void;
}

export interface KeeperOptions {
  readonly store: KeepingStore;
  /** Null: the camera is gone. */
  readonly plan: (cameraId: CameraId) => RecordingPlan | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Deletes the files of dropped segments; called when there are some. */
  readonly clean: () => Promise<void>;
  /** The recorder's own by default. */
  readonly local?: LocalTime;
}

/** What a camera's plan is up to now. `blind`: all is kept because pictures are missing that would tell what may go. */
export interface KeepingState {
  readonly mode: RecordingMode;
  readonly blind: boolean;
}

/** Decides about finished segments: which of them stay, and as what. Until then, and in any doubt, they stay. */
export interface Keeper extends Triggers {
  start(): void;
  stop(): void;
  /** A segment is in the catalog. */
  onSegment(segment: Segment): void;
  state(cameraId: CameraId): KeepingState | null;
}

const LOOK_EVERY_MS = 1000;

interface Undecided {
  readonly key: SegmentKey;
  readonly startMs: number;
  readonly endMs: number;
}

interface Kept {
  readonly log: ActivityLog;
  undecided: Undecided[];
  blind: boolean;
}

export function createKeeper(options: KeeperOptions): Keeper {
  const { store, clock, logger } = options;
  const local = options.local ?? localTime();
  const cameras = new Map<CameraId, Kept>();
  let timer: Timer | null = null;
  const of = (cameraId: CameraId): Kept => {
    const known = cameras.get(cameraId);
    if (known !== undefined) return known;
    const made: Kept = { log: new ActivityLog(), undecided: [], blind: false };
    cameras.set(cameraId, made);
    return made;
  };

  const decide = (cameraId: CameraId, kept: Kept, plan: RecordingPlan, one: Undecided): Verdict => {
    const modes = modesWithin(plan, one.startMs, one.endMs, local);
    const evidence = { span: one, modes, activities: kept.log.activities(), watched: kept.log.watched };
    const times = { preMs: plan.preSeconds * 1000, postMs: plan.postSeconds * 1000 };
    const verdict = shouldKeep({ ...evidence, ...times }, clock.now());
    if (verdict.kind === 'keep') {
      store.noteSegment(one.key, verdict.as, kept.log.motionWithin(one.startMs, one.endMs));
      tellBlind(cameraId, kept, verdict.blind);
    } else if (verdict.kind === 'drop') {
      const { startMs, endMs } = one;
      store.dropSegment(one.key, { cameraId, startMs, endMs, reason: verdict.reason });
      tellBlind(cameraId, kept, false);
    }
    return verdict;
  };

  const tellBlind = (cameraId: CameraId, kept: Kept, blind: boolean): void => {
    if (kept.blind === blind) return;
    kept.blind = blind;
    if (blind) logger.warn({ cameraId }, 'pictures to look at are missing: all footage is kept');
    else logger.info({ cameraId }, 'pictures are looked at again');
  };

  /** Answers whether something was dropped. */
  const look = (cameraId: CameraId, kept: Kept): boolean => {
    const plan = options.plan(cameraId);
    kept.log.forgetBefore(clock.now());
    let dropped = false;
    kept.undecided = kept.undecided.filter((one) => {
      // A camera that is gone: what it has recorded stays.
      if (plan === null) return false;
      try {
        const verdict = decide(cameraId, kept, plan, one);
        dropped ||= verdict.kind === 'drop';
        return verdict.kind === 'wait';
      } catch (error) {
        logger.error({ cameraId, key: one.key, err: error }, 'nothing could be decided about a segment: it stays');
        return false;
      }
    });
    if (plan === null) cameras.delete(cameraId);
    return dropped;
  };

  const lookAtAll = (): void => {
    const dropped = [...cameras].filter(([cameraId, kept]) => look(cameraId, kept)).length;
    if (dropped > 0) options.clean().catch((error: unknown) => logger.error({ err: error }, 'cannot clean up'));
  };

  return {
    start: () => void (timer ??= clock.every(LOOK_EVERY_MS, lookAtAll)),
    stop() {
      timer?.cancel();
      timer = null;
    },
    onSegment({ key, cameraId, startMs, durationMs }) {
      const plan = options.plan(cameraId);
      if (plan === null || (keepsEverything(plan) && !usesMotion(plan))) return;
      of(cameraId).undecided.push({ key, startMs, endMs: startMs + durationMs });
    },
    onWatched: (cameraId, kind, startMs, endMs) => of(cameraId).log.addWatched(kind, startMs, endMs),
    onActivity: (cameraId, kind, startMs, endMs, map) => of(cameraId).log.addActivity(kind, startMs, endMs, map),
    state(cameraId) {
      const plan = options.plan(cameraId);
      if (plan === null) return null;
      const mode = modesOf(plan).size === 1 ? plan.mode : modeAt(plan, local(clock.now()));
      return { mode, blind: (mode === 'motion' || mode === 'detection') && (cameras.get(cameraId)?.blind ?? false) };
    },
  };
}
