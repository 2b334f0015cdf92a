// CPU of recording: Vigil's host and its ffmpeg children, against as many bare `ffmpeg -c copy -f segment`, in one run.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startProduct } from '../test/support/product.ts';
import type { SimulatorProcess } from '../test/support/simulator-process.ts';
import { descendants } from '../test/support/processes.ts';
import { cpuMeter } from './support/cpu.ts';
import { percentile, printFigures, quickAsked } from './support/report.ts';
import { addCameras, benchFfmpeg, elapse, mainShape, startCameras, subShape, withFolder } from './support/scene.ts';

/** Both sides settle first: probing, first segments, the interface's start. */
const SETTLE_MS = 4000;

function bareRecorder(url: string, folder: string, index: number): ChildProcess {
  const output = join(folder, `bare${index}-%05d.mp4`);
  const args = ['-hide_banner', '-v', 'error', '-nostats', '-rtsp_transport', 'tcp', '-i', url];
  const segments = [
    '-map',
    '0',
    '-c',
    'copy',
    '-f',
    'segment',
    '-segment_time',
    '180',
    '-reset_timestamps',
    '1',
    output,
  ];
  return spawn(benchFfmpeg(), [...args, ...segments], { stdio: ['pipe', 'ignore', 'inherit'] });
}

/** CPU seconds per second of the reference. */
async function measureBare(simulator: SimulatorProcess, count: number, measureMs: number): Promise<number> {
  return withFolder(async (folder) => {
    const children = Array.from({ length: count }, (_, index) =>
      bareRecorder(simulator.url(`cam${index}`), folder, index),
    );
    await elapse(SETTLE_MS);
    const used = cpuMeter(() => children.map(({ pid }) => pid ?? 0));
    await elapse(measureMs);
    const seconds = used();
    for (const child of children) child.stdin?.write('q');
    await Promise.all(children.filter((child) => child.exitCode === null).map((child) => once(child, 'exit')));
    return seconds / (measureMs / 1000);
  });
}

/** CPU seconds per second of the product, all of it. */
async function measureVigil(
  simulator: SimulatorProcess,
  count: number,
  measureMs: number,
  withSub: boolean,
): Promise<number> {
  const product = await startProduct({ args: ['--log-level', 'warn'] });
  try {
    await addCameras(product, simulator, count, withSub);
    await elapse(SETTLE_MS);
    const pid = product.process.pid ?? 0;
    const used = cpuMeter(() => [pid, ...descendants(pid)]);
    await elapse(measureMs);
    return used() / (measureMs / 1000);
  } finally {
    await product.stop();
  }
}

/** `--cameras=4` measures that number alone. */
function cameraCounts(quick: boolean): number[] {
  const asked = process.argv.map((arg) => /^--cameras=(\d+)$/.exec(arg)?.[1]).find((count) => count !== undefined);
  if (asked !== undefined) return [Number(asked)];
  return quick ? [4] : [4, 16];
}

const quick = quickAsked();
const rounds = quick ? 1 : 3;
const measureMs = quick ? 6000 : 30_000;
const figures: Record<string, number> = {};
const ratios: number[] = [];

for (const count of cameraCounts(quick)) {
  const simulator = await startCameras(count, { main: mainShape, sub: subShape });
  try {
    const bares: number[] = [];
    const vigils: number[] = [];
    // Taken in turns, and the median of the turns: a noisy minute of the machine then falls on neither.
    for (let round = 0; round < rounds; round += 1) {
      bares.push(await measureBare(simulator, count, measureMs));
      vigils.push(await measureVigil(simulator, count, measureMs, false));
    }
    const bare = percentile(bares, 0.5);
    const vigil = percentile(vigils, 0.5);
    const ratio = percentile(
      vigils.map((used, round) => used / (bares[round] ?? Number.NaN)),
      0.5,
    );
    ratios.push(ratio);
    figures[`bare_cpu_percent_${count}`] = 100 * bare;
    figures[`vigil_cpu_percent_${count}`] = 100 * vigil;
    figures[`ratio_${count}`] = ratio;
    const withSub = await measureVigil(simulator, count, measureMs, true);
    figures[`vigil_with_sub_cpu_percent_${count}`] = 100 * withSub;
    console.log(
      `${count} cameras: bare ${(100 * bare).toFixed(1)} %, Vigil ${(100 * vigil).toFixed(1)} %, ` +
        `ratio ${ratio.toFixed(2)}; with sub streams too ${(100 * withSub).toFixed(1)} % of one core`,
    );
  } finally {
    await simulator.stop();
  }
}
printFigures({ bench: 'record', figures, aim: { ratio: 1.15 }, ok: ratios.every((ratio) => ratio <= 1.15) });
