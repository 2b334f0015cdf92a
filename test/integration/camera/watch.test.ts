import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NewAlert } from '../../../src/engine/alerts/index.ts';
import { cameraInputSchema, type CameraView } from '../../../src/shared/camera.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { openCameraBench, processesWith, type CameraBench } from '../../support/camera-bench.ts';
import { eventually } from '../../support/eventually.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();

describe.skipIf(ffmpeg === undefined)('a process that is watched', () => {
  let simulator: Simulator;
  let clips = '';
  let bench: CameraBench;
  let alerts: NewAlert[] = [];

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
  afterEach(async () => {
    await bench.close();
    expect([...processesWith(bench.folder).values()]).toEqual([]);
  });

  const start = async (watch: object, segmentSeconds: number): Promise<{ id: string; view: () => CameraView }> => {
    alerts = [];
    bench = await openCameraBench(ffmpeg!.path, { watch, segmentSeconds, raise: (alert) => alerts.push(alert) });
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
    return { id, view };
  };

  it('shows its memory, and rests once it had to be restarted too often, until a person tries', async () => {
    // No ffmpeg keeps to 10 MB.
    const { id, view } = await start({ everySeconds: 3, memoryLimitBytes: 10_000_000, mostRestarts: 1 }, 2);
    await eventually('it rests', () => view().status.state === 'connection_failed', { timeoutMs: 30_000 });
    expect(view().status).toMatchObject({ reason: 'unstable' });
    expect(view().stats).toMatchObject({ restarts: 2 });
    expect(alerts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['process_restarted', 'camera_unstable']));
    await eventually('its process has gone', () => processesWith(bench.folder).size === 0);
    await bench.cameras.tryNow(id);
    await eventually('it delivers again', () => view().status.state === 'ok', { timeoutMs: 20_000 });
    await eventually('its memory is seen', () => (view().stats?.memoryBytes ?? 0) > 10_000_000, { timeoutMs: 5000 });
  });

  it('is restarted when its file is taken away, though it writes on', async () => {
    const { id, view } = await start({}, 180);
    const growing = await eventually('a file', () => bench.growing(id), { timeoutMs: 10_000 });
    rmSync(growing);
    await eventually('it was noticed', () => bench.sink.ends.length > 0, { timeoutMs: 30_000 });
    expect(bench.sink.ends[0]).toMatchObject({ kind: 'failed', reason: 'not_written' });
    await eventually('it delivers again', () => view().status.state === 'ok', { timeoutMs: 20_000 });
    expect(bench.growing(id)).not.toBe(growing);
  });
});
