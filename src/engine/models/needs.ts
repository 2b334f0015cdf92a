import type { CameraId, CameraView } from '../../shared/camera.ts';
import type { ServerEvent } from '../../shared/events.ts';
import type { Clock } from '../clock.ts';
import type { Inference } from '../inference/index.ts';
import type { Logger } from '../logger.ts';

/** What the models need of the rest of the engine. */
export interface ModelNeeds {
  /** Folder of installed models; made when it is not there. */
  readonly dir: string;
  /** Folder that comes with Vigil: models.json and the bundled models. */
  readonly bundledDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens models to see what they are, and runs them on trial. */
  readonly inference: Pick<Inference, 'inspect' | 'unload' | 'detect' | 'forget'>;
  /** Who uses which model. */
  readonly cameras: () => readonly Pick<CameraView, 'camera'>[];
  /** A fresh picture of a camera as JPEG. @throws VigilError */
  readonly snapshot: (id: CameraId, signal: AbortSignal) => Promise<Buffer>;
  readonly emit: (event: ServerEvent) => void;
  /** No byte for so long ends an attempt to receive. */
  readonly idleMs?: number;
  /** Waits between attempts in a row that brought nothing. */
  readonly retryDelaysMs?: readonly number[];
}
