import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest';
import type { NewAlert } from '../../../src/engine/alerts/index.ts';
import { cameraInputSchema, type CameraView } from '../../../src/shared/camera.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { openCameraBench, processesWith, type CameraBench } from '../../support/camera-bench.ts';
import { eventually } from '../../support/eventually.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();

interface Watched {
  readonly bench: CameraBench;
  readonly alerts: readonly NewAlert[];
  readonly id: string;
  readonly view: () => CameraView;
}

describe.skipIf(ffmpeg === undefined).concurrent('a process that is watched', () => {
  let simulator: Simulator;
  let clips = '';

  beforeAll(async () => {
    clips = await mkdtemp(join(tmpdir(), 'vigil-clips-'));
    simulator = await startSimulator({
      cameras: [{ name: 'cam', main: await makeTestClip({ ffmpeg: ffmpeg!.path, folder: clips }) }],
    });
  });
  afterAll(async () => {
    await simulator?.stop();
    await rm(clips, { recursive: true, force: true });
  });
  /** A camera that delivers, on a bench for one test of which nothing is left afterwards. */
  const start = async (context: TestContext, watch: object, segmentSeconds: number): Promise<Watched> => {
    const alerts: NewAlert[] = [];
    const raise = (alert: NewAlert) => alerts.push(alert);
    const bench = await openCameraBench(ffmpeg!.path, { watch, segmentSeconds, raise });
    context.onTestFinished(async () => {
      await bench.close();
      context.expect([...processesWith(bench.folder).values()]).toEqual([]);
    });
    const source = {
      kind: 'rtsp',
      mainUrl: simulator.url('cam'),
      subUrl: null,
      transport: 'tcp',
      username: null,
    } as const;
    const { id } = (await bench.cameras.add(cameraInputSchema.parse({ name: 'cam', source }))).camera;
    const view = (): CameraView => bench.cameras.get(id);
    await eventually('it delivers', () => view().status.state === 'ok', { timeoutMs: 20_000 });
    return { bench, alerts, id, view };
  };

  it('shows its memory, and rests once it had to be restarted too often, until a person tries', async (context) => {
    const { expect } = context;
    // No ffmpeg keeps to 10 MB.
    const { bench, alerts, id, view } = await start(
      context,
      { everySeconds: 3, memoryLimitBytes: 10_000_000, mostRestarts: 1 },
      2,
    );
    await eventually('it rests', () => view().status.state === 'connection_failed', { timeoutMs: 30_000 });
    expect(view().status).toMatchObject({ reason: 'unstable' });
    expect(view().stats).toMatchObject({ restarts: 2 });
    expect(alerts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['process_restarted', 'camera_unstable']));
    await eventually('its process has gone', () => processesWith(bench.folder).size === 0);
    await bench.cameras.tryNow(id);
    await eventually('it delivers again', () => view().status.state === 'ok', { timeoutMs: 20_000 });
    // It is told until the process has ended for it, a moment later.
    const isSeen = () => (view().stats?.memoryBytes ?? 0) > 10_000_000;
    await eventually('its memory is seen', isSeen, { timeoutMs: 15_000, everyMs: 1 });
  });

  it('is restarted when its file is taken away, though it writes on', async (context) => {
    const { expect } = context;
    const { bench, id, view } = await start(context, {}, 180);
    const growing = await eventually('a file', () => bench.growing(id), { timeoutMs: 10_000 });
    rmSync(growing);
    await eventually('it was noticed', () => bench.sink.ends.length > 0, { timeoutMs: 30_000 });
    expect(bench.sink.ends[0]).toMatchObject({ kind: 'failed', reason: 'not_written' });
    await eventually('it delivers again', () => view().status.state === 'ok', { timeoutMs: 20_000 });
    expect(bench.growing(id)).not.toBe(growing);
  });
});
