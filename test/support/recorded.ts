import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraInputBody, CameraView } from '../../src/shared/camera.ts';
import { startSimulator, type ClipRef, type Simulator } from '../../src/simulator/index.ts';
import type { CameraTimeline, Segment, Timeline } from '../../src/shared/recording.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { eventually } from './eventually.ts';
import { startProduct, type Product } from './product.ts';

/** Settings of a product under test: short segments and short waits, so that a test sees several of each. */
export function writeQuickSettings(dataDir: string): void {
  const settings: { recording: Partial<Settings['recording']>; reconnect: Partial<Settings['reconnect']> } = {
    recording: { segmentSeconds: 2 },
    reconnect: { firstDelayMs: 200, longestDelayMs: 1000, slowRetryMs: 1000, jitter: 0 },
  };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));
}

/** The product with quick settings, in a data folder that outlives restarts, and a simulated camera to record. */
export interface Gate {
  readonly simulator: Simulator;
  readonly dataDir: string;
  /** The one that runs now. */
  readonly product: Product;
  /** Adds the camera and waits until it delivers. */
  add(name: string): Promise<CameraView['camera']>;
  /** Ends the product and starts it anew; `between` is done while it does not run. */
  restart(between?: () => void): Promise<void>;
  /** Ends both and removes the folder. */
  stop(): Promise<void>;
}

/** Starts a simulator whose one camera, `gate`, plays `main`, and the product. The caller stops them. */
export async function startGate(main: ClipRef): Promise<Gate> {
  const simulator = await startSimulator({ cameras: [{ name: 'gate', main }] });
  const dataDir = mkdtempSync(join(tmpdir(), 'vigil-gate-'));
  const remove = async () => {
    await simulator.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  writeQuickSettings(dataDir);
  try {
    let product = await startProduct({ dataDir });
    const source = { kind: 'rtsp', subUrl: null, transport: 'tcp', username: null } as const;
    return {
      simulator,
      dataDir,
      get product() {
        return product;
      },
      add: (name) => addCamera(product, { name, source: { ...source, mainUrl: simulator.url('gate') } }),
      async restart(between) {
        await product.stop();
        between?.();
        product = await startProduct({ dataDir });
      },
      async stop() {
        await product.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Adds a camera and waits until it delivers. */
export async function addCamera(product: Product, input: CameraInputBody): Promise<CameraView['camera']> {
  const { camera } = await product.json<CameraView>('POST', '/api/cameras', input);
  await stateOf(product, camera.id, 'ok');
  return camera;
}

/** Waits until a camera is in a state; the last one seen is in the error. */
export async function stateOf(product: Product, id: string, state: CameraView['status']['state']): Promise<CameraView> {
  return eventually(
    `camera ${id} to be ${state}`,
    async () => {
      const view = await product.json<CameraView>('GET', `/api/cameras/${id}`);
      if (view.status.state !== state) throw new Error(`it is ${JSON.stringify(view.status)}`);
      return view;
    },
    { timeoutMs: 30_000, everyMs: 100 },
  );
}

/** All finished segments of a camera, ascending. */
export async function segmentsOf(product: Product, id: string): Promise<Segment[]> {
  const span = `startMs=${Date.now() - 3_600_000}&endMs=${Date.now() + 60_000}`;
  return (await product.json<{ segments: Segment[] }>('GET', `/api/cameras/${id}/segments?${span}`)).segments;
}

/** Waits until a camera has at least `count` finished segments. */
export function segmentsAtLeast(product: Product, id: string, count: number): Promise<Segment[]> {
  return eventually(
    `${count} segments of ${id}`,
    async () => {
      const segments = await segmentsOf(product, id);
      return segments.length >= count ? segments : null;
    },
    { timeoutMs: 40_000, everyMs: 200 },
  );
}

/** Recording files below a data folder, finished and growing, paths relative to the recordings. */
export function recordingFiles(dataDir: string): { finished: string[]; growing: string[] } {
  const files = readdirSync(join(dataDir, 'recordings'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mp4'))
    .sort();
  const isGrowing = (name: string) => name.includes('.growing');
  return { finished: files.filter((name) => !isGrowing(name)), growing: files.filter(isGrowing) };
}

/** Where the file of a finished segment lies. @throws Error when there is none */
export function segmentFile(dataDir: string, key: string): string {
  const found = recordingFiles(dataDir).finished.find((name) => name.includes(key));
  if (found === undefined) throw new Error(`no file of segment ${key}`);
  return join(dataDir, 'recordings', found);
}

/** The gaps of a camera within the last hour, ascending. */
export async function gapsOf(product: Product, id: string): Promise<CameraTimeline['gaps']> {
  const span = `startMs=${Date.now() - 3_600_000}&endMs=${Date.now()}`;
  const { cameras } = await product.json<Timeline>('GET', `/api/timeline?cameraIds=${id}&${span}`);
  return cameras[0]?.gaps ?? [];
}

/** Input arguments for ffmpeg to play a span over HLS, as an outside player would: by a signed link. */
export async function playlistInput(
  product: Product,
  id: string,
  span: { readonly startMs: number; readonly endMs: number },
): Promise<string[]> {
  const { url } = await product.json<{ url: string }>('POST', `/api/cameras/${id}/links`, span);
  return ['-protocol_whitelist', 'http,tcp,file,crypto,data', '-i', new URL(url, product.url).href];
}
