import { join } from 'node:path';
import { createInference } from '../../src/engine/inference/index.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createLogger } from '../../src/engine/logger.ts';
import { createStartWorker } from '../../src/server/start-worker.ts';

/** A host of its own for the test that ends it: asks a model that hangs, and one that does not, and says who its workers are. */
const logger = createLogger({ level: 'fatal' });
const startWorker = createStartWorker(logger, join(import.meta.dirname, 'odd-worker.ts'));
const inference = createInference({ startWorker, workers: 2, threadsPerWorker: 1, clock: systemClock, logger });
const picture = { width: 4, height: 2, data: new Uint8Array(12) };
const options = { minScore: 0, labels: [], look: null };
const ask = (path: string) => inference.detect(path, { id: path, path, labels: null }, picture, options);

await ask('good');
void ask('hang').catch(() => undefined);
await ask('good');
process.stdout.write(JSON.stringify(inference.workers().map(({ pid, state }) => ({ pid, state }))));
