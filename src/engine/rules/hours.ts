import type { DetectionPlan, Rule } from '../../shared/detection-plan.ts';
import type { localTime } from '../modes/index.ts';

/** Turns UTC milliseconds into the local minute of the week, 0 is Monday. */
export type LocalTime = ReturnType<typeof localTime>;
export type LocalMinute = ReturnType<LocalTime>;

const MINUTE_MS = 60_000;

/** Whether a rule is for this label at this minute of the local week. Pure. */
export function isOn(rule: Rule, label: string, now: LocalMinute): boolean {
  if (!rule.enabled || (rule.labels.length > 0 && !rule.labels.includes(label))) return false;
  if (rule.hours.length === 0) return true;
  return rule.hours.some(
    ({ day, startMinute, endMinute }) => day === now.day && startMinute <= now.minute && now.minute < endMinute,
  );
}

/** The local minute, asked for once a minute, and only where a rule has hours: the calendar is slow. */
export function perMinute({ rules }: DetectionPlan, local: LocalTime): LocalTime {
  let known: { readonly minute: number; readonly at: LocalMinute } | null = null;
  const asked = rules.some(({ hours }) => hours.length > 0);
  return (utcMs) => {
    if (!asked) return { day: 0, minute: 0 };
    const minute = Math.floor(utcMs / MINUTE_MS);
    if (known?.minute !== minute) known = { minute, at: local(utcMs) };
    return known.at;
  };
}
