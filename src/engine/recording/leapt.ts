import type { ClockSteps } from '../clock-steps.ts';

/** Whether the clock was set forward between two time stamps, seconds of media time. */
export type Leapt = (fromSeconds: number, toSeconds: number) => boolean;

/** Tells steps of the clock in time stamps that are arrival times, counted from `epochMs` (UTC). */
export function leaptBy(steps: ClockSteps, epochMs: number): Leapt {
  return (fromSeconds, toSeconds) => steps.explains(epochMs + fromSeconds * 1000, epochMs + toSeconds * 1000);
}
