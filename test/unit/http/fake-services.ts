import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { recordingPlanSchema } from '../../../src/shared/recording-plan.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TiersStatus } from '../../../src/shared/archive.ts';
import type { Camera, CameraView } from '../../../src/shared/camera.ts';
import type { DetectionEvent, DetectionRun } from '../../../src/shared/detection.ts';
import { VigilError } from '../../../src/shared/errors.ts';
import type { ServerEvent } from '../../../src/shared/events.ts';
import type { ModelView } from '../../../src/shared/models.ts';
import { settingsSchema } from '../../../src/shared/settings.ts';
import type { Webhook } from '../../../src/shared/webhooks.ts';
import type { EngineServices, LiveViewer, PlayableSegment, SegmentFile } from '../../../src/engine/services.ts';

export const camId = 'abcdefabcdef';
export const key = 'abcdefghijkl-00001';
export const growingKey = 'abcdefghijkl-00002';

const camera: Camera = {
  id: camId,
  name: 'Cổng chính / "Gate"',
  enabled: true,
  source: { kind: 'rtsp', mainUrl: 'rtsp://10.0.0.5/main', subUrl: null, transport: 'tcp', username: 'admin' },
  hasPassword: true,
  connectTimeoutMs: 5000,
  record: true,
  recording: recordingPlanSchema.parse({}),
  detection: detectionPlanSchema.parse({}),
  demo: false,
  position: 0,
  createdMs: 1000,
};
export const view: CameraView = { camera, status: { state: 'ok', sinceMs: 1000 }, stats: null };

const segment = {
  key,
  cameraId: camId,
  startMs: Date.UTC(2026, 0, 1, 8, 30),
  durationMs: 180_000,
  sizeBytes: 1000,
  videoCodec: 'h264' as const,
  audioCodec: null,
  width: 1920,
  height: 1080,
};

export const part = { offset: 700, bytes: 300, startMs: 1000, durationMs: 2000 };

export const webhook: Webhook = {
  id: 'abcabcabcabc',
  createdMs: 1,
  name: 'Desk',
  url: 'https://desk.example/hook',
  kinds: null,
  enabled: true,
  hasSecret: true,
  status: {
    state: 'ok',
    pending: 0,
    dropped: 0,
    failures: 0,
    failingSinceMs: null,
    pausedMs: null,
    lastSuccessMs: null,
    lastFailure: null,
  },
};

export const tiersStatus: TiersStatus = {
  hasSecret: true,
  bytesPerSecond: 5,
  moving: { queue: { segments: 1, bytes: 1000 }, lastError: null },
  archiving: { state: 'ok', queue: { segments: 2, bytes: 2000 }, lastError: null },
};
export const model: ModelView = {
  id: 'yolox-nano',
  name: 'YOLOX nano',
  source: 'catalogue',
  purpose: 'detector',
  licence: 'Apache-2.0',
  publisher: 'Megvii',
  homepage: 'https://example.org/yolox',
  family: 'yolox',
  labels: ['person'],
  input: { width: 416, height: 416 },
  sizeBytes: 5,
  sha256: 'a'.repeat(64),
  recommended: true,
  speed: 'fast',
  cocoAp: 25.8,
  addedMs: null,
  usedBy: [],
  state: { state: 'available' },
};

function knownModel(id: string): ModelView {
  if (id !== model.id) throw new VigilError('not_found', 'there is no such model');
  return model;
}

const usage = {
  cameraId: camId,
  oldestMs: 1,
  newestMs: 2,
  sizeBytes: 6,
  continuousBytes: 3,
  motionBytes: 2,
  eventBytes: 1,
  lockedBytes: 3,
};
const lock = { id: 4, cameraId: camId, cameraName: 'Gate', startMs: 1, endMs: 2, note: '', createdMs: 3 };

export const detection: DetectionEvent = {
  id: 7,
  cameraId: camId,
  cameraName: 'Gate',
  trackId: 3,
  kind: 'cross',
  ruleId: 'r1',
  ruleName: 'Over the line',
  label: 'person',
  score: 0.9,
  startMs: 1000,
  endMs: 2000,
  bestMs: 1500,
  bestBox: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 },
  zones: ['Yard'],
  direction: 'in',
  path: [{ x: 0.1, y: 0.2, atMs: 1000 }],
  attributes: [{ name: 'clothing', value: 'red', score: 0.8 }],
  hasPicture: true,
};
export const wireHour = { cameraId: camId, wireId: 'w1', name: 'Gate', label: 'person', hourMs: 0, in: 2, out: 1 };
export const detectionRun: DetectionRun = {
  cameraId: camId,
  startMs: 1,
  endMs: 2,
  model: 'hog-people',
  provider: 'cpu',
  frames: 10,
  failedFrames: 1,
  tracks: 2,
  events: 2,
  meanFps: 4.5,
  meanInferenceMs: 21.5,
};

/** There is number 7, and number 8, which goes on. */
function knownDetection(id: number): number {
  if (id !== 7 && id !== 8) throw new VigilError('not_found', 'there is no such event');
  return id;
}

function known(id: string): CameraView {
  if (id !== camId) throw new VigilError('not_found', 'there is no such camera');
  return view;
}

/** An engine that does nothing but remember what it was asked. */
export class FakeEngine {
  readonly calls: unknown[][] = [];
  readonly viewers = new Set<LiveViewer>();
  readonly listeners = new Set<(event: ServerEvent) => void>();
  readonly dir = mkdtempSync(join(tmpdir(), 'vigil-http-'));
  playable: PlayableSegment[] = [{ key, growing: false, initBytes: 700, parts: [part] }];
  failure: Error | null = null;
  /** So many cameras can be added; null for any number. */
  failAfter: number | null = null;
  /** Settles when the caller of a connection test goes away. */
  readonly testAborted = Promise.withResolvers<string>();
  hangTest = false;

  constructor() {
    writeFileSync(join(this.dir, 'done.mp4'), this.bytes(1000));
    writeFileSync(join(this.dir, 'growing.mp4'), this.bytes(500));
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, (_, index) => index % 251));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #note<T>(answer: T, ...call: unknown[]): T {
    this.calls.push(call);
    if (this.failure !== null) throw this.failure;
    return answer;
  }

  readonly services: EngineServices = {
    cameras: {
      list: () => this.#note([view], 'list'),
      get: (id) => known(id),
      add: (input) => {
        this.#note(view, 'add', input);
        const full = this.failAfter !== null && this.calls.length > this.failAfter;
        return full ? Promise.reject(new VigilError('storage_unavailable', 'the disk is full')) : Promise.resolve(view);
      },
      update: (id, input) => Promise.resolve(this.#note(known(id), 'update', id, input)),
      setEnabled: (id, enabled) => Promise.resolve(this.#note(known(id), 'setEnabled', id, enabled)),
      remove: (id, recordings) => Promise.resolve(this.#note(undefined, 'remove', id, recordings)),
      reorder: (ids) => Promise.resolve(this.#note(undefined, 'reorder', ids)),
      tryNow: (id) => Promise.resolve(this.#note(known(id), 'tryNow', id)),
      test: (request, signal) => {
        signal.addEventListener('abort', () => this.testAborted.resolve('aborted'));
        this.#note(undefined, 'test', request);
        if (this.hangTest) return new Promise(() => undefined);
        return Promise.resolve({ main: { ok: false, reason: 'unauthorized', log: ['401'] }, sub: null });
      },
      snapshot: (id, stream) => Promise.resolve(this.#note(Buffer.from([0xff, 0xd8, 0xff]), 'snapshot', id, stream)),
      history: (id, limit) => this.#note([], 'history', id, limit),
      addDemo: () => Promise.resolve(this.#note([view], 'addDemo')),
    },
    replay: {
      timeline: (ids, startMs, endMs) => this.#note({ nowMs: 5, cameras: [] }, 'timeline', ids, startMs, endMs),
      days: (id, offset) => this.#note([86_400_000], 'days', id, offset),
      playable: (id, startMs, endMs) => Promise.resolve(this.#note(this.playable, 'playable', id, startMs, endMs)),
      file: (asked) => {
        if (asked === key) {
          return Promise.resolve<SegmentFile>({
            kind: 'local',
            path: join(this.dir, 'done.mp4'),
            sizeBytes: 1000,
            growing: false,
            segment,
          });
        }
        if (asked === growingKey) {
          return Promise.resolve<SegmentFile>({
            kind: 'local',
            path: join(this.dir, 'growing.mp4'),
            sizeBytes: 500,
            growing: true,
            segment: null,
          });
        }
        return Promise.reject(new VigilError('segment_missing', 'there is no such recording'));
      },
      segments: (id, startMs, endMs, limit) => this.#note([segment], 'segments', id, startMs, endMs, limit),
    },
    live: {
      join: (id, stream, viewer) => {
        this.#note(undefined, 'join', known(id).camera.id, stream);
        this.viewers.add(viewer);
        viewer.control('{"type":"waiting"}');
        return () => void this.viewers.delete(viewer);
      },
    },
    events: {
      subscribe: (listener) => {
        this.listeners.add(listener);
        listener({ type: 'hello', nowMs: 5, cameras: [view] });
        return () => void this.listeners.delete(listener);
      },
    },
    settings: {
      get: () => settingsSchema.parse({}),
      set: (settings) => Promise.resolve(this.#note({ settings, restartNeeded: ['http.port'] }, 'set', settings)),
      versions: () => Promise.resolve({ versions: [{ atMs: 7 }], broken: null }),
      restore: (atMs) =>
        Promise.resolve(this.#note({ settings: settingsSchema.parse({}), restartNeeded: [] }, 'restore', atMs)),
    },
    alerts: {
      list: (filter) => this.#note({ alerts: [], unread: 3 }, 'alerts', filter),
      markRead: (which) => this.#note(2, 'markRead', which),
    },
    webhooks: {
      list: () => this.#note([webhook], 'webhooks'),
      add: (input) => this.#note(webhook, 'addWebhook', input),
      update: (id, input) => this.#note(webhook, 'updateWebhook', id, input),
      remove: (id) => this.#note(undefined, 'removeWebhook', id),
      test: (id) => Promise.resolve(this.#note({ ok: false, reason: 'refused', status: null, tookMs: 3 }, 'test', id)),
      resume: (id) => this.#note(webhook, 'resumeWebhook', id),
    },
    storage: {
      info: () => this.#note({ roots: [] }, 'storage'),
      accept: (path) => Promise.resolve(this.#note({ roots: [] }, 'accept', path)),
    },
    retention: {
      usage: () => this.#note([usage], 'usage'),
      locks: (id) => this.#note([lock], 'locks', id),
      lock: (id, span) => this.#note({ ...lock, ...span, cameraId: known(id).camera.id }, 'lock', id, span),
      unlock: (id) => this.#note(undefined, 'unlock', id),
    },
    detections: {
      list: (filter) => this.#note({ events: [detection], next: 7 }, 'detections', filter),
      get: (id) => this.#note({ ...detection, id: knownDetection(id) }, 'detection', id),
      picture: (id, which) => {
        const jpeg = Buffer.from([0xff, 0xd8, 0xff, knownDetection(id)]);
        return Promise.resolve(this.#note({ jpeg, final: id === detection.id }, 'picture', id, which));
      },
      facets: (ids) => this.#note({ labels: ['person'], kinds: ['cross'], zones: ['Yard'] }, 'facets', ids),
      counts: (filter) => this.#note([wireHour], 'counts', filter),
      runs: (filter) => this.#note([detectionRun], 'runs', filter),
    },
    health: {
      look: (utcOffsetMinutes) =>
        this.#note(
          {
            nowMs: 9,
            startedMs: 1,
            dayStartMs: 0,
            process: { cpuPercent: 1, memoryBytes: 2, loopUtilization: 0 },
            cameras: [],
          },
          'health',
          utcOffsetMinutes,
        ),
      metricsType: 'text/plain; version=0.0.4; charset=utf-8',
      metrics: () => Promise.resolve('vigil_uptime_seconds 1\n'),
    },
    tiers: {
      status: () => this.#note(tiersStatus, 'tiers'),
      setArchiveSecret: (secret) => this.#note(undefined, 'setArchiveSecret', secret),
      testArchive: (archive) =>
        Promise.resolve(this.#note({ ok: false, fault: 'wrong_key', message: 'no' }, 'testArchive', archive)),
    },
    detection: {
      statuses: () => this.#note([], 'detectionStatuses'),
      workers: () => this.#note([], 'workers'),
    },
    models: {
      list: () => this.#note([model], 'models'),
      download: (id) => this.#note(knownModel(id), 'downloadModel', id),
      cancel: (id) => Promise.resolve(this.#note(knownModel(id), 'cancelModel', id)),
      upload: async (input, body) => {
        const chunks: Buffer[] = [];
        for await (const chunk of body) chunks.push(chunk as Buffer);
        return this.#note(model, 'uploadModel', input, Buffer.concat(chunks).toString());
      },
      remove: (id) => Promise.resolve(this.#note(undefined, 'removeModel', id)),
      tryOn: (id, cameraId) =>
        Promise.resolve(
          this.#note(
            {
              ...{ jpeg: '/9j/', width: 8, height: 4, msPerPicture: 3, runs: 5, provider: 'cpu' },
              detections: [{ label: 'person', score: 0.5, box: { x: 0, y: 0, w: 1, h: 1 } }],
            },
            'tryModel',
            knownModel(id).id,
            cameraId,
          ),
        ),
    },
    system: {
      info: () => Promise.resolve({ version: '1', startedMs: 1, ffmpeg: null, storage: null, demoAvailable: true }),
    },
  };
}
