export type { CropOf, EventFilter, EventPicture, EventRecorder, Observation } from './types.ts';
