import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { CameraInputBody, CameraView } from '../../src/shared/camera.ts';
import type { detectionPlanSchema } from '../../src/shared/detection-plan.ts';
import type { ClipRef } from '../../src/simulator/index.ts';
import { eventually } from './eventually.ts';
import { startProduct, type Product } from './product.ts';
import { makeRealClip } from './real-clip.ts';
import { sharedData } from './shared-data.ts';
import { startSimulatorProcess, type SimulatorProcess } from './simulator-process.ts';
import { makeTestClip } from './test-clip.ts';

export type PlanInput = z.input<typeof detectionPlanSchema>;

/** Clips are made once and kept between runs. */
const folder = join(tmpdir(), 'vigil-bench-clips');
const FILM = ['video', 'one-by-one-person-detection.first72s.mp4'] as const;
const SIZE = { width: 640, height: 360 };

export interface SceneOptions {
  readonly ffmpeg: string;
  readonly cameras: number;
  readonly sub: ClipRef;
  readonly plan: PlanInput;
  readonly record?: boolean;
}

/** Simulated cameras in a process of their own, and the built product that looks at their sub streams. */
export interface DetectionScene {
  readonly product: Product;
  readonly simulator: SimulatorProcess;
  readonly ids: readonly string[];
  /** Gives all cameras another plan. */
  setPlan(plan: PlanInput): Promise<void>;
  stop(): Promise<void>;
}

/** Persons who walk into a room, stand at a table and leave, filmed by a real camera; null where the data is absent. */
export function personsClip(ffmpeg: string, fps: number): Promise<ClipRef> | null {
  const source = sharedData(...FILM);
  return source === null ? null : makeRealClip({ ffmpeg, folder, source, ...SIZE, fps });
}

/** One of them walks in and, backwards, out again, for ever: something moves all the time. Null where the data is absent. */
export function walkingClip(ffmpeg: string, fps: number): Promise<ClipRef> | null {
  const source = sharedData(...FILM);
  if (source === null) return null;
  return makeRealClip({ ffmpeg, folder, source, ...SIZE, fps, fromSeconds: 6.2, thereAndBack: 2.4 });
}

/** Nothing moves in it. */
export function stillClip(ffmpeg: string, fps: number): Promise<ClipRef> {
  return makeTestClip({ ffmpeg, folder, ...SIZE, fps, frames: fps * 8, gop: fps, still: true });
}

/** Starts cameras and product, and waits until all deliver. The main stream is small: this is about the sub streams. */
export async function startDetectionScene(options: SceneOptions): Promise<DetectionScene> {
  const main = await makeTestClip({ ffmpeg: options.ffmpeg, folder, frames: 300 });
  const names = Array.from({ length: options.cameras }, (_, index) => `cam${index}`);
  const simulator = await startSimulatorProcess({ cameras: names.map((name) => ({ name, main, sub: options.sub })) });
  let product: Product | null = null;
  const stop = async (): Promise<void> => {
    await product?.stop();
    await simulator.stop();
  };
  const inputOf = (name: string, detection: PlanInput): CameraInputBody => {
    const [mainUrl, subUrl] = [simulator.url(name, 'main'), simulator.url(name, 'sub')];
    const source = { kind: 'rtsp', mainUrl, subUrl, transport: 'tcp', username: null } as const;
    return { name, source, record: options.record ?? true, detection };
  };
  try {
    const started = await startProduct({ args: ['--log-level', 'warn'] });
    product = started;
    const ids: string[] = [];
    for (const name of names) {
      const { camera } = await started.json<CameraView>('POST', '/api/cameras', inputOf(name, options.plan));
      ids.push(camera.id);
    }
    await eventually(
      'all cameras to deliver',
      async () => {
        const { cameras } = await started.json<{ cameras: CameraView[] }>('GET', '/api/cameras');
        return cameras.every(({ status }) => status.state === 'ok');
      },
      { timeoutMs: 60_000, everyMs: 250 },
    );
    const setPlan = async (plan: PlanInput): Promise<void> => {
      for (const [at, id] of ids.entries())
        await started.json('PUT', `/api/cameras/${id}`, inputOf(names[at] ?? '', plan));
    };
    return { product: started, simulator, ids, setPlan, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
