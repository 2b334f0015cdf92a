import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import type { CameraStatus, CameraView } from '../../../src/shared/camera.ts';
import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import type { ServerEvent } from '../../../src/shared/events.ts';
import type { LiveStream } from '../../../src/shared/live-protocol.ts';
import { FakeChannel } from './channel.ts';
import { makeClip, type Clip } from './clip.ts';
import { fakeCamera } from './fake-camera.ts';
import { makeSceneClip } from './scene.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a test makes of the stand-in before it starts. */
export interface FakeEngineOptions {
  /** Folder of the built interface. */
  readonly rendererDir: string;
  /** How many cameras there are at the start. */
  readonly cameras: number;
  readonly demoAvailable?: boolean;
  /** Size of the main streams; the sub streams are 640x360. */
  readonly main?: Size;
  /** All streams show the scene with the known path, and the cameras have detection. */
  readonly scene?: boolean;
  /** Claims that the stream has this type, to provoke a player that cannot play it. */
  readonly mimeTypes?: Partial<Record<LiveStream, string>>;
  /** One that was closed, whose address it takes, where a page that is kept has compiled the interface; otherwise any free one. */
  readonly instead?: FakeEngine | null;
}

/**
 * A stand-in for the engine that speaks its HTTP and WebSocket interface, with real film in the live sockets,
 * for what the real one cannot be made to do on command. Listens on loopback.
 */
export class FakeEngine {
  readonly views: CameraView[] = [];
  /** Paths of state-changing requests, in order: `POST /api/cameras/…/try-now`. */
  readonly requests: string[] = [];
  readonly #app: FastifyInstance;
  readonly #options: FakeEngineOptions;
  readonly #clips: Readonly<Record<LiveStream, readonly Clip[]>>;
  readonly #channels = new Map<string, FakeChannel>();
  readonly #events = new Set<WebSocket>();
  #url = '';

  constructor(app: FastifyInstance, options: FakeEngineOptions, clips: Record<LiveStream, readonly Clip[]>) {
    this.#app = app;
    this.#options = options;
    this.#clips = clips;
    for (let index = 0; index < options.cameras; index += 1) {
      const view = fakeCamera(index);
      this.views.push(options.scene === true ? withDetection(view) : view);
    }
  }

  get url(): string {
    return this.#url;
  }

  channel(id: string, stream: LiveStream): FakeChannel {
    const key = `${id}/${stream}`;
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    const index = this.views.findIndex(({ camera }) => camera.id === id);
    const clips = this.#clips[stream];
    const clip = clips[index % clips.length];
    if (clip === undefined) throw new Error('no clip');
    const channel = new FakeChannel(clip, stream, this.#options.mimeTypes?.[stream]);
    this.#channels.set(key, channel);
    return channel;
  }

  /** Sockets open now, of all cameras. */
  viewers(stream: LiveStream): number {
    return [...this.#channels].reduce((sum, [key, ch]) => (key.endsWith(`/${stream}`) ? sum + ch.viewers() : sum), 0);
  }

  setStatus(id: string, status: CameraStatus): void {
    const index = this.views.findIndex(({ camera }) => camera.id === id);
    const view = this.views[index];
    if (view === undefined) throw new Error(`no camera ${id}`);
    this.views[index] = { ...view, status };
    this.say({ type: 'status', cameraId: id, status });
  }

  say(event: ServerEvent): void {
    for (const socket of this.#events) socket.send(JSON.stringify(event));
  }

  addCameras(count: number): void {
    for (let added = 0; added < count; added += 1) {
      const view = fakeCamera(this.views.length);
      this.views.push(view);
      this.say({ type: 'camera', view });
    }
  }

  follow(socket: WebSocket): void {
    this.#events.add(socket);
    socket.once('close', () => this.#events.delete(socket));
    const hello: ServerEvent = { type: 'hello', nowMs: Date.now(), cameras: [...this.views] };
    socket.send(JSON.stringify(hello));
  }

  async listen(): Promise<void> {
    const { instead } = this.#options;
    const port = instead ? Number(new URL(instead.url).port) : 0;
    this.#url = await this.#app.listen({ host: '127.0.0.1', port });
  }

  async close(): Promise<void> {
    for (const channel of this.#channels.values()) channel.close();
    for (const socket of this.#events) socket.terminate();
    await this.#app.close();
  }
}

interface IdParams {
  readonly id: string;
}

function routes(app: FastifyInstance, engine: FakeEngine, options: FakeEngineOptions): void {
  const picture = Buffer.from('/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==', 'base64');
  app.get('/api/session', () => ({}));
  app.post('/api/session', () => ({}));
  app.delete('/api/session', () => ({}));
  app.get('/api/alerts', () => ({ alerts: [], unread: 0 }));
  app.get('/api/detections', () => ({ events: [], next: null }));
  app.get('/api/system', () => ({
    version: '0.1.0',
    startedMs: Date.now() - 60_000,
    ffmpeg: { path: '/usr/bin/ffmpeg', version: '5.1' },
    storage: { root: '/srv/recordings', freeBytes: 4e11, totalBytes: 1e12 },
    demoAvailable: options.demoAvailable ?? true,
  }));
  app.post('/api/demo', () => {
    engine.addCameras(4);
    return {};
  });
  app.post<{ Params: IdParams }>('/api/cameras/:id/try-now', ({ params: { id } }) => {
    engine.setStatus(id, { state: 'connecting', sinceMs: Date.now(), attempt: 1 });
    return engine.views.find(({ camera }) => camera.id === id);
  });
  app.post<{ Params: IdParams }>('/api/cameras/:id/enabled', ({ params: { id } }) => {
    engine.setStatus(id, { state: 'ok', sinceMs: Date.now() });
    return engine.views.find(({ camera }) => camera.id === id);
  });
  app.get<{ Params: IdParams }>('/api/cameras/:id/snapshot', async (_request, reply) =>
    reply.type('image/jpeg').send(picture),
  );
  app.get('/api/events', { websocket: true }, (socket) => engine.follow(socket));
  app.get<{ Params: IdParams; Querystring: { stream: LiveStream } }>(
    '/api/cameras/:id/live',
    { websocket: true },
    (socket, { params, query }) => engine.channel(params.id, query.stream).join(socket),
  );
}

/** A zone on the right, and a wire in the middle of the picture. */
function withDetection(view: CameraView): CameraView {
  const detection = detectionPlanSchema.parse({
    enabled: true,
    zones: [
      {
        id: 'door',
        name: 'Door',
        polygon: [
          { x: 0.8, y: 0.2 },
          { x: 0.98, y: 0.2 },
          { x: 0.98, y: 0.7 },
          { x: 0.8, y: 0.7 },
        ],
      },
    ],
    wires: [
      {
        id: 'gate',
        name: 'Gate',
        points: [
          { x: 0.5, y: 0.62 },
          { x: 0.5, y: 0.2 },
        ],
      },
    ],
  });
  return { ...view, camera: { ...view.camera, detection } };
}

async function sceneClips(main: Size): Promise<Record<LiveStream, readonly Clip[]>> {
  const [sub, large] = await Promise.all([makeSceneClip(640, 360, null), makeSceneClip(main.width, main.height, 100)]);
  return { sub: [sub], main: [large] };
}

async function testClips(size: Size): Promise<Record<LiveStream, readonly Clip[]>> {
  const sub = { width: 640, height: 360, fps: 15, seconds: 8, audio: false };
  const main = { ...size, fps: 15, seconds: 8, audio: true };
  const [a, b, c, d, large] = await Promise.all([
    ...[0, 90, 180, 270].map((hue) => makeClip({ ...sub, hue })),
    makeClip({ ...main, hue: 0 }),
  ]);
  return { sub: [a, b, c, d].filter((clip) => clip !== undefined), main: large === undefined ? [] : [large] };
}

/** Starts the stand-in; the caller closes it. Needs ffmpeg on PATH for its film. */
export async function startFakeEngine(options: FakeEngineOptions): Promise<FakeEngine> {
  const size = { width: 1280, height: 720, ...options.main };
  const clips = await (options.scene === true ? sceneClips(size) : testClips(size));
  const app = Fastify({ forceCloseConnections: true });
  await app.register(cookie);
  await app.register(websocket);
  const engine = new FakeEngine(app, options, clips);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.method !== 'GET') engine.requests.push(`${request.method} ${request.url}`);
    done();
  });
  await app.register((scope) => {
    routes(scope, engine, options);
    return Promise.resolve();
  });
  await app.register(fastifyStatic, { root: options.rendererDir });
  app.setNotFoundHandler(async (request, reply) =>
    request.url.startsWith('/api/')
      ? reply.code(404).send({ code: 'not_found', message: 'no such route' })
      : reply.sendFile('index.html'),
  );
  await engine.listen();
  return engine;
}
