import type { DetectionPlan, Rule, RuleHours, RuleKind } from '../../../shared/detection-plan.ts';

const DAY = 1440;

/** Hours of a rule as people say them: on these days (0 is Monday) from one minute to another, over midnight where it must be. */
export interface DayHours {
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Entries of the week; over midnight, the rest belongs to the day after. Pure. */
export function hoursOf({ days, fromMinute, toMinute }: DayHours): RuleHours[] {
  const entry = (day: number, startMinute: number, endMinute: number): RuleHours[] =>
    endMinute > startMinute ? [{ day, startMinute, endMinute }] : [];
  return days.flatMap((day) =>
    toMinute > fromMinute
      ? entry(day, fromMinute, toMinute)
      : [...entry(day, fromMinute, DAY), ...entry((day + 1) % 7, 0, toMinute)],
  );
}

const key = ({ day, startMinute, endMinute }: RuleHours) => `${day}:${startMinute}-${endMinute}`;

/** The way back; null where the entries are not of that kind (they were made by another program). Pure. */
export function dayHoursOf(hours: readonly RuleHours[]): DayHours | null {
  const [first] = [...hours].sort((a, b) => b.startMinute - a.startMinute);
  if (first === undefined) return null;
  const ends = new Set(hours.filter(({ startMinute }) => startMinute === 0).map(({ endMinute }) => endMinute));
  const candidates = [first.endMinute, ...(first.endMinute === DAY ? ends : [])];
  const starts = hours.filter(({ startMinute }) => startMinute === first.startMinute).map(({ day }) => day);
  for (const toMinute of candidates) {
    const guess = { days: [...starts].sort((a, b) => a - b), fromMinute: first.startMinute, toMinute };
    const made = hoursOf(guess).map(key).sort();
    if (made.join() === hours.map(key).sort().join()) return guess;
  }
  return null;
}

/** `20:30` as minutes; null when it is none. */
export function minutesOf(text: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const total = Number(hours) * 60 + Number(minutes);
  return total <= DAY && Number(minutes) < 60 ? total : null;
}

export function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** Kinds that this plan's shapes allow. */
export function possibleKinds({ zones, wires }: Pick<DetectionPlan, 'zones' | 'wires'>): RuleKind[] {
  return [
    'appear',
    ...(zones.length > 0 ? (['enter', 'leave', 'loiter'] as const) : []),
    ...(wires.length > 0 ? (['cross'] as const) : []),
  ];
}

/** The rule as another kind, with what both have; the first zone or line stands in where one is needed. */
export function ruleOfKind(rule: Rule, kind: RuleKind, { zones, wires }: Pick<DetectionPlan, 'zones' | 'wires'>): Rule {
  const { id, name, enabled, labels, hours, alert } = rule;
  const base = { id, name, enabled, labels, hours, alert };
  const zoneId = 'zoneId' in rule && rule.zoneId !== null ? rule.zoneId : (zones[0]?.id ?? '');
  switch (kind) {
    case 'appear':
      return { ...base, kind, zoneId: 'zoneId' in rule ? rule.zoneId : null };
    case 'enter':
    case 'leave':
      return { ...base, kind, zoneId };
    case 'loiter':
      return { ...base, kind, zoneId, seconds: 10 };
    case 'cross':
      return { ...base, kind, wireId: wires[0]?.id ?? '', direction: 'both' };
  }
}

/** Rules whose zone or line is still there; the others have lost what they are about. */
export function rulesThatHold(
  rules: readonly Rule[],
  { zones, wires }: Pick<DetectionPlan, 'zones' | 'wires'>,
): Rule[] {
  const zoneIds = new Set(zones.map(({ id }) => id));
  return rules.filter((rule) =>
    rule.kind === 'cross'
      ? wires.some(({ id }) => id === rule.wireId)
      : rule.zoneId === null || zoneIds.has(rule.zoneId),
  );
}
