import type { Attribute, WorkerStatus } from '../../shared/detection.ts';
import type { Box } from '../../shared/geometry.ts';
import type { Detection, DetectOptions, ModelFacts, ModelFile, Picture } from '../vision/index.ts';

/** A process that the host starts for us; messages are structured clones. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Once; `code` null: by a signal. */
  onExit(listener: (code: number | null) => void): void;
  /** Ends it at once. */
  kill(): void;
}

/** How the host starts one: a child process of Node, a utility process of Electron. */
export type StartWorker = () => WorkerProcess;

/**
 * What came of a picture. `overtaken`: a newer one of the same camera took its place before a worker was free; `warmingUp`: a worker
 * was starting or loading a model meanwhile, so it says nothing of how busy the machine is.
 */
export type DetectResult =
  | {
      readonly kind: 'done';
      readonly detections: readonly Detection[];
      readonly provider: string;
      readonly workerMs: number;
    }
  | { readonly kind: 'overtaken'; readonly warmingUp: boolean };

/** One pool of workers for all cameras. Nothing of it can hold up who calls. */
export interface Inference {
  /**
   * Looks at a picture. Its bytes are copied before this returns. Of each camera only the newest waits, and the camera that has
   * waited longest is served next. @throws ModelError
   */
  detect(cameraId: string, model: ModelFile, picture: Picture, options: DetectOptions): Promise<DetectResult>;
  /** Looks at one part of a picture with a classifier. These wait in a short line of their own. @throws ModelError */
  classify(cameraId: string, model: ModelFile, picture: Picture, box: Box): Promise<readonly Attribute[]>;
  /** Loads a model and says what it is. @throws ModelError */
  inspect(model: ModelFile): Promise<ModelFacts>;
  /** What waits for this camera is given up: its detection was switched off, or it is gone. */
  forget(cameraId: string): void;
  /** The file of this model has changed or is gone: it is loaded anew when it is needed next. */
  unload(modelId: string): void;
  workers(): readonly WorkerStatus[];
  /** Ends the workers. */
  stop(): Promise<void>;
}
