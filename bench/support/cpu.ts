import { readFileSync, readdirSync } from 'node:fs';

/**
 * CPU seconds that the living threads of a process have used, by the scheduler's own count in nanoseconds
 * (`/proc/<pid>/task/<tid>/schedstat`): clock ticks would be too coarse for what a recorder uses. 0 when it is gone. Linux only.
 */
export function cpuSeconds(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
      const onCpu = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0];
      return sum + Number(onCpu) / 1e9;
    }, 0);
  } catch {
    return 0;
  }
}

/** CPU seconds that a set of processes uses between two calls. */
export function cpuMeter(pids: () => readonly number[]): () => number {
  const before = new Map(pids().map((pid) => [pid, cpuSeconds(pid)]));
  return () => pids().reduce((sum, pid) => sum + cpuSeconds(pid) - (before.get(pid) ?? 0), 0);
}
