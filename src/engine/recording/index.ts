export type { Adoption } from './adopt.ts';
export type { Growing } from './camera-recording.ts';
export { readAt, type FileIndex } from './file-index.ts';
export { decodeParts, encodeParts, type PartTable } from './part-codec.ts';
export type { IndexedPart } from './part-index.ts';
export { buildPlaylist, type PlaylistOptions } from './playlist.ts';
export { createRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
export { createReplay, type ReplayOptions } from './replay.ts';
export type { NewSegment, SegmentStore, StoredGap, StoredSegment } from './segment-store.ts';
