import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CameraView } from '../../../src/shared/camera.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { readFrames } from '../../support/read-frames.ts';
import {
  addCamera,
  playlistInput,
  recordingFiles,
  segmentsAtLeast,
  segmentsOf,
  writeQuickSettings,
} from '../../support/recorded.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();

describe.skipIf(ffmpeg === undefined)('recordings without catalog, backups and list of cameras', () => {
  let simulator: Simulator;
  let product: Product;
  let dataDir: string;

  beforeAll(async () => {
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips') };
    const main = await makeTestClip({ ...clips, frames: 300, gop: 15 });
    simulator = await startSimulator({ cameras: [{ name: 'gate', main }] });
    dataDir = mkdtempSync(join(tmpdir(), 'vigil-found-'));
    writeQuickSettings(dataDir);
    product = await startProduct({ dataDir });
  });
  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const list = async (): Promise<CameraView[]> =>
    (await product.json<{ cameras: CameraView[] }>('GET', '/api/cameras')).cameras;

  /** Leaves nothing but the recordings and the settings. */
  async function loseTheRest(): Promise<void> {
    await product.stop();
    for (const name of readdirSync(dataDir))
      if (/^vigil|^cameras\.json|^backups/.test(name)) rmSync(join(dataDir, name), { recursive: true });
    product = await startProduct({ dataDir });
  }

  it('get their camera back, by the name in the files, switched off; its footage can be played', async () => {
    const mainUrl = simulator.url('gate');
    const source = { kind: 'rtsp', mainUrl, subUrl: null, transport: 'tcp', username: null } as const;
    const { id } = await addCamera(product, { name: 'Lối vào, cổng 2', source });
    const before = await segmentsAtLeast(product, id, 3);
    await loseTheRest();
    const [found, ...more] = await eventually('a camera', async () => {
      const cameras = await list();
      return cameras.length > 0 ? cameras : null;
    });
    expect([found!.camera.id, found!.camera.name, found!.camera.enabled]).toEqual([
      id,
      'Lối vào, cổng 2 (found)',
      false,
    ]);
    expect(more).toEqual([]);
    const segments = await segmentsOf(product, id);
    for (const { key } of before) expect(segments.map((segment) => segment.key)).toContain(key);
    const span = { startMs: before[0]!.startMs, endMs: before[2]!.startMs };
    const { frames } = await readFrames({ ffmpeg: ffmpeg!.path, input: await playlistInput(product, id, span) });
    expect(frames.length).toBeGreaterThan(30);
  });

  it('of a camera that a person has removed bring no camera back', async () => {
    const [{ camera }] = (await list()) as [CameraView];
    expect((await product.request('DELETE', `/api/cameras/${camera.id}?recordings=keep`)).ok).toBe(true);
    await product.stop();
    product = await startProduct({ dataDir });
    const told = (): string => product.output().stdout + product.output().stderr;
    await eventually('rows and files to agree', () => told().includes('rows and files agree'));
    expect(await list()).toEqual([]);
    expect(recordingFiles(dataDir).finished.filter((name) => name.startsWith(camera.id)).length).toBeGreaterThanOrEqual(
      3,
    );
  });
});
