import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CameraView } from '../../src/shared/camera.ts';
import type { DetectionStatus, WorkerStatus } from '../../src/shared/detection.ts';
import { eventually } from '../support/eventually.ts';
import { commandLine, descendants, isAlive } from '../support/processes.ts';
import { startProduct, type Product } from '../support/product.ts';
import { addCamera, recordingFiles, segmentsAtLeast, segmentsOf, writeQuickSettings } from '../support/recorded.ts';
import { startSimulatorProcess, type SimulatorProcess } from '../support/simulator-process.ts';
import { testFfmpegs } from '../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();

describe.skipIf(ffmpeg === undefined)('the host, killed while it detects', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'vigil-killed-'));
  let simulator: SimulatorProcess;
  let product: Product;
  let camera: CameraView['camera'];
  let children: { readonly pid: number; readonly line: string }[];
  let left: number[];
  let finished: string[];

  /** Until pictures have been looked at by a worker of this life. */
  const detecting = (): Promise<WorkerStatus> =>
    eventually(
      'a camera that is looked at',
      async () => {
        const now = await product.json<{ cameras: DetectionStatus[]; workers: WorkerStatus[] }>(
          'GET',
          '/api/detection/status',
        );
        const looked = now.cameras.some(({ cameraId, inferenceMs }) => cameraId === camera.id && inferenceMs !== null);
        return looked ? now.workers.find(({ pid }) => pid !== null) : null;
      },
      { timeoutMs: 60_000, everyMs: 200 },
    );

  beforeAll(async () => {
    const manifest = join(import.meta.dirname, '../../resources/clips/clips.json');
    const clip = { manifest, id: 'street-sub' };
    simulator = await startSimulatorProcess({ cameras: [{ name: 'street', main: clip, sub: clip }] });
    writeQuickSettings(dataDir);
    product = await startProduct({ dataDir });
    const [mainUrl, subUrl] = [simulator.url('street', 'main'), simulator.url('street', 'sub')];
    const source = { kind: 'rtsp', mainUrl, subUrl, transport: 'tcp', username: null } as const;
    camera = await addCamera(product, { name: 'Street', source, detection: { enabled: true, fps: 3 } });
    await detecting();
    await segmentsAtLeast(product, camera.id, 2);
    const host = product.process;
    children = descendants(host.pid!).map((pid) => ({ pid, line: commandLine(pid) ?? '' }));
    finished = recordingFiles(dataDir).finished;
    const exited = once(host, 'exit');
    host.kill('SIGKILL');
    await exited;
    const alive = (): number[] => children.map(({ pid }) => pid).filter(isAlive);
    await eventually('its children to be gone', () => alive().length === 0, { timeoutMs: 5000 }).catch(() => null);
    left = alive();
    for (const pid of left) process.kill(pid, 'SIGKILL');
    product = await startProduct({ dataDir });
  }, 200_000);

  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('leaves neither an ffmpeg nor a process that runs models', () => {
    const lines = children.map(({ line }) => line);
    expect(lines.some((line) => line.includes('-f segment'))).toBe(true);
    expect(lines.some((line) => line.includes('inference-worker'))).toBe(true);
    expect(left).toEqual([]);
  });

  it('loses no finished segment', () => {
    expect(finished.length).toBeGreaterThan(1);
    expect(finished.filter((name) => !existsSync(join(dataDir, 'recordings', name)))).toEqual([]);
  });

  it('detects and records again when it is started again', async () => {
    const worker = await detecting();
    expect(children.map(({ pid }) => pid)).not.toContain(worker.pid);
    const before = (await segmentsOf(product, camera.id)).length;
    expect((await segmentsAtLeast(product, camera.id, before + 1)).length).toBeGreaterThan(before);
  });
});
