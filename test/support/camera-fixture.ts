import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ChildProcess } from 'node:child_process';
import type { NewAlert } from '../../src/engine/alerts/index.ts';
import { createCameraService, type Cameras, type GrowingPlace, type RunSink } from '../../src/engine/camera/index.ts';
import { createLogger } from '../../src/engine/logger.ts';
import type { DemoCameras } from '../../src/engine/host.ts';
import { cameraInputSchema, type CameraInput, type CameraInputBody } from '../../src/shared/camera.ts';
import type { ServerEvent } from '../../src/shared/events.ts';
import { settingsSchema } from '../../src/shared/settings.ts';
import { FakeClock } from './fake-clock.ts';
import { MemoryCameraStore } from './memory-camera-store.ts';

/** No process has it. */
export const FAKE_PID = 2 ** 30;

/** A child that lives until it is told to quit, and says what it is told to say. */
export class FakeChild extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly list = new PassThrough();
  readonly live = new PassThrough();
  readonly progress = new PassThrough();
  readonly stdio = [this.stdin, this.stdout, this.stderr, this.list, this.live, this.progress];
  readonly pid = FAKE_PID;
  readonly args: readonly string[];
  constructor(args: readonly string[]) {
    super();
    this.args = args;
    this.stdin.on('data', () => this.exit(0));
  }
  exit(code: number): void {
    this.emit('exit', code, null);
    this.emit('close', code, null);
  }
  /** What ffmpeg prints of an input once it is open. */
  opened(input: number): void {
    this.stderr.write(`Input #${input}, rtsp, from 'rtsp://h/x':\n`);
    this.stderr.write(`  Stream #${input}:0: Video: h264 (Main), yuv420p, 320x180, 10 fps, 10 tbr\n`);
  }
  frames(count: number): void {
    this.progress.write(`frame=${count}\nprogress=continue\n`);
  }
}

export interface CameraFixture {
  readonly cameras: Cameras;
  readonly clock: FakeClock;
  readonly store: MemoryCameraStore;
  readonly events: ServerEvent[];
  readonly children: FakeChild[];
  readonly removed: string[];
  readonly alerts: NewAlert[];
  /** What the watch over the processes sees. */
  readonly usages: Map<number, { cpuMs: number; memoryBytes: number }>;
}

/** A camera service on a fake clock and fake children. */
export async function openCameraFixture(
  changes: {
    store?: MemoryCameraStore;
    demo?: DemoCameras;
    clock?: FakeClock;
    place?: GrowingPlace;
    sinks?: readonly RunSink[];
  } = {},
): Promise<CameraFixture> {
  const clock = changes.clock ?? new FakeClock();
  const store = changes.store ?? new MemoryCameraStore();
  const events: ServerEvent[] = [];
  const children: FakeChild[] = [];
  const removed: string[] = [];
  const alerts: NewAlert[] = [];
  const usages = new Map([[FAKE_PID, { cpuMs: 1000, memoryBytes: 50_000_000 }]]);
  let written = 0;
  const box = {
    seal: (text: string) => Buffer.from(text).reverse(),
    open: (sealed: Uint8Array) => Buffer.from(sealed).reverse().toString(),
  };
  const cameras = createCameraService({
    store,
    host: { secrets: box, ...(changes.demo === undefined ? {} : { demo: changes.demo }) },
    clock,
    logger: createLogger({ level: 'silent' }),
    ffmpeg: () => ({
      path: 'ffmpeg',
      version: '5.1',
      libavformat: [59, 27],
      encoders: { x264: true, aac: true },
      resolvesNames: true,
      launcher: [],
    }),
    door: null,
    place: changes.place ?? { prepare: (run) => Promise.resolve(`/rec/${run.id}-%05d.mp4`) },
    sinks: changes.sinks ?? [],
    settings: () => settingsSchema.parse({ reconnect: { jitter: 0 } }),
    emit: (event) => events.push(event),
    removeRecordings: (id) => Promise.resolve(void removed.push(id)),
    gops: { latestGop: () => Promise.resolve(null) },
    random: () => 0.5,
    raise: (alert) => alerts.push(alert),
    sizeOf: () => Promise.resolve((written += 1)),
    lookAtProcesses: () => Promise.resolve(usages),
    startProcess: (_program, args) => {
      const child = new FakeChild(args);
      children.push(child);
      return child as unknown as ChildProcess;
    },
  });
  await cameras.start();
  return { cameras, clock, store, events, children, removed, alerts, usages };
}

export const fileInput = (name: string, changes: Partial<CameraInputBody> = {}): CameraInput =>
  cameraInputSchema.parse({
    name,
    source: { kind: 'file', path: `/clips/${name}.mp4` },
    ...changes,
  });
