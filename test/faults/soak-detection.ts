import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoCameras, type ClipRef } from '../../src/simulator/index.ts';
import { personsClip, startDetectionScene, type PlanInput } from '../support/detection-scene.ts';
import { commandLine, descendants } from '../support/processes.ts';
import { sharedData } from '../support/shared-data.ts';
import { detectionNow, uploadModel, watchTracks, type Watcher } from '../support/watching.ts';
import { growthOf, type Growth, type MemorySample } from './memory-growth.ts';

export interface DetectionSoakOptions {
  readonly ffmpeg: string;
  readonly minutes: number;
  readonly print: (line: string) => void;
}

/** What became of one process. `growth` null: it was not there from the warm-up to the end. */
export interface ProcessMemory {
  readonly name: string;
  readonly pid: number;
  readonly firstMb: number;
  readonly peakMb: number;
  readonly lastMb: number;
  readonly growth: Growth | null;
}

export interface DetectionSoak {
  readonly processes: readonly ProcessMemory[];
  readonly looks: number;
  readonly restarts: number;
  readonly ok: boolean;
}

const CLIPS = join(import.meta.dirname, '../../resources/clips');
const CAMERAS = 4;
const FPS = 10;
const SAMPLE_MS = 10_000;
const WARM_UP_MS = 10 * 60_000;
/** Of the memory after the warm-up. */
const MOST_GROWTH = 0.02;
const TELL_EACH = 30;

const elapse = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resident memory, MB; null when the process is gone. */
export function residentMb(pid: number): number | null {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return null;
  }
}

/** What a process of the product is, for a person who reads the table. */
function nameOf(pid: number, host: number, ids: readonly string[]): string {
  if (pid === host) return 'host';
  const line = commandLine(pid) ?? '';
  if (line.includes('inference-worker')) return 'worker';
  const camera = ids.findIndex((id) => line.includes(id));
  return camera === -1 ? `other: ${line.slice(0, 40)}` : `ffmpeg of camera ${camera + 1}`;
}

/** The real persons where they are, else the persons of the demo. */
async function scene(ffmpeg: string, print: DetectionSoakOptions['print']) {
  const real = personsClip(ffmpeg, 15);
  const drawn = demoCameras(CLIPS).find(({ name }) => name === 'lobby')?.sub;
  const sub: ClipRef | undefined = real === null ? drawn : await real;
  if (sub === undefined) throw new Error('there is nothing to show');
  const weights = sharedData('models', 'yolox_nano.onnx');
  print(real === null ? 'the demo clip (no real one in ../shared/data)' : 'the real clip of persons one after another');
  print(weights === null ? 'the model that comes with Vigil' : 'YOLOX nano at 416');
  const plan: PlanInput = { enabled: true, fps: FPS };
  const running = await startDetectionScene({ ffmpeg, cameras: CAMERAS, sub, plan });
  if (weights !== null) {
    const model = await uploadModel(running.product, weights, 'YOLOX nano').catch(async (error: unknown) => {
      await running.stop();
      throw error;
    });
    await running.setPlan({ ...plan, model });
  }
  return running;
}

/** Cameras with detection, watched live, for so long; memory of each process each ten seconds. */
export async function soakDetection({ ffmpeg, minutes, print }: DetectionSoakOptions): Promise<DetectionSoak> {
  const running = await scene(ffmpeg, print);
  const { product, ids } = running;
  const host = product.process.pid ?? 0;
  const samples = new Map<number, { readonly name: string; readonly all: MemorySample[] }>();
  const watchers: Watcher[] = [];
  let looks = 0;
  const sample = (atMs: number): void => {
    for (const pid of [host, ...descendants(host)]) {
      const mb = residentMb(pid);
      if (mb === null || Number.isNaN(mb)) continue;
      const known = samples.get(pid) ?? { name: nameOf(pid, host, ids), all: [] };
      samples.set(pid, known);
      known.all.push({ atMs, mb });
    }
  };
  try {
    for (const id of ids) watchers.push(await watchTracks(product, id, () => (looks += 1)));
    const fromMs = performance.now();
    const runMs = minutes * 60_000;
    for (let turn = 1; performance.now() - fromMs < runMs; turn += 1) {
      await elapse(fromMs + turn * SAMPLE_MS - performance.now());
      sample(performance.now() - fromMs);
      if (turn % TELL_EACH === 0) print(`${(turn * SAMPLE_MS) / 60_000} min: ${brief(samples)}`);
    }
    const restarts = (await detectionNow(product)).workers.reduce((sum, worker) => sum + worker.restarts, 0);
    const processes = judge(samples, performance.now() - fromMs);
    const { stderr } = product.output();
    if (stderr !== '') print(`the product wrote to its standard error:\n${stderr.slice(-2000)}`);
    // Short-lived ones (a snapshot, a probe) are none of those whose memory could grow.
    const flat = processes.every(({ growth, name }) =>
      growth === null ? name.startsWith('other') : growth.share <= MOST_GROWTH,
    );
    return { processes, looks, restarts, ok: flat && restarts === 0 };
  } finally {
    for (const watcher of watchers) await watcher.close();
    await running.stop();
  }
}

function brief(samples: ReadonlyMap<number, { readonly name: string; readonly all: readonly MemorySample[] }>): string {
  return [...samples.values()].map(({ name, all }) => `${name} ${(all.at(-1)?.mb ?? 0).toFixed(0)}`).join(', ');
}

function judge(
  samples: ReadonlyMap<number, { readonly name: string; readonly all: readonly MemorySample[] }>,
  endMs: number,
): ProcessMemory[] {
  return [...samples].map(([pid, { name, all }]) => ({
    name,
    pid,
    firstMb: all[0]?.mb ?? 0,
    peakMb: Math.max(...all.map(({ mb }) => mb)),
    lastMb: all.at(-1)?.mb ?? 0,
    growth: growthOf(all, { endMs, warmUpMs: Math.min(WARM_UP_MS, endMs * 0.4), everyMs: SAMPLE_MS }),
  }));
}

/** The table for a person. */
export function soakTable({ processes, looks, restarts }: DetectionSoak): string[] {
  const cell = (value: number) => value.toFixed(1).padStart(9);
  const rows = processes.map(({ name, pid, firstMb, peakMb, lastMb, growth }) => {
    const judged =
      growth === null
        ? 'not there all the time'
        : `${cell(growth.earlyMb)}${cell(growth.lateMb)}${(growth.share * 100).toFixed(2).padStart(9)} %`;
    return `${name.padEnd(22)}${String(pid).padStart(9)}${cell(firstMb)}${cell(peakMb)}${cell(lastMb)}${judged}`;
  });
  const head = ['process'.padEnd(22), ...['pid', 'first', 'peak', 'last', 'early', 'late', 'growth']]
    .map((word, at) => (at === 0 ? word : word.padStart(9)))
    .join('');
  return [head, ...rows, `${looks} messages of tracks, ${restarts} restarts of workers; memory in MB`];
}
