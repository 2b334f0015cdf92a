import type { Alert } from '../shared/alerts.ts';
import type { CameraInput } from '../shared/camera.ts';
import type { StartWorker } from './inference/index.ts';

/**
 * What the program around the engine supplies: Electron its safe storage and its windows, the server a key file
 * and its console. The engine imports neither.
 */
export interface Host {
  /** Encrypts small secrets at rest. Both throw when the key is not to be had. */
  readonly secrets: SecretBox;
  /** Serves simulated cameras for a newcomer; absent where there is no simulator. */
  readonly demo?: DemoCameras;
  /** Shows an alert as a notification of the desktop, in the person's language; absent without a desktop. */
  readonly notify?: (alert: Alert) => void;
  /** Starts a process that runs models; absent where there are none, and nothing is detected. */
  readonly startWorker?: StartWorker;
}

/** Seals and opens short texts (camera passwords). */
export interface SecretBox {
  seal(plain: string): Uint8Array;
  open(sealed: Uint8Array): string;
}

/** Simulated cameras. `start` is idempotent and answers what to add to the camera list. */
export interface DemoCameras {
  start(): Promise<readonly CameraInput[]>;
  stop(): Promise<void>;
}
