import { performance } from 'node:perf_hooks';
import type { Health } from '../../shared/health.ts';

/** Looks at this process: CPU and utilisation are those since the look before. Costs nothing between two looks. */
export function createProcessProbe(): () => Health['process'] {
  let cpu = process.cpuUsage();
  let atMs = performance.now();
  let loop = performance.eventLoopUtilization();
  return () => {
    const used = process.cpuUsage(cpu);
    const elapsedMs = Math.max(1, performance.now() - atMs);
    const utilization = performance.eventLoopUtilization(loop).utilization;
    cpu = process.cpuUsage();
    atMs = performance.now();
    loop = performance.eventLoopUtilization();
    return {
      cpuPercent: Math.round(((used.user + used.system) / 1000 / elapsedMs) * 1000) / 10,
      memoryBytes: process.memoryUsage.rss(),
      loopUtilization: Math.min(1, Math.max(0, Math.round(utilization * 1000) / 1000)),
    };
  };
}
