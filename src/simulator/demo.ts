import { join } from 'node:path';
import type { CameraInput } from '../shared/camera.ts';
import { detectionPlanSchema } from '../shared/detection-plan.ts';
import { recordingPlanSchema } from '../shared/recording-plan.ts';
import type { SimulatedCameraOptions } from './camera.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from './server.ts';

interface DemoCamera {
  readonly clip: string;
  readonly title: string;
  readonly auth?: SimulatedCameraOptions['auth'];
  /** Whether people are looked for in it. */
  readonly people?: true;
}

// Known to everybody, guards nothing: one camera asks for a password so that the whole way is shown.
const demoCredentials = { scheme: 'digest', username: 'demo', password: 'vigil-demo' } as const;

const demo: readonly DemoCamera[] = [
  { clip: 'lobby', title: 'Lobby', auth: demoCredentials, people: true },
  { clip: 'car-park', title: 'Car park' },
  { clip: 'warehouse', title: 'Warehouse aisle' },
  { clip: 'street', title: 'Shopping street', people: true },
];

/**
 * The four cameras of the demo, for `startSimulator`.
 * @param clipsDir the folder with the demo's `clips.json`, resources/clips
 */
export function demoCameras(clipsDir: string): SimulatedCameraOptions[] {
  const manifest = join(clipsDir, 'clips.json');
  return demo.map(({ clip, auth }) => ({
    name: clip,
    main: { manifest, id: `${clip}-main` },
    sub: { manifest, id: `${clip}-sub` },
    auth,
  }));
}

/** What a host adds to its camera list to show the demo that runs on `simulator`. */
export function demoInputs(simulator: Pick<Simulator, 'url'>): CameraInput[] {
  return demo.map(({ clip, title, auth, people }) => ({
    name: title,
    enabled: true,
    source: {
      kind: 'rtsp',
      mainUrl: simulator.url(clip, 'main'),
      subUrl: simulator.url(clip, 'sub'),
      transport: 'tcp',
      username: auth?.username ?? null,
    },
    password: auth?.password ?? null,
    connectTimeoutMs: 5000,
    record: true,
    recording: recordingPlanSchema.parse({}),
    detection: detectionPlanSchema.parse({ enabled: people ?? false, fps: 3 }),
  }));
}

/**
 * Starts the demo's cameras on loopback.
 * @param options a fixed `port` keeps the cameras' URLs valid from start to start
 * @throws Error when the clips are missing or the port is taken
 */
export function startDemo(clipsDir: string, options: Pick<SimulatorOptions, 'port' | 'host'> = {}): Promise<Simulator> {
  return startSimulator({ ...options, cameras: demoCameras(clipsDir) });
}

/** The demo as a host offers it: started at the first wish, once, on a free port of loopback. */
export function createDemo(clipsDir: string): { start(): Promise<readonly CameraInput[]>; stop(): Promise<void> } {
  let running: Promise<Simulator> | null = null;
  return {
    async start() {
      running ??= startDemo(clipsDir);
      try {
        return demoInputs(await running);
      } catch (error) {
        running = null;
        throw error;
      }
    },
    async stop() {
      const simulator = await running?.catch(() => null);
      running = null;
      await simulator?.stop();
    },
  };
}
