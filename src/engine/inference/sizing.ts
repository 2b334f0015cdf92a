import { availableParallelism } from 'node:os';

/** How many workers, and how many threads each computes with. Pure, when `cores` is given. */
export function workersFor(cores = availableParallelism()): { workers: number; threadsPerWorker: number } {
  return { workers: Math.min(4, Math.max(1, cores)), threadsPerWorker: cores > 4 ? Math.floor(cores / 4) : 1 };
}
