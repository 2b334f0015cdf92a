import {
  createInference,
  type DetectResult,
  type Inference,
  type InferenceOptions,
} from '../../../src/engine/inference/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { ModelError, type ModelFile, type Picture } from '../../../src/engine/vision/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeWorkers } from '../../support/fake-workers.ts';

export const nano: ModelFile = { id: 'nano', path: '/models/nano.onnx', labels: null };
export const other: ModelFile = { id: 'other', path: '/models/other.onnx', labels: null };
export const box = { x: 0, y: 0, w: 1, h: 1 };

/** 4 x 2 pixels whose first byte is a number that tells it from others. */
export function picture(number: number): Picture {
  return { width: 4, height: 2, data: new Uint8Array(12).fill(number) };
}

export interface PoolBench {
  readonly clock: FakeClock;
  readonly workers: FakeWorkers;
  readonly inference: Inference;
  readonly lines: string[];
  /** Asks to look at picture `number` of a camera; what comes of it is written into `results` as `camera number: outcome`. */
  readonly look: (cameraId: string, number: number, model?: ModelFile) => Promise<string>;
  readonly results: string[];
}

export function poolBench(options: Partial<InferenceOptions> = {}): PoolBench {
  const clock = new FakeClock();
  const workers = new FakeWorkers();
  const lines: string[] = [];
  const logger = createLogger({ destination: { write: (line) => void lines.push(line) } });
  const inference = createInference({
    startWorker: workers.start,
    openShelf: () => null,
    workers: 1,
    threadsPerWorker: 1,
    clock,
    logger,
    ...options,
    // The tests' workers take 10 ms or 100: what is laid ready with them is laid ready on the way.
    limits: { aheadMs: 8, lainMs: 16, ...options.limits },
  });
  const results: string[] = [];
  const look = async (cameraId: string, number: number, model = nano) => {
    const asked = inference.detect(cameraId, model, picture(number), { minScore: 0.5, labels: [], look: null });
    const outcome = await asked.then(
      (result: DetectResult) => result.kind,
      (error: unknown) => (error instanceof ModelError ? error.problem : String(error)),
    );
    results.push(`${cameraId} ${number}: ${outcome}`);
    return outcome;
  };
  return { clock, workers, inference, lines, look, results };
}

/** Lets promises that are settled be heard. */
export async function heard(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
