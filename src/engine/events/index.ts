export { createEventRecorder, type EventRecorderOptions, type Events } from './recorder.ts';
export type { EventBatch, EventStore, EventToStore, PictureKey } from './store.ts';
export type { CropOf, EventFilter, EventPicture, EventRecorder, Observation } from './types.ts';
