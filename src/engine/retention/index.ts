export { createRetentionJob, type RetentionJob, type RetentionJobOptions } from './job.ts';
export { limitsAnything, limitsOf, overdue, type RetainedSegment } from './retention.ts';
export { createRetentionService, type RetentionServiceOptions } from './service.ts';
export type { NewLock, RetentionStore } from './store.ts';
