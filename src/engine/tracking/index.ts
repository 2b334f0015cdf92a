export { createTracker, type TrackerOptions } from './tracker.ts';
export type { Track, Tracker, TrackerStep } from './types.ts';
