import type { CameraTimeline, GapReason } from '../../src/shared/recording.ts';
import type { StateChange } from '../../src/shared/camera.ts';
import { eventually } from '../support/eventually.ts';
import { holes, missingWithin, type Account } from './account.ts';
import type { Rig, RigCamera } from './rig.ts';

/** One fault of one camera: how it comes, how it goes, and what it may cost. */
export interface Scenario {
  /** Pictures still come, now and then: what lies between two of them is footage to the timeline, however slow. */
  readonly trickles?: true;
  /** How many gaps it leaves; absent: one. */
  readonly gaps?: number;
  readonly name: string;
  /** Resolves when the fault is there and has been noticed, as far as it can be. */
  readonly provoke: (rig: Rig, camera: RigCamera) => Promise<void>;
  /** Ends the fault. */
  readonly heal: (rig: Rig, camera: RigCamera) => Promise<void> | void;
  /** Reasons that the product may write down for the gap; null: there must be no gap, and no frame may be missing. */
  readonly reasons: readonly GapReason[] | null;
  /** How long a camera is left alone with it afterwards, milliseconds; absent: not at all. */
  readonly restMs?: number;
  /** Most seconds from the end of the fault to the first recorded frame. */
  readonly backWithinSeconds: number;
}

/** When a scenario ran; times are UTC milliseconds. */
export interface Episode {
  readonly scenario: Scenario;
  readonly camera: RigCamera;
  readonly startMs: number;
  readonly healedMs: number;
  readonly endMs: number;
  /** Why it did not run to its end; null when it did. */
  readonly error: string | null;
}

/** One line of the report. Seconds are rounded to hundredths. */
export interface Result {
  readonly scenario: string;
  /** Longest time without footage of the faulty camera. */
  readonly gapSeconds: number;
  /** Seconds of gaps that the timeline tells. */
  readonly toldSeconds: number;
  /** How many gaps those are. */
  readonly toldGaps: number;
  /** How long the fault itself lasted, from its begin to its end. */
  readonly faultSeconds: number;
  /** From the end of the fault to the first recorded frame after it; 0 when nothing was interrupted. */
  readonly backSeconds: number;
  /** Frames that the faulty camera sent and that are not on disk. */
  readonly missing: number;
  readonly reasons: readonly string[];
  /** How many cameras had no fault meanwhile. */
  readonly others: number;
  readonly othersMissing: number;
  readonly othersChanges: readonly string[];
  readonly error: string | null;
}

/** Waits until a camera has footage up to a moment: by its last frame, which is on disk within a tenth of a second. */
export async function recordedUntil(rig: Rig, camera: RigCamera, untilMs: number): Promise<void> {
  await eventually(
    `${camera.name} to deliver up to ${untilMs}`,
    async () => ((await rig.view(camera)).stats?.lastFrameMs ?? 0) >= untilMs,
    { timeoutMs: 45_000, everyMs: 100 },
  );
}

const SETTLE_MS = 1000;

/** Waits until a camera has sent a second's pictures. */
async function sentSince(rig: Rig, camera: RigCamera, sinceMs: number): Promise<void> {
  await eventually(
    `${camera.name} to send`,
    async () =>
      (await rig.simulator.sentBetween(camera.name, 'main', sinceMs, Number.MAX_SAFE_INTEGER)).at(-1)!.sentMs >
      sinceMs + SETTLE_MS,
    { everyMs: 200 },
  );
}

/** Runs a scenario on one camera; what goes wrong is in the answer, so that the next one has its chance. */
export async function runScenario(rig: Rig, scenario: Scenario, camera: RigCamera): Promise<Episode> {
  const startMs = Date.now();
  let healedMs = startMs;
  let error: string | null = null;
  try {
    try {
      await scenario.provoke(rig, camera);
    } finally {
      healedMs = Date.now();
      await scenario.heal(rig, camera);
    }
    await rig.recovered(camera, healedMs);
    // A second of footage keeps one fault apart from the next; what ended at once is noticed only now.
    await sentSince(rig, camera, Date.now());
    await rig.recovered(camera, healedMs + SETTLE_MS / 2);
  } catch (caught) {
    error = caught instanceof Error ? `${caught.message} (${String(caught.cause)})` : String(caught);
  }
  const endMs = Date.now();
  return { scenario, camera, startMs, healedMs, endMs, error };
}

/** A simulator on a busy machine sends a frame late at times; what is longer is a time without footage. */
const HOLE_MS = 250;
/** What is lost begins before the fault: ffmpeg had not written it yet. */
const UNWRITTEN_MS = 1000;

const seconds = (ms: number): number => Math.round(ms / 10) / 100;

/** What is known of a camera at the end of all episodes. */
export interface Record {
  readonly camera: RigCamera;
  readonly account: Account;
  readonly history: readonly StateChange[];
  readonly gaps: CameraTimeline['gaps'];
}

/** What an episode cost, by the frames on disk. Cameras that had a fault of their own at the same time do not count as others. */
export function judge(episode: Episode, records: readonly Record[], episodes: readonly Episode[]): Result {
  const { scenario, camera, startMs, healedMs, endMs } = episode;
  const own = records.find((record) => record.camera.id === camera.id);
  const found = holes(own?.account.recorded ?? [], startMs, endMs - SETTLE_MS / 2, HOLE_MS);
  const told = (own?.gaps ?? []).filter((gap) => gap.endMs > startMs && gap.startMs < endMs - SETTLE_MS / 2);
  const longest = Math.max(0, ...found.map(({ fromMs, toMs }) => toMs - fromMs));
  const backMs = Math.max(0, ...found.map(({ toMs }) => toMs - healedMs));
  const busy = episodes
    .filter((one) => one.startMs - UNWRITTEN_MS <= endMs && one.endMs >= startMs)
    .map((one) => one.camera.id);
  const others = records.filter((record) => !busy.includes(record.camera.id));
  const changes = others.flatMap(({ camera: { name }, history }) =>
    history
      .filter(({ atMs }) => atMs >= startMs && atMs <= endMs)
      .map(({ state, reason }) => `${name} ${state} ${reason ?? ''}`.trim()),
  );
  return {
    scenario: scenario.name,
    gapSeconds: seconds(longest),
    toldSeconds: seconds(told.reduce((sum, gap) => sum + gap.endMs - gap.startMs, 0)),
    toldGaps: told.length,
    faultSeconds: seconds(healedMs - startMs),
    backSeconds: seconds(backMs),
    missing: missingWithin(own?.account.missing ?? [], startMs, endMs - SETTLE_MS / 2),
    reasons: [...new Set(told.map(({ reason }) => reason))],
    others: others.length,
    othersMissing: others.reduce((sum, { account }) => sum + missingWithin(account.missing, startMs, endMs), 0),
    othersChanges: changes,
    error: episode.error,
  };
}

/** One line for people. */
export function lineOf(result: Result): string {
  const { scenario, gapSeconds, toldSeconds, backSeconds, reasons, othersMissing, othersChanges, error } = result;
  const why = reasons.length === 0 ? 'no gap' : `${reasons.join(', ')}: ${toldSeconds} s`;
  const others = `${result.others} others: ${othersMissing} frames missing, ${othersChanges.length} changes of state`;
  const trouble = error === null ? '' : `; ${error}`;
  return `${scenario}: gap ${gapSeconds} s (${why}), back after ${backSeconds} s; ${others}${trouble}`;
}
