export { findingKinds } from './check/index.ts';
export { checkDataFolder, type CheckOutcome } from './check-folder.ts';
export { createEngine } from './compose.ts';
export { createKeyFileSecretBox, defaultDataDir } from './config/index.ts';
export type { Engine, EngineOptions } from './engine.ts';
export type { DemoCameras, Host, SecretBox } from './host.ts';
export type { StartWorker, WorkerProcess } from './inference/index.ts';
export { createLogger, type Logger } from './logger.ts';
