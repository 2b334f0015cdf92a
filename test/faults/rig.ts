import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraInputBody, CameraView, StateChange } from '../../src/shared/camera.ts';
import type { CameraTimeline } from '../../src/shared/recording.ts';
import type { ClipRef } from '../../src/simulator/index.ts';
import { eventually } from '../support/eventually.ts';
import { commandLine, descendants } from '../support/processes.ts';
import { startProduct, type Product } from '../support/product.ts';
import { readFrames } from '../support/read-frames.ts';
import { gapsOf, stateOf } from '../support/recorded.ts';
import { startSimulatorProcess, type SimulatorProcess } from '../support/simulator-process.ts';
import { makeTestClip } from '../support/test-clip.ts';
import { account, type Account } from './account.ts';

/** Frames of the drawn clip until its numbers begin anew: a minute. */
export const LOOP = 900;
export const FPS = 15;

export interface RigCamera {
  readonly name: string;
  readonly id: string;
}

export interface RigOptions {
  readonly ffmpeg: string;
  readonly cameras?: number;
  readonly segmentSeconds?: number;
  /** Short waits before the next attempt, so that a test need not wait; false: those of the product. */
  readonly quick?: boolean;
  /** Merged into settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folder of the recordings; within the data folder by default. */
  readonly root?: string;
  /** Folders that recording falls over to, in their order. */
  readonly furtherRoots?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Further arguments of the product's node. */
  readonly nodeArgs?: readonly string[];
}

/** Simulated cameras in a process of their own, and the built product that records them. */
export interface Rig {
  readonly ffmpeg: string;
  readonly folder: string;
  /** Folder of the recordings. */
  readonly root: string;
  readonly simulator: SimulatorProcess;
  readonly cameras: readonly RigCamera[];
  /** Another clip of another size, for changes in the middle of the stream. */
  readonly larger: ClipRef;
  /** The running product; another one after each `start`. */
  product(): Product;
  start(): Promise<Product>;
  view(camera: RigCamera): Promise<CameraView>;
  history(camera: RigCamera): Promise<StateChange[]>;
  gaps(camera: RigCamera): Promise<CameraTimeline['gaps']>;
  /** Process ids of the ffmpegs that record now; of one camera, or of all. */
  recorders(camera?: RigCamera): number[];
  /** What is on disk of what a camera sent in all its life up to a moment, by the numbers in the pictures. */
  count(camera: RigCamera, untilMs: number): Promise<Account>;
  /** Holds numbers in pictures, wherever they were seen, against what a camera sent in all its life up to a moment. */
  hold(camera: RigCamera, seen: readonly (number | null)[], untilMs: number): Promise<Account>;
  /** Waits until a camera delivers again after `sinceMs`. */
  recovered(camera: RigCamera, sinceMs: number): Promise<void>;
  stop(): Promise<void>;
}

const quickReconnect = { firstDelayMs: 200, longestDelayMs: 1000, slowRetryMs: 1000, jitter: 0 };

/** Recording files below folders: finished ones by their names' keys, which rise with time; growing ones behind them. */
export function filesOf(roots: readonly string[], cameraId: string): string[] {
  const keyOf = (path: string): string => /([a-z0-9]{12}-\d{5,7})\.mp4$/.exec(path)?.[1] ?? '';
  return roots
    .flatMap((root) => {
      const folder = join(root, cameraId);
      try {
        return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
      } catch {
        return [];
      }
    })
    .filter((path) => path.endsWith('.mp4') && keyOf(path) !== '')
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Numbers in the pictures of files, one after the other. */
export async function numbersIn(ffmpeg: string, files: readonly string[], folder: string): Promise<(number | null)[]> {
  if (files.length === 0) return [];
  const list = join(mkdtempSync(join(folder, 'list-')), 'files.txt');
  writeFileSync(list, files.map((file) => `file '${file}'\n`).join(''));
  const input = ['-threads', '1', '-f', 'concat', '-safe', '0', '-i', list];
  const { frames } = await readFrames({ ffmpeg, input, timeoutMs: 600_000 });
  return frames.map(({ frame }) => frame);
}

function inputOf(simulator: SimulatorProcess, name: string): CameraInputBody {
  const [mainUrl, subUrl] = [simulator.url(name), simulator.url(name, 'sub')];
  return {
    name,
    source: { kind: 'rtsp', mainUrl, subUrl, transport: 'tcp', username: null },
    connectTimeoutMs: 2000,
  };
}

async function addCameras(
  product: Product,
  simulator: SimulatorProcess,
  names: readonly string[],
): Promise<RigCamera[]> {
  const cameras = await Promise.all(
    names.map(async (name) => {
      const { camera } = await product.json<CameraView>('POST', '/api/cameras', inputOf(simulator, name));
      return { name, id: camera.id };
    }),
  );
  for (const { id } of cameras) await stateOf(product, id, 'ok');
  return cameras;
}

/** Starts cameras and product, and waits until all are recorded. */
export async function startRig(options: RigOptions): Promise<Rig> {
  const { ffmpeg } = options;
  const clips = { ffmpeg, folder: join(tmpdir(), 'vigil-test-clips'), frames: LOOP, gop: FPS, fps: FPS };
  const main = await makeTestClip({ ...clips, bitrate: 200_000 });
  const sub = await makeTestClip({ ...clips, bitrate: 100_000 });
  const larger = await makeTestClip({ ...clips, width: 640, height: 360 });
  const names = Array.from({ length: options.cameras ?? 4 }, (_, index) => `camera-${index + 1}`);
  const folder = mkdtempSync(join(tmpdir(), 'vigil-rig-'));
  const root = options.root ?? join(folder, 'data', 'recordings');
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const furtherRoots = options.furtherRoots ?? [];
  const storage = { roots: furtherRoots.map((path) => ({ path, kind: 'fast' })), minFreeBytes: 1_000_000 };
  const settings = {
    recording: { segmentSeconds: options.segmentSeconds ?? 2, root },
    ...(options.quick === false ? {} : { reconnect: quickReconnect }),
    ...(furtherRoots.length === 0 ? {} : { storage }),
    ...options.settings,
  };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));
  const simulator = await startSimulatorProcess({ cameras: names.map((name) => ({ name, main, sub })) });
  let running: Product | null = null;
  const start = async (): Promise<Product> => {
    const { env = {}, nodeArgs = [] } = options;
    running = await startProduct({ dataDir, env, nodeArgs });
    return running;
  };
  const product = (): Product => running!;
  const hold: Rig['hold'] = async (camera, seen, untilMs) =>
    account(await simulator.sentBetween(camera.name, 'main', 0, untilMs), seen, LOOP);
  try {
    const cameras = await addCameras(await start(), simulator, names);
    return {
      ...{ ffmpeg, folder, root, simulator, cameras, larger, product, start },
      view: (camera) => product().json('GET', `/api/cameras/${camera.id}`),
      history: async (camera) => {
        const { changes } = await product().json<{ changes: StateChange[] }>(
          'GET',
          `/api/cameras/${camera.id}/history`,
        );
        return changes;
      },
      gaps: (camera) => gapsOf(product(), camera.id),
      recorders: (camera) =>
        descendants(product().process.pid!).filter((pid) => {
          const line = commandLine(pid) ?? '';
          return line.includes('-f segment') && (camera === undefined || line.includes(camera.id));
        }),
      count: async (camera, untilMs) =>
        hold(camera, await numbersIn(ffmpeg, filesOf([root, ...furtherRoots], camera.id), folder), untilMs),
      hold,
      recovered: (camera, sinceMs) => recovered(product(), camera, sinceMs),
      async stop() {
        await running?.stop();
        await simulator.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await (running as Product | null)?.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function recovered(product: Product, camera: RigCamera, sinceMs: number): Promise<void> {
  await eventually(
    `${camera.name} to deliver again`,
    async () => {
      const { status, stats } = await product.json<CameraView>('GET', `/api/cameras/${camera.id}`);
      const lastMs = stats?.lastFrameMs ?? 0;
      if (status.state === 'ok' && lastMs > sinceMs) return true;
      throw new Error(`it is ${JSON.stringify(status)}, its last frame came at ${lastMs}`);
    },
    { timeoutMs: 45_000, everyMs: 100 },
  );
}
