import type { SegmentKind } from '../../shared/recording-plan.ts';
import type { TimeSpan } from '../../shared/recording.ts';
import type { ModeSpan } from './schedule.ts';

/** What may be a reason to keep footage. */
export type ActivityKind = 'motion' | 'detection';

export interface Activity extends TimeSpan {
  readonly kind: ActivityKind;
}

/** What is known about a finished piece of footage. All times are UTC milliseconds. */
export interface Evidence {
  readonly span: TimeSpan;
  /** The modes that hold in it, without holes. */
  readonly modes: readonly ModeSpan[];
  readonly activities: readonly Activity[];
  /** Times that were looked at, per kind, ascending. What was not looked at may hide anything. */
  readonly watched: Readonly<Record<ActivityKind, readonly TimeSpan[]>>;
  readonly preMs: number;
  readonly postMs: number;
}

/** `blind`: kept only because nobody could look. */
export type Verdict =
  | { readonly kind: 'wait' }
  | { readonly kind: 'keep'; readonly as: SegmentKind; readonly blind: boolean }
  | { readonly kind: 'drop'; readonly reason: 'no_motion' | 'scheduled_off' };

/** Pictures are looked at, and tell of what they show, this much after they were taken. */
export const LOOK_DELAY_MS = 3000;
/** Between the last picture of one span and the first of the next. */
const SEAM_MS = 500;

/**
 * Whether a piece of footage stays: all of it does if any part of it is to. Continuous time is always kept; time with a mode that waits for
 * something is kept from `preMs` before it to `postMs` after it, and where nobody looked. Pure.
 */
export function shouldKeep(evidence: Evidence, nowMs: number): Verdict {
  const { span, modes, preMs, postMs } = evidence;
  const has = (mode: ModeSpan['mode']): boolean => modes.some((one) => one.mode === mode);
  const waits = has('motion') || has('detection');
  if (!waits && !has('continuous')) return { kind: 'drop', reason: 'scheduled_off' };
  if (nowMs < span.endMs + LOOK_DELAY_MS + (waits ? preMs : 0)) return { kind: 'wait' };
  const within = (startMs: number, endMs: number): ReadonlySet<ActivityKind> =>
    new Set(evidence.activities.filter((one) => one.startMs < endMs && one.endMs > startMs).map(({ kind }) => kind));
  if (has('continuous')) return { kind: 'keep', as: kindOf(within(span.startMs, span.endMs)), blind: false };
  const near = within(span.startMs - postMs, span.endMs + preMs);
  // What is detected moves, even if it moves too little to be seen to.
  if (near.has('detection') || (has('motion') && near.has('motion'))) {
    return { kind: 'keep', as: kindOf(near), blind: false };
  }
  const blind = modes.some((one) => one.mode !== 'off' && !isWatched(one, evidence.watched));
  return blind ? { kind: 'keep', as: 'continuous', blind: true } : { kind: 'drop', reason: 'no_motion' };
}

function kindOf(kinds: ReadonlySet<ActivityKind>): SegmentKind {
  if (kinds.has('detection')) return 'event';
  return kinds.has('motion') ? 'motion' : 'continuous';
}

function isWatched({ mode, startMs, endMs }: ModeSpan, watched: Evidence['watched']): boolean {
  const spans = watched[mode === 'detection' ? 'detection' : 'motion'];
  let untilMs = startMs + SEAM_MS;
  for (const span of spans) {
    if (span.startMs > untilMs) break;
    untilMs = Math.max(untilMs, span.endMs + SEAM_MS);
  }
  return untilMs >= endMs;
}
