// Detection end to end: the built server, four simulated cameras that show a real person who walks all the time, YOLOX nano at 416 and at
// 320. Pictures a second and time from a picture to its boxes at a viewer's socket; share of what the same model does alone; processor time
// while nothing moves. The cameras send 30 pictures a second (--fps=N), so that together they send more than the model can look at.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { workersFor } from '../src/engine/inference/index.ts';
import {
  startDetectionScene,
  stillClip,
  type DetectionScene,
  type PlanInput,
  walkingClip,
} from '../test/support/detection-scene.ts';
import { sharedData } from '../test/support/shared-data.ts';
import { detectionNow, uploadModel, watchTracks } from '../test/support/watching.ts';
import { observe } from './support/looks.ts';
import { writeYoloxAt } from './support/other-input.ts';
import { partsMeter } from './support/parts.ts';
import { rawSpeed } from './support/raw-model.ts';
import { percentile, printFigures, printLeftOut, quickAsked } from './support/report.ts';
import { benchFfmpeg, elapse } from './support/scene.ts';

const AIM = { fpsPerCamera: 10, latency95Ms: 300, shareOfRaw: 0.9, picturesAtRest: 0 };
/** Pictures that come in a rhythm of their own: a twentieth less than is wanted is as good as all. */
const NEARLY = 0.95;
const CAMERAS = 4;
const FPS = 10;
/** What cameras send. */
const CAMERA_FPS = Number(/--fps=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 30);
const quick = quickAsked();
const GATED_MS = quick ? 7000 : 60_000;
const OPEN_MS = quick ? 5000 : 20_000;
const RAW_MS = quick ? 3000 : 8000;
const SETTLE_MS = quick ? 2500 : 4000;
const REST_MS = quick ? 3000 : 20_000;
/** The background is learned first. */
const CALM_MS = 5000;

const figures: Record<string, number> = {};
const { workers, threadsPerWorker: threads } = workersFor();

function note(name: string, values: Readonly<Record<string, number>>): void {
  const text = Object.entries(values).map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`);
  console.log(`${name}: ${text.join(', ')} (load average ${(loadavg()[0] ?? 0).toFixed(1)})`);
  for (const [key, value] of Object.entries(values)) figures[`${name} ${key}`] = value;
}

/** As it is meant to be used: looks while something moves, ten times a second. */
async function gated(scene: DetectionScene, name: string, plan: PlanInput): Promise<boolean> {
  await scene.setPlan({ ...plan, fps: FPS });
  await elapse(SETTLE_MS);
  const parts = partsMeter(scene);
  const { cameras, resting, workerMs, slowest } = await observe(scene, GATED_MS);
  const latencies = cameras.flatMap(({ latenciesMs }) => latenciesMs);
  const fps = cameras.map(({ looks, seconds }) => looks / seconds);
  const [leastFps, latency95Ms] = [Math.min(...fps), percentile(latencies, 0.95)];
  note(name, {
    leastFps,
    mostFps: Math.max(...fps),
    leastGranted: slowest,
    latencyMs: percentile(latencies, 0.5),
    latency95Ms,
    workerMs,
    resting,
  });
  note(`${name} % of a core`, parts());
  return leastFps >= AIM.fpsPerCamera * NEARLY && latency95Ms <= AIM.latency95Ms;
}

/** As many pictures as there is time for, whatever moves. */
async function open(scene: DetectionScene, name: string, plan: PlanInput): Promise<number> {
  await scene.setPlan({ ...plan, fps: 30, motionGate: false });
  await elapse(SETTLE_MS);
  const parts = partsMeter(scene);
  const { cameras, workerMs } = await observe(scene, OPEN_MS);
  const perSecond = cameras.reduce((sum, { looks, seconds }) => sum + looks / seconds, 0);
  const used = parts();
  note(`${name} ungated`, { perSecond, workerMs, workerCpuMs: (used.workers * 10) / perSecond });
  note(`${name} ungated % of a core`, used);
  return perSecond;
}

/**
 * The model alone while Vigil records and decodes the same cameras, shows them to as many viewers, and looks at one picture in ten seconds:
 * all that is left to it is what Vigil's own workers have too.
 */
async function beside(scene: DetectionScene, name: string, plan: PlanInput, model: string, side: number) {
  await scene.setPlan({ ...plan, fps: 0.1, motionGate: false });
  await elapse(SETTLE_MS / 2);
  const viewers = await Promise.all(scene.ids.map((id) => watchTracks(scene.product, id, () => undefined)));
  const parts = partsMeter(scene);
  const speed = await rawSpeed({ model, side, workers, threads, measureMs: RAW_MS });
  note(`${name} raw beside cameras`, { ...speed });
  note(`${name} raw beside cameras % of a core`, parts());
  for (const viewer of viewers) await viewer.close();
  return speed.perSecond;
}

async function atRest(ffmpeg: string, weights: string): Promise<boolean> {
  const sub = await stillClip(ffmpeg, CAMERA_FPS);
  const scene = await startDetectionScene({ ffmpeg, cameras: CAMERAS, sub, plan: {} });
  try {
    const model = await uploadModel(scene.product, weights, 'YOLOX nano 416');
    await scene.setPlan({ enabled: true, model, fps: FPS });
    await elapse(CALM_MS + 5000);
    const parts = partsMeter(scene);
    let looked = 0;
    for (let second = 0; second < REST_MS / 1000; second += 1) {
      await elapse(1000);
      const { cameras } = await detectionNow(scene.product);
      // Looks of the last five seconds.
      looked += cameras.reduce((sum, { actualFps, state }) => sum + actualFps + (state === 'resting' ? 0 : 1), 0);
    }
    note('at rest', { pictures: looked });
    note('at rest % of a core', parts());
    return looked === AIM.picturesAtRest;
  } finally {
    await scene.stop();
  }
}

async function measure(weights: string, folder: string): Promise<boolean> {
  const ffmpeg = benchFfmpeg();
  const sub = await walkingClip(ffmpeg, CAMERA_FPS);
  if (sub === null) throw new Error('there is no clip');
  const small = join(folder, 'yolox_nano_320.onnx');
  writeYoloxAt(320, weights, small);
  const shapes = [
    { name: '416', file: weights, side: 416 },
    { name: '320', file: small, side: 320 },
  ];
  const results: boolean[] = [];
  const shares: (() => Promise<void>)[] = [];
  const scene = await startDetectionScene({ ffmpeg, cameras: CAMERAS, sub, plan: {} });
  try {
    for (const { name, file, side } of shapes) {
      const model = await uploadModel(scene.product, file, `YOLOX nano ${name}`);
      const plan: PlanInput = { enabled: true, model };
      results.push(await gated(scene, name, plan));
      if (quick && side !== 416) continue;
      const ours = await open(scene, name, plan);
      const besideCameras = await beside(scene, name, plan, file, side);
      shares.push(async () => {
        const idle = await rawSpeed({ model: file, side, workers, threads, measureMs: RAW_MS });
        note(`${name} raw alone`, { ...idle });
        figures[`${name} share of raw alone`] = ours / idle.perSecond;
        figures[`${name} share of raw beside cameras`] = ours / besideCameras;
        results.push(ours / besideCameras >= AIM.shareOfRaw);
      });
    }
  } finally {
    await scene.stop();
  }
  for (const share of shares) await share();
  results.push(await atRest(ffmpeg, weights));
  return results.every(Boolean);
}

const weights = sharedData('models', 'yolox_nano.onnx');
const film = sharedData('video', 'one-by-one-person-detection.first72s.mp4');
if (weights === null || film === null) {
  printLeftOut('detect', AIM, 'the real clip and YOLOX nano are not in ../shared/data');
} else {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-bench-detect-'));
  try {
    const ok = await measure(weights, folder);
    printFigures({ bench: 'detect', figures: { ...figures, workers, threads, cameraFps: CAMERA_FPS }, aim: AIM, ok });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
