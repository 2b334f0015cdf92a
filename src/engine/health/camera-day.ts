import { failureReasonSchema, type CameraId, type StateChange } from '../../shared/camera.ts';
import type { CameraDay } from '../../shared/health.ts';
import type { CameraTimeline, GapReason } from '../../shared/recording.ts';

const failureReasons: ReadonlySet<string> = new Set(failureReasonSchema.options);

/** Gaps that follow from what a person has set; all others are losses. A renewal or a stop of ours loses footage too. */
const wanted: ReadonlySet<GapReason> = new Set<GapReason>(['disabled', 'not_recording']);

/** Midnight before `nowMs` in a zone, UTC milliseconds. */
export function midnightBefore(nowMs: number, utcOffsetMinutes: number): number {
  const offsetMs = utcOffsetMinutes * 60_000;
  return Math.floor((nowMs + offsetMs) / 86_400_000) * 86_400_000 - offsetMs;
}

/**
 * Sums up what was lost in a span. What lies before a camera's first footage or gap does not count: it was not there yet. Pure.
 * @param timeline of exactly [startMs, endMs)
 */
export function cameraDay(
  cameraId: CameraId,
  timeline: Pick<CameraTimeline, 'recorded' | 'gaps'>,
  changes: readonly Pick<StateChange, 'atMs' | 'reason' | 'state'>[],
  startMs: number,
): CameraDay {
  const lost = timeline.gaps.filter((gap) => !wanted.has(gap.reason));
  const lengths = lost.map((gap) => gap.endMs - gap.startMs);
  const gapMs = lengths.reduce((sum, length) => sum + length, 0);
  const recordedMs = timeline.recorded.reduce((sum, span) => sum + span.endMs - span.startMs, 0);
  const dueMs = recordedMs + gapMs;
  return {
    cameraId,
    gaps: lost.length,
    gapMs,
    longestGapMs: Math.max(0, ...lengths),
    recordedShare: dueMs === 0 ? null : recordedMs / dueMs,
    failures: changes.filter((change) => change.atMs >= startMs && isFailure(change)).length,
  };
}

/** Each lost run is stored once with its reason: as `no_signal` when it is tried at once, else as `retrying` or the last failure. */
function isFailure({ reason, state }: Pick<StateChange, 'reason' | 'state'>): boolean {
  return reason !== null && failureReasons.has(reason) && state !== 'connecting';
}
