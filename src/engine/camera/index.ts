export { exportCameras, importCameras, type CameraListFormat, type CameraListImport } from './camera-list.ts';
export { type LiveFigures } from './camera-monitor.ts';
export { createCameraService, type Cameras, type CameraServiceOptions } from './camera-service.ts';
export type { CameraStore, StoredFacts, StoredStateChange } from './camera-store.ts';
export { createEvents, type Events } from './events.ts';
export type { FramesWanted, GrowingPlace, Progress, Run, RunEnd, RunSink, SegmentListEntry } from './run-sinks.ts';
export { type GopSource, type LatestGop } from './snapshot.ts';
