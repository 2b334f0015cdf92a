// What syncing growing recordings costs: real ffmpegs that record real RTSP streams as a camera's run does, with the
// recorder's own syncer and without, in turns. `--folder=DIR` measures another disk than that of the temporary folder.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/engine/clock.ts';
import { cameraRunArgs, probeFfmpeg, type FfmpegBinary, runPipes } from '../src/engine/ffmpeg/index.ts';
import { createLogger } from '../src/engine/logger.ts';
import { createSyncer } from '../src/engine/recording/index.ts';
import type { SimulatorProcess } from '../test/support/simulator-process.ts';
import { cpuMeter } from './support/cpu.ts';
import { percentile, printFigures, quickAsked } from './support/report.ts';
import { benchFfmpeg, elapse, mainShape, startCameras } from './support/scene.ts';

const quick = quickAsked();
const CAMERAS = quick ? 8 : 16;
const ROUNDS = quick ? 1 : 3;
const MEASURE_MS = quick ? 12_000 : 30_000;
const SETTLE_MS = 4000;
const LOOK_MS = 20;
/** Of the 2 s that a power cut may cost, ffmpeg holds back 100 ms and a frame. */
const AIM_EXPOSED_MS = 1830;
const AIM_HOST_CPU_PERCENT = 5;

interface Round {
  /** Percent of one core. */
  readonly ffmpegCpu: number;
  readonly hostCpu: number;
  readonly megabytesPerSecond: number;
  /** Longest time in which each file did not grow: what a writer that is held up looks like from outside. */
  readonly pausesMs: readonly number[];
  readonly syncMs: readonly number[];
  /** From the beginning of a sync to the end of the next one of the same file: what a power cut at the worst moment costs. */
  readonly exposedMs: readonly number[];
}

function writer(binary: FfmpegBinary, url: string, pattern: string): ChildProcess {
  const args = cameraRunArgs(binary, {
    source: { kind: 'rtsp', mainUrl: url, subUrl: null, transport: 'tcp' },
    timeoutMs: 5000,
    epochMs: Date.now(),
    segments: { pattern, seconds: 180, title: 'bench', comment: 'bench' },
    codecs: { video: 'h264', audio: null },
    frames: null,
  });
  // Each descriptor that the command line names must be there: ffmpeg would write to whatever file has the number else.
  const stdio = [
    'pipe' as const,
    ...Array.from({ length: Math.max(...Object.values(runPipes)) }, () => 'ignore' as const),
  ];
  return spawn(binary.path, args, { stdio });
}

/** The recorder's syncer, with a clock at each sync. */
function watchedSyncer(folder: string, syncMs: number[], exposedMs: number[]) {
  const safeMs = new Map<string, number>();
  return createSyncer({
    files: () => readdirSync(folder).map((name) => ({ path: join(folder, name), disk: folder })),
    clock: systemClock,
    logger: createLogger({ level: 'warn' }),
    async sync(path) {
      const beganMs = performance.now();
      const handle = await open(path, 'r+');
      await handle.datasync();
      await handle.close();
      const endedMs = performance.now();
      syncMs.push(endedMs - beganMs);
      const before = safeMs.get(path);
      if (before !== undefined) exposedMs.push(endedMs - before);
      safeMs.set(path, beganMs);
    },
  });
}

/** Looks at the sizes all the time; answers how to end and what was the longest pause of each file. */
function watchGrowth(folder: string): () => number[] {
  const seen = new Map<string, { size: number; atMs: number; longestMs: number }>();
  const timer = setInterval(() => {
    const atMs = performance.now();
    for (const name of readdirSync(folder)) {
      const { size } = statSync(join(folder, name));
      const last = seen.get(name);
      if (last === undefined) seen.set(name, { size, atMs, longestMs: 0 });
      else if (size !== last.size) {
        seen.set(name, { size, atMs, longestMs: Math.max(last.longestMs, atMs - last.atMs) });
      }
    }
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    return [...seen.values()].map(({ longestMs }) => longestMs);
  };
}

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

async function measure(
  simulator: SimulatorProcess,
  binary: FfmpegBinary,
  parent: string,
  synced: boolean,
): Promise<Round> {
  const folder = mkdtempSync(join(parent, 'vigil-sync-'));
  const children = Array.from({ length: CAMERAS }, (_, index) =>
    writer(binary, simulator.url(`cam${index}`), join(folder, `cam${String(index).padStart(2, '0')}-%05d.mp4`)),
  );
  const syncMs: number[] = [];
  const exposedMs: number[] = [];
  const syncer = watchedSyncer(folder, syncMs, exposedMs);
  try {
    await elapse(SETTLE_MS);
    if (synced) syncer.start();
    // The watch runs in both turns, so that what the host uses more is the syncer's.
    const pauses = watchGrowth(folder);
    const before = bytesIn(folder);
    const ffmpegs = cpuMeter(() => children.map(({ pid }) => pid ?? 0));
    const host = cpuMeter(() => [process.pid]);
    await elapse(MEASURE_MS);
    const seconds = MEASURE_MS / 1000;
    return {
      ffmpegCpu: (100 * ffmpegs()) / seconds,
      hostCpu: (100 * host()) / seconds,
      megabytesPerSecond: (bytesIn(folder) - before) / 1e6 / seconds,
      pausesMs: pauses(),
      syncMs,
      exposedMs,
    };
  } finally {
    syncer.stop();
    for (const child of children) child.stdin?.write('q');
    await Promise.all(children.filter((child) => child.exitCode === null).map((child) => once(child, 'exit')));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function probed(): Promise<FfmpegBinary> {
  const found = await probeFfmpeg(benchFfmpeg());
  if (!found.ok) throw new Error(found.problem);
  return found.binary;
}

const parent = process.argv.map((arg) => /^--folder=(.+)$/.exec(arg)?.[1]).find((dir) => dir !== undefined) ?? tmpdir();
const binary = await probed();
const simulator = await startCameras(CAMERAS, { main: mainShape });
const none: Round[] = [];
const synced: Round[] = [];
try {
  // Taken in turns: a noisy minute of the machine then falls on neither.
  for (let round = 0; round < ROUNDS; round += 1) {
    none.push(await measure(simulator, binary, parent, false));
    synced.push(await measure(simulator, binary, parent, true));
  }
} finally {
  await simulator.stop();
}
const median = (rounds: readonly Round[], pick: (round: Round) => number): number => percentile(rounds.map(pick), 0.5);
const syncMs = synced.flatMap((round) => round.syncMs);
const exposedMs = synced.flatMap((round) => round.exposedMs);
const host = median(synced, (round) => round.hostCpu) - median(none, (round) => round.hostCpu);
const figures = {
  cameras: CAMERAS,
  ffmpegCpuPercentWithout: median(none, (round) => round.ffmpegCpu),
  ffmpegCpuPercentWith: median(synced, (round) => round.ffmpegCpu),
  syncerCpuPercent: host,
  megabytesPerSecondWithout: median(none, (round) => round.megabytesPerSecond),
  megabytesPerSecondWith: median(synced, (round) => round.megabytesPerSecond),
  longestPauseMsWithout: Math.max(...none.flatMap((round) => round.pausesMs)),
  longestPauseMsWith: Math.max(...synced.flatMap((round) => round.pausesMs)),
  syncsPerSecond: syncMs.length / (ROUNDS * (MEASURE_MS / 1000)),
  syncMedianMs: percentile(syncMs, 0.5),
  syncP99Ms: percentile(syncMs, 0.99),
  syncMaxMs: percentile(syncMs, 1),
  exposedMedianMs: percentile(exposedMs, 0.5),
  exposedP99Ms: percentile(exposedMs, 0.99),
  exposedMaxMs: percentile(exposedMs, 1),
};
for (const [name, value] of Object.entries(figures)) console.log(name.padEnd(28), Number(value.toPrecision(3)));
printFigures({
  bench: 'sync',
  figures,
  aim: { exposedP99Ms: AIM_EXPOSED_MS, syncerCpuPercent: AIM_HOST_CPU_PERCENT },
  ok: figures.exposedP99Ms <= AIM_EXPOSED_MS && host <= AIM_HOST_CPU_PERCENT,
});
