// CPU of recording: Vigil's host and its ffmpeg children, against as many bare `ffmpeg -c copy -f segment`, in one run.
// Both sides do the same from the camera to a file, but the reference promises nothing: its files are plain MP4, which a kill leaves unreadable,
// and nobody syncs them. What the promises cost counts against Vigil. A full run also prints what bare ffmpegs use that write fragments, as a file
// that outlives a kill needs them; the aim is against the plain ones all the same.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startProduct } from '../test/support/product.ts';
import type { SimulatorProcess } from '../test/support/simulator-process.ts';
import { descendants } from '../test/support/processes.ts';
import { cpuMeter } from './support/cpu.ts';
import { percentile, printFigures, quickAsked } from './support/report.ts';
import { addCameras, benchFfmpeg, elapse, mainShape, startCameras, subShape, withFolder } from './support/scene.ts';

/**
 * Both sides settle first. For Vigil this is its start: probing, the interface, the compiler and the garbage collector of a program that then
 * runs for months.
 */
const SETTLE_MS = 30_000;
const SETTLE_QUICK_MS = 4000;

type Muxing = 'plain' | 'fragmented';
const MUXER: Readonly<Record<Muxing, readonly string[]>> = {
  plain: [],
  fragmented: [
    ...['-segment_format', 'mp4', '-segment_format_options'],
    'movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=100000:flush_packets=1',
  ],
};

function bareRecorder(url: string, folder: string, index: number, muxing: Muxing): ChildProcess {
  const output = join(folder, `bare${index}-%05d.mp4`);
  const args = ['-hide_banner', '-v', 'error', '-nostats', '-rtsp_transport', 'tcp', '-i', url];
  const segments = [
    '-map',
    '0',
    '-c',
    'copy',
    '-f',
    'segment',
    ...MUXER[muxing],
    '-segment_time',
    '180',
    '-reset_timestamps',
    '1',
    output,
  ];
  return spawn(benchFfmpeg(), [...args, ...segments], { stdio: ['pipe', 'ignore', 'inherit'] });
}

/** CPU seconds per second of the reference. */
async function measureBare(
  simulator: SimulatorProcess,
  count: number,
  measureMs: number,
  muxing: Muxing,
): Promise<number> {
  return withFolder(async (folder) => {
    const children = Array.from({ length: count }, (_, index) =>
      bareRecorder(simulator.url(`cam${index}`), folder, index, muxing),
    );
    await elapse(settleMs);
    const used = cpuMeter(() => children.map(({ pid }) => pid ?? 0));
    await elapse(measureMs);
    const seconds = used();
    for (const child of children) child.stdin?.write('q');
    await Promise.all(children.filter((child) => child.exitCode === null).map((child) => once(child, 'exit')));
    return seconds / (measureMs / 1000);
  });
}

/** CPU seconds per second, by who used them. */
interface Used {
  readonly host: number;
  readonly ffmpeg: number;
}

/** Of the product, all of it. */
async function measureVigil(
  simulator: SimulatorProcess,
  count: number,
  measureMs: number,
  withSub: boolean,
): Promise<Used> {
  const product = await startProduct({ args: ['--log-level', 'warn'] });
  try {
    await addCameras(product, simulator, count, withSub);
    await elapse(settleMs);
    const pid = product.process.pid ?? 0;
    const host = cpuMeter(() => [pid]);
    const ffmpeg = cpuMeter(() => descendants(pid));
    await elapse(measureMs);
    return { host: host() / (measureMs / 1000), ffmpeg: ffmpeg() / (measureMs / 1000) };
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
const settleMs = quick ? SETTLE_QUICK_MS : SETTLE_MS;
const all = ({ host, ffmpeg }: Used): number => host + ffmpeg;
const figures: Record<string, number> = {};
const ratios: number[] = [];

for (const count of cameraCounts(quick)) {
  const simulator = await startCameras(count, { main: mainShape, sub: subShape });
  try {
    const bares: number[] = [];
    const fragmented: number[] = [];
    const vigils: Used[] = [];
    // Taken in turns, and the median of the turns: a noisy minute of the machine then falls on neither.
    for (let round = 0; round < rounds; round += 1) {
      bares.push(await measureBare(simulator, count, measureMs, 'plain'));
      if (!quick) fragmented.push(await measureBare(simulator, count, measureMs, 'fragmented'));
      vigils.push(await measureVigil(simulator, count, measureMs, false));
    }
    const bare = percentile(bares, 0.5);
    const vigil = percentile(vigils.map(all), 0.5);
    const host = percentile(
      vigils.map((used) => used.host),
      0.5,
    );
    const ffmpeg = percentile(
      vigils.map((used) => used.ffmpeg),
      0.5,
    );
    const ratio = percentile(
      vigils.map((used, round) => all(used) / (bares[round] ?? Number.NaN)),
      0.5,
    );
    ratios.push(ratio);
    figures[`bare_cpu_percent_${count}`] = 100 * bare;
    if (!quick) figures[`bare_fragmented_cpu_percent_${count}`] = 100 * percentile(fragmented, 0.5);
    figures[`vigil_cpu_percent_${count}`] = 100 * vigil;
    figures[`vigil_host_cpu_percent_${count}`] = 100 * host;
    figures[`vigil_ffmpeg_cpu_percent_${count}`] = 100 * ffmpeg;
    figures[`ratio_${count}`] = ratio;
    const withSub = all(await measureVigil(simulator, count, measureMs, true));
    figures[`vigil_with_sub_cpu_percent_${count}`] = 100 * withSub;
    console.log(
      `${count} cameras: bare ${(100 * bare).toFixed(2)} %, Vigil ${(100 * vigil).toFixed(2)} % ` +
        `(host ${(100 * host).toFixed(2)} %, ffmpeg ${(100 * ffmpeg).toFixed(2)} %), ` +
        `ratio ${ratio.toFixed(2)}; with sub streams too ${(100 * withSub).toFixed(1)} % of one core`,
    );
  } finally {
    await simulator.stop();
  }
}
printFigures({ bench: 'record', figures, aim: { ratio: 1.15 }, ok: ratios.every((ratio) => ratio <= 1.15) });
