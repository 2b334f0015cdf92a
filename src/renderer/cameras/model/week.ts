import type { RecordingMode, RecordingPlan, ScheduleEntry } from '../../../shared/recording-plan.ts';

/** Days of a week (0 is Monday) of 24 hours each; null: the plan's own mode. */
export type Week = readonly (readonly (RecordingMode | null)[])[];

const HOUR = 60;

/** The schedule by the hour: what holds at each hour's beginning. Pure. */
export function weekOf(plan: Pick<RecordingPlan, 'schedule'>): Week {
  return Array.from({ length: 7 }, (_day, day) =>
    Array.from({ length: 24 }, (_hour, hour) => {
      const minute = hour * HOUR;
      const entry = plan.schedule.find(
        (each) => each.day === day && each.startMinute <= minute && minute < each.endMinute,
      );
      return entry?.mode ?? null;
    }),
  );
}

/** Entries as few as possible. Pure. */
export function scheduleOf(week: Week): ScheduleEntry[] {
  return week.flatMap((hours, day) => {
    const entries: ScheduleEntry[] = [];
    hours.forEach((mode, hour) => {
      const last = entries.at(-1);
      if (mode === null) return;
      if (last?.mode === mode && last.endMinute === hour * HOUR) last.endMinute += HOUR;
      else entries.push({ day, startMinute: hour * HOUR, endMinute: (hour + 1) * HOUR, mode });
    });
    return entries;
  });
}

/** The week with one hour painted. Pure. */
export function painted(week: Week, day: number, hour: number, mode: RecordingMode | null): Week {
  return week.map((hours, index) => (index === day ? hours.with(hour, mode) : hours));
}

/** The week with all days as the given one. Pure. */
export function copiedDay(week: Week, day: number): Week {
  const hours = week[day] ?? [];
  return week.map(() => [...hours]);
}

/** Spans of the week that people ask for; `working` and `nights` are the complement of each other. */
export const presets = ['always', 'working', 'nights'] as const;
export type Preset = (typeof presets)[number];

/** A week in which `mode` holds in the preset's hours, `off` outside; `always` is a week without a schedule. Pure. */
export function presetWeek(preset: Preset, mode: RecordingMode): Week {
  return Array.from({ length: 7 }, (_day, day) =>
    Array.from({ length: 24 }, (_hour, hour) => {
      if (preset === 'always') return null;
      const working = day < 5 && hour >= 8 && hour < 18;
      return working === (preset === 'working') ? mode : 'off';
    }),
  );
}
