// The pool of inference workers: pictures a second and processor time of one for different sizes of the pool, what handing over a
// picture costs the host, and memory over many pictures. Needs the real weights beside the project.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../src/engine/clock.ts';
import { createInference, type Inference } from '../src/engine/inference/index.ts';
import { createLogger } from '../src/engine/logger.ts';
import { createStartWorker } from '../src/server/start-worker.ts';
import { sharedData } from '../test/support/shared-data.ts';
import { cpuMeter } from './support/cpu.ts';
import { percentile, printFigures, printLeftOut, quickAsked } from './support/report.ts';
import { elapse } from './support/scene.ts';

const CAMERAS = ['a', 'b', 'c', 'd'];
/**
 * Growth of a worker from the third tenth of its pictures to the last. Over 10,000 pictures its memory swings by 8 % about its middle and
 * does not rise; what is more than that over so few pictures is a leak.
 */
const AIM_GROWTH = 0.1;
/** Of the host, for taking, copying and sending a picture and reading the answer. */
const AIM_HAND_OVER_MS = 1;

const AIM = { 'worker growth': AIM_GROWTH, 'host cpu ms per picture': AIM_HAND_OVER_MS };

const logger = createLogger({ level: 'warn' });
const picture = { width: 640, height: 360, data: new Uint8Array(345_600).fill(120) };
const options = { minScore: 0.3, labels: [], look: null };
const weights = sharedData('models', 'yolox_nano.onnx');
if (weights === null) {
  printLeftOut('inference', AIM, 'YOLOX nano is not in ../shared/data');
  process.exit();
}
const nano = { id: 'nano', path: weights, labels: null };
const idle = { id: 'idle', path: 'idle', labels: null };

function pool(workers: number, threadsPerWorker: number, file?: string): Inference {
  const startWorker = createStartWorker(logger, file);
  return createInference({ startWorker, workers, threadsPerWorker, clock: systemClock, logger });
}

const pidsOf = (inference: Inference) => inference.workers().flatMap(({ pid }) => pid ?? []);

/** Resident memory, MB. */
function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** All cameras as fast as they are served, until so many pictures are through. @returns time of each in its worker */
async function pump(inference: Inference, pictures: number, after: (done: number) => void = () => undefined) {
  const workerMs: number[] = [];
  const camera = async (id: string) => {
    while (workerMs.length < pictures) {
      const result = await inference.detect(id, nano, picture, options);
      if (result.kind === 'done') workerMs.push(result.workerMs);
      after(workerMs.length);
    }
  };
  await Promise.all(CAMERAS.map(camera));
  return workerMs;
}

async function shape(workers: number, threads: number, pictures: number) {
  const inference = pool(workers, threads);
  await pump(inference, 30);
  const used = cpuMeter(() => pidsOf(inference));
  const startedMs = performance.now();
  const workerMs = await pump(inference, pictures);
  const seconds = (performance.now() - startedMs) / 1000;
  const cpuMs = (used() * 1000) / workerMs.length;
  await inference.stop();
  return { perSecond: workerMs.length / seconds, cpuMs, medianMs: percentile(workerMs, 0.5) };
}

/** 40 pictures a second to a worker that does nothing with them. */
async function handOver(pictures: number) {
  const inference = pool(1, 1, join(import.meta.dirname, '..', 'test', 'support', 'odd-worker.ts'));
  for (let warm = 0; warm < 100; warm += 1) await inference.detect('a', idle, picture, options);
  const rest = cpuMeter(() => [process.pid]);
  for (let tick = 0; tick < pictures; tick += 1) await elapse(25);
  const restMs = rest() * 1000;
  const used = cpuMeter(() => [process.pid]);
  const blockedMs: number[] = [];
  for (let sent = 0; sent < pictures; sent += 1) {
    const startedMs = performance.now();
    const asked = inference.detect('a', idle, picture, options);
    blockedMs.push(performance.now() - startedMs);
    await Promise.all([asked, elapse(25)]);
  }
  const cpuMs = (used() * 1000 - restMs) / pictures;
  await inference.stop();
  return { cpuMs, blockedMs: percentile(blockedMs, 0.5), blocked99Ms: percentile(blockedMs, 0.99) };
}

/** Medians of the memory of one worker over the third tenth of its pictures, and over the last; the first ones are warm-up. */
async function memory(pictures: number) {
  const inference = pool(1, 1);
  const samples: number[] = [];
  await pump(inference, pictures, () => {
    const [pid] = pidsOf(inference);
    if (pid !== undefined) samples.push(residentMb(pid));
  });
  await inference.stop();
  const tenth = Math.floor(samples.length / 10);
  const tenths = Array.from({ length: 10 }, (_, at) => percentile(samples.slice(at * tenth, (at + 1) * tenth), 0.5));
  console.log(
    `MB of a worker over ${pictures} pictures, tenth by tenth: ${tenths.map((mb) => mb.toFixed(1)).join(' ')}`,
  );
  return { early: tenths[2] ?? Number.NaN, late: tenths[9] ?? Number.NaN };
}

const quick = quickAsked();
const many = quick ? 100 : 300;
const oneByOne = await shape(1, 1, many);
const oneByTwo = await shape(1, 2, many);
const twoByOne = await shape(2, 1, many);
const handed = await handOver(quick ? 200 : 800);
const { early, late } = await memory(quick ? 200 : 1000);
const growth = late / early - 1;
printFigures({
  bench: 'inference',
  figures: {
    'pictures per s, 1 worker of 1 thread': oneByOne.perSecond,
    'pictures per s, 1 worker of 2 threads': oneByTwo.perSecond,
    'pictures per s, 2 workers of 1 thread': twoByOne.perSecond,
    'cpu ms per picture, 1 thread': oneByOne.cpuMs,
    'cpu ms per picture, 2 threads': oneByTwo.cpuMs,
    'median ms in the worker, 1 thread': oneByOne.medianMs,
    'median ms in the worker, 2 threads': oneByTwo.medianMs,
    'host cpu ms per picture': handed.cpuMs,
    'host blocked ms, median': handed.blockedMs,
    'host blocked ms, 99th': handed.blocked99Ms,
    'worker MB, early': early,
    'worker MB, late': late,
    'worker growth': growth,
  },
  aim: AIM,
  ok: growth < AIM_GROWTH && handed.cpuMs < AIM_HAND_OVER_MS,
});
