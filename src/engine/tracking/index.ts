export type { Track, Tracker, TrackerStep } from './types.ts';
