import { readFileSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import {
  cameraInputSchema,
  connectionTestRequestSchema,
  type CameraView,
  type ConnectionTestRequest,
  type ConnectionTestResult,
  type StateChange,
} from '../../../src/shared/camera.ts';
import type { DetectionEvent } from '../../../src/shared/detection.ts';
import type { ServerEvent } from '../../../src/shared/events.ts';
import type { CameraTimeline } from '../../../src/shared/recording.ts';
import type { Lock } from '../../../src/shared/locks.ts';
import { settingsSchema } from '../../../src/shared/settings.ts';
import { addDetectionRoutes } from './detections.ts';
import { keyOf, minuteOf, playlistOf, FILES, type Footage } from './footage.ts';
import { addOverviewRoutes } from './overview.ts';

/**
 * A stand-in for the engine's HTTP interface with the same routes: what a page asked of it can be read back, and
 * answers can be set that the real one gives only with a broken camera.
 */
export interface FakeRecorder {
  readonly url: string;
  cameras: CameraView[];
  timelines: Map<string, Pick<CameraTimeline, 'recorded' | 'gaps'>>;
  /** Bodies of the requests that changed something, `METHOD path`. */
  readonly asked: { readonly what: string; readonly body: unknown }[];
  answerTest: (request: ConnectionTestRequest) => ConnectionTestResult | Promise<ConnectionTestResult>;
  changes: StateChange[];
  /** Events of detection; those with a picture have a small JPEG. */
  detections: DetectionEvent[];
  /** Addresses of the detection routes that were asked for, with their query. */
  readonly detectionsAsked: string[];
  emit(event: ServerEvent): void;
  close(): Promise<void>;
}

interface State {
  readonly recorder: FakeRecorder;
  readonly sockets: Set<WebSocket>;
  readonly footage: Footage | null;
  settings: unknown;
}

const hello = (cameras: CameraView[]): ServerEvent => ({ type: 'hello', nowMs: Date.now(), cameras });

function refuse(code: string, message: string, details: { path: string; message: string }[] = []) {
  return { code, message, details };
}

function addCameraRoutes(app: FastifyInstance, { recorder }: State): void {
  let made = 0;
  const announce = (view: CameraView) => {
    const at = recorder.cameras.findIndex(({ camera }) => camera.id === view.camera.id);
    if (at < 0) recorder.cameras.push(view);
    else recorder.cameras[at] = view;
    recorder.emit({ type: 'camera', view });
    return view;
  };
  const find = (id: string) => recorder.cameras.find(({ camera }) => camera.id === id);
  const store = (id: string, body: unknown): CameraView => {
    const { password, ...input } = cameraInputSchema.parse(body);
    const old = find(id);
    const hasPassword = password === undefined ? (old?.camera.hasPassword ?? false) : password !== null;
    const position = old?.camera.position ?? recorder.cameras.length;
    const camera = { ...input, id, hasPassword, demo: false, position, createdMs: Date.now() };
    return announce({ camera, status: { state: 'connecting', sinceMs: Date.now(), attempt: 1 }, stats: null });
  };
  app.post('/api/cameras', (request) => {
    made += 1;
    return store(`made${String(made).padStart(8, '0')}`, request.body);
  });
  app.put<{ Params: { id: string } }>('/api/cameras/:id', (request) => store(request.params.id, request.body));
  app.put<{ Body: { ids: string[] } }>('/api/cameras/order', (request, reply) => {
    const { ids } = request.body;
    recorder.cameras = recorder.cameras.map((view) => ({
      ...view,
      camera: { ...view.camera, position: ids.indexOf(view.camera.id) },
    }));
    recorder.emit(hello(recorder.cameras));
    return reply.code(204).send();
  });
  app.post<{ Params: { id: string }; Body: { enabled: boolean } }>('/api/cameras/:id/enabled', (request, reply) => {
    const view = find(request.params.id);
    if (view === undefined) return reply.code(404).send(refuse('not_found', 'no such camera'));
    const { enabled } = request.body;
    const status = enabled
      ? ({ state: 'connecting', sinceMs: Date.now(), attempt: 1 } as const)
      : ({ state: 'disabled', sinceMs: Date.now() } as const);
    return announce({ ...view, camera: { ...view.camera, enabled }, status });
  });
  app.delete<{ Params: { id: string } }>('/api/cameras/:id', (request, reply) => {
    recorder.cameras = recorder.cameras.filter(({ camera }) => camera.id !== request.params.id);
    recorder.emit({ type: 'camera_removed', cameraId: request.params.id });
    return reply.code(204).send();
  });
  app.post<{ Params: { id: string } }>('/api/cameras/:id/try-now', (request) => find(request.params.id));
  app.post('/api/cameras/test', (request) => recorder.answerTest(connectionTestRequestSchema.parse(request.body)));
  app.get('/api/cameras/:id/history', () => ({ changes: recorder.changes }));
  app.get<{ Querystring: { format: string } }>('/api/cameras/export', (request) =>
    request.query.format === 'csv' ? 'name,main\n' : { cameras: recorder.cameras.map(({ camera }) => camera) },
  );
  app.post<{ Body: { text: string } }>('/api/cameras/import', (request, reply) => {
    if (!request.body.text.includes('bad')) return { added: 2 };
    const details = [{ path: 'row 3: source.mainUrl', message: 'must begin with rtsp:// or rtsps://' }];
    return reply.code(400).send(refuse('import_invalid', 'nothing was imported', details));
  });
}

interface SpanQuery {
  startMs: string;
  endMs: string;
}

function addReplayRoutes(app: FastifyInstance, { recorder, footage }: State): void {
  const of = (id: string) => recorder.timelines.get(id) ?? { recorded: [], gaps: [] };
  app.get<{ Querystring: SpanQuery & { cameraIds: string } }>('/api/timeline', (request) => {
    const [startMs, endMs] = [Number(request.query.startMs), Number(request.query.endMs)];
    const cut = <T extends { startMs: number; endMs: number }>(spans: readonly T[]) =>
      spans
        .filter((span) => span.endMs > startMs && span.startMs < endMs)
        .map((span) => ({
          ...span,
          startMs: Math.max(startMs, span.startMs),
          endMs: Math.min(endMs, span.endMs),
        }));
    const cameras = request.query.cameraIds.split(',').map((cameraId) => {
      const { recorded, gaps } = of(cameraId);
      return { cameraId, recorded: cut(recorded), active: [], gaps: cut(gaps) };
    });
    return { nowMs: Date.now(), cameras };
  });
  app.get<{ Params: { id: string }; Querystring: { utcOffsetMinutes: string } }>('/api/cameras/:id/days', (request) => {
    const dayMs = 86_400_000;
    const offsetMs = Number(request.query.utcOffsetMinutes) * 60_000;
    const days = of(request.params.id).recorded.flatMap(({ startMs, endMs }) =>
      [startMs, endMs].map((ms) => Math.floor((ms + offsetMs) / dayMs) * dayMs),
    );
    return { days: [...new Set(days)].sort((a, b) => a - b) };
  });
  app.get<{ Params: { id: string }; Querystring: SpanQuery }>('/api/cameras/:id/playlist.m3u8', (request, reply) => {
    if (footage === null) return reply.code(404).send(refuse('segment_missing', 'no footage'));
    const span = { startMs: Number(request.query.startMs), endMs: Number(request.query.endMs) };
    const { recorded } = of(request.params.id);
    const ended = span.endMs < Date.now() || !recorded.some((each) => each.endMs >= Date.now() - 5000);
    const text = playlistOf(footage, recorded, span, ended, (key) => `/api/segments/${key}`);
    return reply.type('application/vnd.apple.mpegurl').send(text);
  });
  app.post<{ Params: { id: string } }>('/api/cameras/:id/links', (request) => ({
    url: `${recorder.url}/api/cameras/${request.params.id}/playlist.m3u8?access=signed`,
    expiresMs: Date.now() + 3_600_000,
  }));
  app.get<{ Params: { key: string } }>('/api/segments/:key', (request, reply) => {
    const file = footage?.files[minuteOf(request.params.key) % FILES];
    if (file === undefined) return reply.code(404).send(refuse('segment_missing', keyOf(0)));
    const bytes = readFileSync(file.path);
    const range = /^bytes=(\d+)-(\d+)?$/.exec(request.headers.range ?? '');
    void reply.type('video/mp4');
    if (range === null) return reply.send(bytes);
    const start = Number(range[1]);
    const end = Number(range[2] ?? bytes.length - 1);
    void reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes.length}`);
    return reply.send(bytes.subarray(start, end + 1));
  });
}

function addLockRoutes(app: FastifyInstance, { recorder }: State): void {
  let locks: Lock[] = [];
  app.get<{ Querystring: { cameraId?: string } }>('/api/locks', ({ query }) => ({
    locks: locks.filter(({ cameraId }) => query.cameraId === undefined || cameraId === query.cameraId),
  }));
  app.post<{ Params: { id: string }; Body: { startMs: number; endMs: number; note: string } }>(
    '/api/cameras/:id/locks',
    ({ params, body }, reply) => {
      const { name = '' } = recorder.cameras.find(({ camera }) => camera.id === params.id)?.camera ?? {};
      const id = Math.max(0, ...locks.map((each) => each.id)) + 1;
      const lock = { id, cameraId: params.id, cameraName: name, createdMs: Date.now(), ...body };
      locks = [...locks, lock];
      return reply.code(201).send(lock);
    },
  );
  app.delete<{ Params: { id: string } }>('/api/locks/:id', ({ params }, reply) => {
    locks = locks.filter(({ id }) => id !== Number(params.id));
    return reply.code(204).send();
  });
  app.get('/api/footage', () => ({ cameras: [] }));
}

function addOtherRoutes(app: FastifyInstance, state: State): void {
  const { recorder, sockets } = state;
  app.get('/api/session', () => ({ ok: true }));
  app.get('/api/settings', () => state.settings);
  app.put('/api/settings', (request) => {
    state.settings = settingsSchema.parse(request.body);
    return { settings: state.settings, restartNeeded: ['http.port'] };
  });
  app.get('/api/alerts', () => ({ alerts: [], unread: 0 }));
  app.get('/api/webhooks', () => ({ webhooks: [] }));
  app.get('/api/system', () => ({
    version: '0.1.0',
    startedMs: Date.now() - 7_500_000,
    ffmpeg: { path: '/usr/bin/ffmpeg', version: '5.1' },
    storage: { root: '/var/lib/vigil/recordings', freeBytes: 412e9, totalBytes: 1e12 },
    demoAvailable: true,
  }));
  app.get('/api/events', { websocket: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.send(JSON.stringify(hello(recorder.cameras)));
  });
}

/** Starts the stand-in on the loopback; it serves the built interface too. */
export async function startFakeRecorder(options: {
  readonly rendererDir: string;
  readonly cameras?: CameraView[];
  readonly footage?: Footage;
  /** One that was closed, whose address it takes, where a page that is kept has compiled the interface; otherwise any free one. */
  readonly instead?: FakeRecorder | undefined;
}): Promise<FakeRecorder> {
  // Browsers open connections ahead of need; until a request comes over them they would hold up the end for a minute and more.
  const app = Fastify({ forceCloseConnections: true });
  const sockets = new Set<WebSocket>();
  const asked: { what: string; body: unknown }[] = [];
  let url = '';
  const recorder: FakeRecorder = {
    get url() {
      return url;
    },
    cameras: options.cameras ?? [],
    timelines: new Map(),
    asked,
    changes: [],
    detections: [],
    detectionsAsked: [],
    answerTest: () => {
      throw new Error('set answerTest');
    },
    emit: (event) => sockets.forEach((socket) => socket.send(JSON.stringify(event))),
    close: async () => {
      // A polite end would wait for the page's answer.
      for (const socket of sockets) socket.terminate();
      await app.close();
    },
  };
  const state: State = { recorder, sockets, footage: options.footage ?? null, settings: settingsSchema.parse({}) };
  await app.register(fastifyWebsocket);
  await app.register(fastifyStatic, { root: options.rendererDir });
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.method !== 'GET') asked.push({ what: `${request.method} ${request.url}`, body: request.body });
    done();
  });
  app.setNotFoundHandler((request, reply) =>
    request.url.startsWith('/api/')
      ? reply.code(404).send(refuse('not_found', 'no such route'))
      : reply.sendFile('index.html'),
  );
  await app.register((scope, _options, done) => {
    addCameraRoutes(scope, state);
    addReplayRoutes(scope, state);
    addLockRoutes(scope, state);
    addDetectionRoutes(scope, recorder);
    addOtherRoutes(scope, state);
    addOverviewRoutes(scope, () => recorder.cameras);
    done();
  });
  const port = options.instead === undefined ? 0 : Number(new URL(options.instead.url).port);
  url = await app.listen({ host: '127.0.0.1', port });
  return recorder;
}
