export { MotionDetector, type MotionResult, type MotionSettings } from './detector.ts';
export { MAP_BYTES, MAP_SIDE, type MotionRegion } from './regions.ts';
export { createMotion, type Motion, type MotionSink } from './service.ts';
