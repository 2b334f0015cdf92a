import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import type { Alert } from '../../../src/shared/alerts.ts';
import type { StorageAnswer, StorageRoot } from '../../../src/shared/storage.ts';
import { eventually } from '../../support/eventually.ts';
import { mayMount, Mounts } from '../../support/mounts.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { addCamera, segmentsAtLeast, segmentsOf } from '../../support/recorded.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();
const MB = 1_000_000;

describe.skipIf(ffmpeg === undefined || !mayMount())('storage roots of the product', () => {
  const mounts = new Mounts();
  let folder: string;
  let simulator: Simulator;
  let product: Product;
  let cameraId: string;

  const rootAt = async (path: string): Promise<StorageRoot> => {
    const { roots } = await product.json<StorageAnswer>('GET', '/api/storage');
    const found = roots.find((root) => root.path === path);
    if (found === undefined) throw new Error(`no root ${path}: ${JSON.stringify(roots)}`);
    return found;
  };
  const until = (path: string, what: string, holds: (root: StorageRoot) => boolean) =>
    eventually(
      `${what} of ${path}`,
      async () => {
        const root = await rootAt(path);
        if (!holds(root)) throw new Error(JSON.stringify(root));
        return root;
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
  const kinds = async (): Promise<string[]> =>
    (await product.json<{ alerts: Alert[] }>('GET', '/api/alerts')).alerts.map(({ kind }) => kind);
  /** Recording goes on: a segment that begins later than now is finished. */
  const recordsOn = async () => {
    const nowMs = Date.now();
    return eventually(
      'a new segment',
      async () => (await segmentsOf(product, cameraId)).find(({ startMs }) => startMs > nowMs) ?? null,
      { timeoutMs: 30_000, everyMs: 200 },
    );
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-storage-'));
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips') };
    const main = await makeTestClip({ ...clips, frames: 300, gop: 15, bitrate: 8_000_000 });
    simulator = await startSimulator({ host: '127.0.0.1', port: 0, cameras: [{ name: 'gate', main }] });
    const settings = {
      recording: { root: mounts.mount('a', 40), segmentSeconds: 2 },
      storage: { roots: [{ path: mounts.mount('b', 40), kind: 'fast' }], minFreeBytes: 4 * MB },
      reconnect: { firstDelayMs: 200, longestDelayMs: 1000, slowRetryMs: 1000, jitter: 0 },
    };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    product = await startProduct({ dataDir: folder });
    const source = {
      kind: 'rtsp',
      mainUrl: simulator.url('gate', 'main'),
      subUrl: null,
      transport: 'tcp',
      username: null,
    } as const;
    cameraId = (await addCamera(product, { name: 'Gate', source })).id;
  });

  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    mounts.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are cleaned when they are nearly full, and recording goes on in the same place', async () => {
    await segmentsAtLeast(product, cameraId, 2);
    const oldest = (await segmentsOf(product, cameraId))[0]!.key;
    const foreign = join(mounts.path('a'), 'foreign');
    rmSync(foreign, { force: true });
    // What the product says is some seconds old, in which it has written on.
    const { bavail, bsize } = statfsSync(mounts.path('a'));
    writeFileSync(foreign, Buffer.alloc(bavail * bsize - 3.5 * MB));
    await eventually('the oldest footage to go', async () =>
      (await segmentsOf(product, cameraId)).every(({ key }) => key !== oldest),
    );
    expect(await kinds()).toContain('storage_low');
    await recordsOn();
    rmSync(foreign);
    await until(mounts.path('a'), 'recovery', ({ state }) => state === 'ok');
    expect(await kinds()).toContain('storage_recovered');
  });

  it('are left when their disk is taken away, and nothing is written into the empty mount point', async () => {
    const preferred = (await rootAt(mounts.path('a'))).preferred ? 'a' : 'b';
    const other = preferred === 'a' ? 'b' : 'a';
    mounts.takeAway(preferred);
    await until(mounts.path(preferred), 'loss', ({ state }) => state === 'missing');
    await until(mounts.path(other), 'choice', (root) => root.preferred);
    await recordsOn();
    expect(await kinds()).toContain('root_lost');
    expect(readdirSync(mounts.path(preferred))).toEqual([]);
  });

  it('are not written to when another disk is at their path, until a person accepts it', async () => {
    const { roots } = await product.json<StorageAnswer>('GET', '/api/storage');
    const lost = roots.find(({ state }) => state === 'missing')!.path;
    mounts.mount(basename(lost), 40);
    writeFileSync(join(lost, '.vigil-storage.json'), JSON.stringify({ version: 1, id: randomUUID() }));
    await until(lost, 'refusal', ({ state }) => state === 'wrong_disk');
    await recordsOn();
    expect(readdirSync(lost)).toEqual(['.vigil-storage.json']);
    await product.json('POST', '/api/storage/roots/accept', { path: lost });
    await until(lost, 'acceptance', ({ state }) => state === 'ok');
  });

  it('are left for the next one when they become read-only', async () => {
    const { roots } = await product.json<StorageAnswer>('GET', '/api/storage');
    const { path } = roots.find((root) => root.preferred)!;
    const next = roots.find((root) => !root.preferred)!.path;
    const lostBefore = (await kinds()).filter((kind) => kind === 'root_lost').length;
    mounts.readOnly(basename(path));
    await until(path, 'refusal', ({ state }) => state === 'read_only');
    await until(next, 'choice', (root) => root.preferred);
    await recordsOn();
    expect((await kinds()).filter((kind) => kind === 'root_lost').length).toBeGreaterThan(lostBefore);
    expect((await rootAt(next)).segments).toBeGreaterThan(0);
  });
});
