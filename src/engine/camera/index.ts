export type { CameraStore, StoredFacts, StoredStateChange } from './camera-store.ts';
export type { GrowingPlace, Progress, Run, RunEnd, RunSink, SegmentListEntry } from './run-sinks.ts';
