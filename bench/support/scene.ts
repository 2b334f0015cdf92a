import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraInputBody, CameraView } from '../../src/shared/camera.ts';
import { eventually } from '../../test/support/eventually.ts';
import type { Product } from '../../test/support/product.ts';
import { startSimulatorProcess, type SimulatorProcess } from '../../test/support/simulator-process.ts';
import { makeTestClip, type TestClipOptions } from '../../test/support/test-clip.ts';
import { testFfmpegs } from '../../test/support/test-ffmpeg.ts';

/** Clips are made once and kept between runs. */
const clipFolder = join(tmpdir(), 'vigil-bench-clips');

type ClipShape = Omit<TestClipOptions, 'ffmpeg' | 'folder'>;

/** What most IP cameras send: 1080p, 15 frames a second, about 3 Mbit/s, a key frame each 2 s. */
export const mainShape: ClipShape = { width: 1920, height: 1080, fps: 15, frames: 300, gop: 30, bitrate: 3_000_000 };
export const subShape: ClipShape = { width: 640, height: 360, fps: 15, frames: 300, gop: 15, bitrate: 400_000 };

/** The ffmpeg of this machine that measures and references use. @throws Error when there is none */
export function benchFfmpeg(): string {
  const [first] = testFfmpegs();
  if (first === undefined) throw new Error('there is no ffmpeg to measure with');
  return first.path;
}

/** A simulator in a process of its own with `count` equal cameras `cam0`, `cam1`, … */
export async function startCameras(
  count: number,
  shapes: { main: ClipShape; sub?: ClipShape },
): Promise<SimulatorProcess> {
  const options = { ffmpeg: benchFfmpeg(), folder: clipFolder };
  const main = await makeTestClip({ ...options, ...shapes.main });
  const sub = shapes.sub === undefined ? undefined : await makeTestClip({ ...options, ...shapes.sub });
  const cameras = Array.from({ length: count }, (_, index) => ({ name: `cam${index}`, main, sub }));
  return startSimulatorProcess({ host: '127.0.0.1', port: 0, cameras });
}

/** Adds the simulator's cameras to the product and waits until all of them deliver. */
export async function addCameras(
  product: Product,
  simulator: SimulatorProcess,
  count: number,
  withSub: boolean,
): Promise<CameraView[]> {
  const views: CameraView[] = [];
  for (let index = 0; index < count; index += 1) {
    const input: CameraInputBody = {
      name: `Camera ${index + 1}`,
      source: {
        kind: 'rtsp',
        mainUrl: simulator.url(`cam${index}`, 'main'),
        subUrl: withSub ? simulator.url(`cam${index}`, 'sub') : null,
        transport: 'tcp',
        username: null,
      },
    };
    views.push(await product.json<CameraView>('POST', '/api/cameras', input));
  }
  await eventually(
    'all cameras to deliver',
    async () => {
      const { cameras } = await product.json<{ cameras: CameraView[] }>('GET', '/api/cameras');
      return cameras.every(({ status }) => status.state === 'ok');
    },
    { timeoutMs: 60_000, everyMs: 250 },
  );
  return views;
}

/** Runs `work` with a folder that is removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves after `ms`; a benchmark's measuring time. */
export function elapse(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
