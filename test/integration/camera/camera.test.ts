import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it as oneByOne, type TestContext } from 'vitest';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import type { CameraInput, CameraView } from '../../../src/shared/camera.ts';
import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { recordingPlanSchema } from '../../../src/shared/recording-plan.ts';
import { openCameraBench, processesWith, type CameraBench } from '../../support/camera-bench.ts';
import { eventually } from '../../support/eventually.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const auth = { scheme: 'digest', username: 'ad min', password: 'p@:/#? %é"x' } as const;
const ffmpegs = testFfmpegs();
const never = new AbortController().signal;
/** Each has cameras of its own, so that they need not wait for each other. */
const it = oneByOne.concurrent;
/** Cameras without a password, by the test that does something to them. */
const plain = ['refusing', 'missing', 'silent', 'killed'] as const;

describe.concurrent.each(ffmpegs)('cameras on $name', ({ path }) => {
  let simulator: Simulator;
  /** Its port is closed for a while. */
  let vanishing: Simulator;
  let clipFolder = '';

  beforeAll(async () => {
    clipFolder = await mkdtemp(join(tmpdir(), 'vigil-clips-'));
    const clips = { ffmpeg: path, folder: clipFolder };
    const main = await makeTestClip({ ...clips, audio: 'aac' });
    const spoken = await makeTestClip({ ...clips, audio: 'pcmu' });
    const hevc = await makeTestClip({ ...clips, codec: 'h265' });
    const sub = await makeTestClip({ ...clips });
    simulator = await startSimulator({
      cameras: [
        { name: 'locked', main, sub, auth },
        { name: 'spoken', main: spoken },
        { name: 'hevc', main: hevc },
        ...plain.map((name) => ({ name, main: sub })),
      ],
    });
    vanishing = await startSimulator({ cameras: [{ name: 'vanishing', main: sub }] });
  });
  afterAll(async () => {
    await simulator.stop();
    await vanishing.stop();
    await rm(clipFolder, { recursive: true, force: true });
  });

  /** A bench for one test; when the test is over, nothing of it is left. */
  const open = async (context: TestContext, options?: Parameters<typeof openCameraBench>[1]): Promise<CameraBench> => {
    const bench = await openCameraBench(path, options);
    context.onTestFinished(async () => {
      await bench.close();
      context.expect([...processesWith(bench.folder).values()]).toEqual([]);
    });
    return bench;
  };

  const input = (name: string, changes: Partial<CameraInput> = {}): CameraInput => ({
    name,
    enabled: true,
    record: true,
    recording: recordingPlanSchema.parse({}),
    detection: detectionPlanSchema.parse({}),
    connectTimeoutMs: 2000,
    source: {
      kind: 'rtsp',
      mainUrl: (name === 'vanishing' ? vanishing : simulator).url(name),
      subUrl: name === 'locked' ? simulator.url(name, 'sub') : null,
      transport: 'tcp',
      username: name === 'locked' ? auth.username : null,
    },
    ...(name === 'locked' ? { password: auth.password } : {}),
    ...changes,
  });
  const becomes = (bench: CameraBench, view: CameraView, state: string, timeoutMs = 20_000): Promise<CameraView> =>
    eventually(
      `${view.camera.name} is ${state}`,
      () => {
        const now = bench.cameras.get(view.camera.id);
        return now.status.state === state ? now : null;
      },
      { timeoutMs },
    );
  const states = (bench: CameraBench, view: CameraView): (string | null)[] =>
    bench.store.changes
      .filter(({ cameraId }) => cameraId === view.camera.id)
      .map(({ state, reason }) => (reason === null ? state : `${state} ${reason}`));

  // It takes longest, so it begins first.
  it('are back on record after ffmpeg was killed, and after it was stopped', async (context) => {
    const { expect } = context;
    const bench = await open(context);
    const view = await bench.cameras.add(input('killed'));
    await becomes(bench, view, 'ok');
    const [first] = processesWith(bench.folder).keys();
    process.kill(first!, 'SIGKILL');
    await eventually('another run delivers', () => bench.sink.runs.length === 2 && bench.cameras.get(view.camera.id));
    await becomes(bench, view, 'ok');
    const [second] = processesWith(bench.folder).keys();
    process.kill(second!, 'SIGSTOP');
    await eventually('it was noticed', () => states(bench, view).some((state) => state?.endsWith(' stalled')), {
      timeoutMs: 20_000,
    });
    await becomes(bench, view, 'ok', 30_000);
    expect(bench.sink.ends).toMatchObject([
      { kind: 'failed', reason: 'ffmpeg_killed' },
      { kind: 'failed', reason: 'stalled' },
    ]);
  });

  it('are recorded and seen, with the password nowhere to be read', async (context) => {
    const { expect } = context;
    const bench = await open(context);
    const view = await bench.cameras.add(input('locked'));
    await becomes(bench, view, 'ok');
    await eventually('two segments and live bytes', () => bench.sink.segments.length >= 2 && bench.sink.liveBytes > 0);
    const encoded = encodeURIComponent(auth.password);
    const lines = [...processesWith(bench.folder).values()];
    expect(lines.map((line) => line.includes(auth.password) || line.includes(encoded))).toEqual([false]);
    expect(bench.cameras.get(view.camera.id).stats).toMatchObject({
      main: { video: { codec: 'h264', width: 320, height: 180 }, audio: { codec: 'aac' } },
      sub: { video: { codec: 'h264' } },
    });
    await bench.cameras.setEnabled(view.camera.id, false);
    expect(states(bench, view)).toEqual(['connecting', 'ok', 'disabled']);
    expect(bench.sink.calls[0]).toBe('begin');
    expect(bench.sink.calls.at(-1)).toBe('end');
    expect(bench.sink.ends).toEqual([{ kind: 'asked' }]);
    const kept = JSON.stringify([bench.store.changes, bench.logs, bench.cameras.list()]);
    expect(kept.includes(auth.password) || kept.includes(encoded)).toBe(false);
  });

  it('with other audio or H.265 get other arguments at once, and from then on', async (context) => {
    const { expect } = context;
    const bench = await open(context);
    const overUdp = { ...input('spoken').source, transport: 'udp' } as CameraInput['source'];
    const spoken = await bench.cameras.add(input('spoken', { source: overUdp }));
    const hevc = await bench.cameras.add(input('hevc'));
    await Promise.all([becomes(bench, spoken, 'ok'), becomes(bench, hevc, 'ok')]);
    const lines = [...processesWith(bench.folder).values()].join('\n');
    expect(lines).toContain('-c:a aac');
    expect(lines).toContain('-tag:v hvc1');
    expect(states(bench, spoken)).toEqual(['connecting', 'ok']);
    const runs = bench.sink.runs.length;
    for (const { camera } of [spoken, hevc]) {
      await bench.cameras.setEnabled(camera.id, false);
      await bench.cameras.setEnabled(camera.id, true);
    }
    await Promise.all([becomes(bench, spoken, 'ok'), becomes(bench, hevc, 'ok')]);
    expect(bench.sink.runs.length - runs).toBe(2);
  });

  it.for([
    ['unauthorized', 'refusing', { kind: 'unauthorized' }],
    ['not_found', 'missing', { kind: 'not_found' }],
    ['timeout', 'silent', { kind: 'silence' }],
  ] as const)('that fail with %s say so', async ([reason, name, fault], context) => {
    const { expect } = context;
    const bench = await open(context);
    await simulator.camera(name).fault(fault);
    const view = await bench.cameras.add(input(name, { connectTimeoutMs: 1000 }));
    const failing = await becomes(bench, view, 'retrying');
    expect(failing.status).toMatchObject({ reason, attempt: 1, maxAttempts: 5 });
    expect(bench.store.history(view.camera.id, 1, null)[0]?.log.join('\n')).toContain('rtsp://');
  });

  it('that vanish are tried again until they are back', async (context) => {
    const { expect } = context;
    const bench = await open(context, { reconnect: { attempts: 2 } });
    const view = await bench.cameras.add(input('vanishing'));
    await becomes(bench, view, 'ok');
    context.onTestFinished(() => vanishing.openPort());
    await vanishing.closePort();
    const lost = await becomes(bench, view, 'connection_failed');
    expect(lost.status).toMatchObject({ reason: 'refused' });
    await vanishing.openPort();
    await becomes(bench, view, 'ok');
    expect(states(bench, view).slice(0, 3)).toEqual(['connecting', 'ok', expect.stringMatching(/^no_signal /)]);
    expect(bench.cameras.get(view.camera.id).stats?.reconnects).toBe(1);
  });

  it('are tested before they are saved', async (context) => {
    const { expect } = context;
    const bench = await open(context);
    const { source } = input('locked');
    const right = await bench.cameras.test({ source, password: auth.password, connectTimeoutMs: 2000 }, never);
    expect(right).toMatchObject({
      main: {
        ok: true,
        stable: true,
        keyFrameIntervalMs: expect.any(Number) as number,
        facts: { audio: { codec: 'aac' } },
      },
      sub: { ok: true, facts: { video: { width: 320 }, audio: null } },
    });
    if (!right.main.ok) throw new Error('unreachable');
    expect(Math.round(right.main.measuredFps)).toBe(15);
    expect(Math.round((right.main.keyFrameIntervalMs ?? 0) / 100)).toBe(10);
    expect(
      Buffer.from(right.main.pictureBase64 ?? '', 'base64')
        .subarray(0, 2)
        .toString('hex'),
    ).toBe('ffd8');
    const wrong = await bench.cameras.test({ source, password: 'geheim', connectTimeoutMs: 2000 }, never);
    expect(wrong).toMatchObject({
      main: { ok: false, reason: 'unauthorized' },
      sub: { ok: false, reason: 'unauthorized' },
    });
    expect(JSON.stringify(wrong)).not.toContain('geheim');
  });

  it('give their newest frame as JPEG', async (context) => {
    const { expect } = context;
    const view: { current: CameraView | null } = { current: null };
    const chunks: Buffer[] = [];
    const gops = {
      latestGop: () => Promise.resolve({ init: Buffer.concat(chunks), fragments: [], frameCount: 3 }),
    };
    const bench = await open(context, { gops });
    bench.sink.live = (_run, bytes) => void chunks.push(bytes);
    view.current = await bench.cameras.add(input('locked'));
    const { id } = view.current.camera;
    await expect(bench.cameras.snapshot(id, 'sub', never)).rejects.toMatchObject({ code: 'camera_offline' });
    await becomes(bench, view.current, 'ok');
    await eventually('live bytes', () => Buffer.concat(chunks).length > 30_000);
    const jpeg = await bench.cameras.snapshot(id, 'sub', never);
    expect([jpeg.subarray(0, 2).toString('hex'), jpeg.subarray(-2).toString('hex')]).toEqual(['ffd8', 'ffd9']);
    await bench.cameras.setEnabled(id, false);
    await expect(bench.cameras.snapshot(id, 'sub', never)).rejects.toMatchObject({ code: 'camera_disabled' });
  });
});
