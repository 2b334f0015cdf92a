import { availableParallelism } from 'node:os';

/**
 * How many workers, and how many threads each computes with: a worker for each core with one thread, since two threads for one
 * picture cost twice the processor time of one (measured: docs/design/inference.md). Beyond four workers, which cost memory
 * each, the cores shorten the single picture instead. Pure, when `cores` is given.
 */
export function workersFor(cores = availableParallelism()): { workers: number; threadsPerWorker: number } {
  return { workers: Math.min(4, Math.max(1, cores)), threadsPerWorker: cores >= 8 ? 2 : 1 };
}
