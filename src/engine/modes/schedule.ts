import { modesOf, type RecordingMode, type RecordingPlan } from '../../shared/recording-plan.ts';

/** A moment by the clock on the recorder's wall. */
export interface LocalMinute {
  /** 0 is Monday. */
  readonly day: number;
  /** 0 to 1439. */
  readonly minute: number;
}

/** A time in which one mode holds, [startMs, endMs), UTC milliseconds. */
export interface ModeSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly mode: RecordingMode;
}

const MINUTE_MS = 60_000;

/**
 * Segments of cameras that do not keep everything: what is thrown away is whole segments, so they bound how much more is kept than
 * was asked for. The same length at all hours, so that a change of mode needs no other run.
 */
export const DECIDED_SEGMENT_SECONDS = 10;

/** Turns UTC milliseconds into the local minute of a zone. */
export type LocalTime = (utcMs: number) => LocalMinute;

/**
 * @param timeZone a name of the time zone database; the recorder's own without it
 * @throws RangeError for a zone that does not exist
 */
export function localTime(timeZone?: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...(timeZone === undefined ? {} : { timeZone }),
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  return (utcMs) => {
    const parts = new Map(format.formatToParts(utcMs).map(({ type, value }) => [type, value]));
    const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
    return { day: days.indexOf(parts.get('weekday') ?? ''), minute };
  };
}

/**
 * The mode that holds in a minute of the week: of the entries that cover it the last one in the list, else the plan's own. An hour that
 * the clock skips in spring has no entries, one that it repeats in autumn has its entries twice.
 */
export function modeAt(plan: RecordingPlan, { day, minute }: LocalMinute): RecordingMode {
  const entry = plan.schedule.findLast((one) => one.day === day && one.startMinute <= minute && minute < one.endMinute);
  return entry?.mode ?? plan.mode;
}

/** The modes that hold in [startMs, endMs), ascending, without holes. Zones are whole minutes from UTC. */
export function modesWithin(plan: RecordingPlan, startMs: number, endMs: number, local: LocalTime): ModeSpan[] {
  if (plan.schedule.length === 0) return [{ startMs, endMs, mode: plan.mode }];
  const spans: ModeSpan[] = [];
  for (let at = startMs; at < endMs;) {
    const next = Math.min(endMs, (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS);
    const mode = modeAt(plan, local(at));
    const last = spans.at(-1);
    if (last?.mode === mode) spans[spans.length - 1] = { ...last, endMs: next };
    else spans.push({ startMs: at, endMs: next, mode });
    at = next;
  }
  return spans;
}

/** Whether all footage of a plan is kept at all hours. */
export function keepsEverything(plan: RecordingPlan): boolean {
  return [...modesOf(plan)].every((mode) => mode === 'continuous');
}

/** Length of a camera's segments. @param usual of those that keep everything */
export function segmentSecondsOf(plan: RecordingPlan, usual: number): number {
  return keepsEverything(plan) ? usual : Math.min(usual, DECIDED_SEGMENT_SECONDS);
}
