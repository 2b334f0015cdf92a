export type { GarbageFile, NewSegment, SegmentStore, StoredGap, StoredSegment } from './segment-store.ts';
