import { spanOf, type TimeView } from './view.ts';

const SECOND = 1;
const MINUTE = 60;
const HOUR = 3600;

/** Steps between ticks, in seconds; each divides a day. */
const steps = [
  SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
] as const;

/** The smallest step whose ticks stand at least `minPx` apart. */
export function tickStepSeconds(view: TimeView, width: number, minPx: number): number {
  const secondsPerPx = spanOf(view) / 1000 / Math.max(1, width);
  return steps.find((step) => step / secondsPerPx >= minPx) ?? 12 * HOUR;
}

/** Midnight that begins the viewer's day of `ms`. */
export function startOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Midnight `days` days after the day of `ms`; right also where a day has 23 or 25 hours. */
export function addDays(ms: number, days: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

/**
 * Times of the ticks in the view, at whole steps of the viewer's clock. In an hour that the clocks skip there are
 * none; in an hour that comes twice only the first has its ticks.
 */
export function tickTimes(view: TimeView, stepSeconds: number): number[] {
  const times: number[] = [];
  for (let day = startOfDay(view.startMs); day <= view.endMs; day = addDays(day, 1)) {
    const date = new Date(day);
    const nextDay = addDays(day, 1);
    const first = Math.max(0, Math.floor((view.startMs - day) / 1000 / stepSeconds) - Math.ceil(HOUR / stepSeconds));
    for (let second = first * stepSeconds; second < 24 * HOUR; second += stepSeconds) {
      const time = new Date(date.getFullYear(), date.getMonth(), date.getDate(), 0, 0, second).getTime();
      if (time > view.endMs || time >= nextDay) break;
      if (time >= view.startMs && time !== times.at(-1)) times.push(time);
    }
  }
  return times;
}
