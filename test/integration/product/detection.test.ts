import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CameraView } from '../../../src/shared/camera.ts';
import type { DetectionEvent, DetectionStatus, WorkerStatus } from '../../../src/shared/detection.ts';
import { liveControlSchema, type LiveControl } from '../../../src/shared/live-protocol.ts';
import { eventually } from '../../support/eventually.ts';
import { onnxModel } from '../../support/onnx-model.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { addCamera, segmentsAtLeast, segmentsOf, writeQuickSettings } from '../../support/recorded.ts';
import { startSimulatorProcess, type SimulatorProcess } from '../../support/simulator-process.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'vigil-detection-'));
const manifest = join(import.meta.dirname, '../../../resources/clips/clips.json');
const plan = { enabled: true, fps: 3, minScore: 0.6 };
let simulator: SimulatorProcess;
let product: Product;
let camera: CameraView['camera'];

interface Now {
  readonly cameras: DetectionStatus[];
  readonly workers: WorkerStatus[];
}
const now = () => product.json<Now>('GET', '/api/detection/status');
const eventsOf = async (id: string) =>
  (await product.json<{ events: DetectionEvent[] }>('GET', `/api/detections?cameraIds=${id}&limit=50`)).events;
const change = async (detection: Record<string, unknown>, recording?: Record<string, unknown>) => {
  const { name, source } = camera;
  const body = {
    name,
    source,
    detection: { ...plan, ...detection },
    ...(recording === undefined ? {} : { recording }),
  };
  await product.json('PUT', `/api/cameras/${camera.id}`, body);
};
const status = (what: string, holds: (one: DetectionStatus) => boolean) =>
  eventually(
    what,
    async () => {
      const { cameras } = await now();
      const one = cameras.find(({ cameraId }) => cameraId === camera.id);
      if (one === undefined || !holds(one)) throw new Error(`it is ${JSON.stringify(one)}`);
      return one;
    },
    { timeoutMs: 40_000, everyMs: 200 },
  );

beforeAll(async () => {
  const clip = (id: string) => ({ manifest, id });
  simulator = await startSimulatorProcess({
    cameras: [{ name: 'street', main: clip('street-sub'), sub: clip('street-sub') }],
  });
  writeQuickSettings(dataDir);
  product = await startProduct({ dataDir });
  const source = {
    kind: 'rtsp',
    mainUrl: simulator.url('street', 'main'),
    subUrl: simulator.url('street', 'sub'),
    transport: 'tcp',
    username: null,
  } as const;
  camera = await addCamera(product, { name: 'Street', source, detection: plan });
});

afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Text messages that a viewer of the sub stream gets, until the socket is closed. */
async function viewing<T>(look: (messages: readonly LiveControl[]) => Promise<T>): Promise<T> {
  const url = new URL(`/api/cameras/${camera.id}/live?stream=sub`, product.url.replace('http', 'ws'));
  const socket = new WebSocket(url, { headers: { cookie: product.cookie, origin: new URL(product.url).origin } });
  const messages: LiveControl[] = [];
  socket.on('message', (data: Buffer, binary: boolean) => {
    if (!binary) messages.push(liveControlSchema.parse(JSON.parse(data.toString())));
  });
  try {
    return await look(messages);
  } finally {
    socket.close();
  }
}

describe('detection by the model that comes with Vigil', () => {
  it('makes events with pictures of the people in a street', async () => {
    const event = await eventually(
      'an event with a picture',
      async () => (await eventsOf(camera.id)).find(({ hasPicture, path }) => hasPicture && path.length > 1),
      { timeoutMs: 60_000, everyMs: 300 },
    );
    expect(event).toMatchObject({ label: 'person', kind: 'appear', cameraName: 'Street', ruleId: null });
    for (const which of ['crop', 'frame']) {
      const answer = await product.request('GET', `/api/detections/${event.id}/picture?which=${which}`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    }
  });

  it('tells live viewers what is in the very frames that they are sent', async () => {
    await viewing(async (messages) => {
      const tracks = await eventually(
        'tracks',
        () => messages.findLast((message) => message.type === 'tracks' && message.tracks.length > 0),
        { timeoutMs: 40_000, everyMs: 100 },
      );
      const start = messages.find((message) => message.type === 'start');
      expect(tracks).toMatchObject({ runId: start?.type === 'start' ? start.runId : '' });
      expect(tracks.type === 'tracks' && Math.abs(Date.now() - tracks.atMs)).toBeLessThan(5000);
    });
  });

  it('goes on when its worker is killed, and the recording does not notice', async () => {
    const before = (await segmentsOf(product, camera.id)).length;
    const victim = await eventually('a worker', async () => (await now()).workers.find(({ pid }) => pid !== null), {
      timeoutMs: 20_000,
      everyMs: 100,
    });
    process.kill(victim.pid ?? 0, 'SIGKILL');
    await eventually(
      'another worker to look at pictures',
      async () => {
        const { cameras, workers } = await now();
        const alive = workers.some(({ pid }) => pid !== null && pid !== victim.pid);
        return alive && cameras.some(({ actualFps, problem }) => actualFps > 0 && problem === null);
      },
      { timeoutMs: 60_000, everyMs: 200 },
    );
    const segments = await segmentsAtLeast(product, camera.id, before + 2);
    expect(new Set(segments.map(({ key }) => key.split('-')[0])).size).toBe(1);
  });

  it('says that a model is missing, and records all the same', async () => {
    await change({ model: 'file-000000000000' });
    const failed = await status('detection to fail', ({ state }) => state === 'failed');
    expect(failed.problem).toBe('missing');
    const before = (await segmentsOf(product, camera.id)).length;
    await segmentsAtLeast(product, camera.id, before + 2);
    await change({});
    await status('detection to run again', ({ problem, actualFps }) => problem === null && actualFps > 0);
  });

  it('keeps footage as that of an event while somebody is detected', async () => {
    await change({}, { mode: 'detection', preSeconds: 1, postSeconds: 1 });
    const kept = await eventually(
      'a segment that is kept for an event',
      async () => {
        const span = `startMs=${Date.now() - 600_000}&endMs=${Date.now()}`;
        const { cameras } = await product.json<{ cameras: { active: { kind: string }[] }[] }>(
          'GET',
          `/api/timeline?cameraIds=${camera.id}&${span}`,
        );
        return cameras[0]?.active.find(({ kind }) => kind === 'event');
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );
    expect(kept.kind).toBe('event');
  });

  it('keeps with the event what a second model says of each person', async () => {
    // Which of red, green and blue is the brightest in the picture of somebody.
    const bytes = onnxModel({
      inputs: [{ name: 'image', type: 'float32', dims: [1, 3, 32, 32] }],
      chains: [
        {
          name: 'tone',
          declared: [1, 3],
          steps: [{ op: 'GlobalAveragePool' }, { op: 'Flatten', ints: { axis: 1 } }],
        },
      ],
      metadata: { pixels: 'unit' },
    });
    const form = new FormData();
    form.append('name', 'Tone');
    form.append('labels', 'reddish\ngreenish\nbluish');
    form.append('file', new Blob([new Uint8Array(bytes)]));
    const { origin } = new URL(product.url);
    const answer = await fetch(`${origin}/api/models`, {
      method: 'POST',
      headers: { cookie: product.cookie, origin },
      body: form,
    });
    const model = (await answer.json()) as { id: string; purpose: string };
    expect(model).toMatchObject({ purpose: 'classifier', family: 'classifier' });
    await change({ attributeModel: model.id });
    const event = await eventually(
      'an event with attributes',
      async () => (await eventsOf(camera.id)).find(({ attributes }) => attributes.length > 0),
      { timeoutMs: 60_000, everyMs: 300 },
    );
    expect(event.attributes[0]?.name).toBe('tone');
    expect(['reddish', 'greenish', 'bluish']).toContain(event.attributes[0]?.value);
  });

  it('ends its tracks and events when it is switched off', async () => {
    await change({ enabled: false });
    await eventually('all events to be over', async () => {
      const events = await eventsOf(camera.id);
      return events.length > 0 && events.every(({ endMs }) => endMs !== null);
    });
    expect((await now()).cameras).toEqual([]);
  });
});
