export type { DetectionNeeds, DetectionSink } from './ports.ts';
export { createDetection, type DetectionService } from './service.ts';
