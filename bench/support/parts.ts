import { commandLine, descendants } from '../../test/support/processes.ts';
import type { DetectionScene } from '../../test/support/detection-scene.ts';
import { cpuMeter } from './cpu.ts';

/** Processor time by who used it, percent of a core. */
export type Parts = Readonly<Record<'host' | 'workers' | 'ffmpeg' | 'simulator', number>>;

/** Begins to count; answers what was used since. */
export function partsMeter({ product, simulator }: Pick<DetectionScene, 'product' | 'simulator'>): () => Parts {
  const host = product.process.pid ?? 0;
  const children = (isWorker: boolean) =>
    descendants(host).filter((pid) => (commandLine(pid) ?? '').includes('inference-worker') === isWorker);
  const fromMs = performance.now();
  const meters = {
    host: cpuMeter(() => [host]),
    workers: cpuMeter(() => children(true)),
    ffmpeg: cpuMeter(() => children(false)),
    simulator: cpuMeter(() => [simulator.pid]),
  };
  return () => {
    const percent = 100 / ((performance.now() - fromMs) / 1000);
    return {
      host: meters.host() * percent,
      workers: meters.workers() * percent,
      ffmpeg: meters.ffmpeg() * percent,
      simulator: meters.simulator() * percent,
    };
  };
}
