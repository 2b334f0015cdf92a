export { type LoadModel } from './loaded-models.ts';
export { type Limits } from './limits.ts';
export { createInference, type InferenceOptions } from './pool.ts';
export { offeredOn, providerOrder, type Backend } from './providers.ts';
export { giveWay, workerEnv } from './worker-process.ts';
export { workersFor } from './sizing.ts';
export { runInferenceWorker, type WorkerPort } from './worker.ts';
export type { DetectResult, Inference, StartWorker, WorkerProcess } from './types.ts';
