export type { DetectResult, Inference, StartWorker, WorkerProcess, WorkerStatus } from './types.ts';
