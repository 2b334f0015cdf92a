import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import type { Alert } from '../../../src/shared/alerts.ts';
import { makeSmallDisk } from '../../faults/small-disk.ts';
import { eventually } from '../../support/eventually.ts';
import { mayMountImages, Mounts } from '../../support/mounts.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { addCamera, gapsOf, segmentsAtLeast, segmentsOf } from '../../support/recorded.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();
/** Longer than anything here may take: a camera that waited for it would be seen to have waited. */
const FIRST_DELAY_MS = 60_000;

interface Recording {
  readonly product: Product;
  readonly id: string;
}

describe.skipIf(ffmpeg === undefined || !mayMountImages()).concurrent('a disk that fails under a run', () => {
  let simulator: Simulator;

  beforeAll(async () => {
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips') };
    const main = await makeTestClip({ ...clips, frames: 300, gop: 15, bitrate: 2_000_000 });
    simulator = await startSimulator({ cameras: [{ name: 'gate', main }] });
  });
  afterAll(() => simulator?.stop());

  /** A product that records to a disk, for one test: it ends with it. */
  async function record(context: TestContext, root: string, storage: object, firstDelayMs: number): Promise<Recording> {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-trouble-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const reconnect = { firstDelayMs, longestDelayMs: FIRST_DELAY_MS, jitter: 0 };
    const settings = { recording: { root, segmentSeconds: 2 }, storage, reconnect };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    const product = await startProduct({ dataDir: folder });
    context.onTestFinished(async () => void (await product.stop()));
    const mainUrl = simulator.url('gate');
    const source = { kind: 'rtsp', mainUrl, subUrl: null, transport: 'tcp', username: null } as const;
    const { id } = await addCamera(product, { name: 'Gate', source });
    await segmentsAtLeast(product, id, 2);
    return { product, id };
  }

  const newSegment = async ({ product, id }: Recording, sinceMs: number) =>
    eventually(
      'a new segment',
      async () => (await segmentsOf(product, id)).find(({ startMs }) => startMs > sinceMs) ?? null,
      { timeoutMs: 40_000, everyMs: 100 },
    );

  it('with a write error is left for the next root at once, without the wait of a failing camera', async (context) => {
    const { expect } = context;
    const mounts = new Mounts();
    context.onTestFinished(() => mounts.close());
    const [a, b] = [mounts.mount('a', 24), mounts.mount('b', 24)];
    const recording = await record(context, a, { roots: [{ path: b, kind: 'fast' }], minFreeBytes: 0 }, FIRST_DELAY_MS);
    const filledMs = Date.now();
    // Full to the last byte, so that ffmpeg meets it before the next look at the roots.
    expect(() => writeFileSync(join(a, 'foreign'), Buffer.alloc(24 * 1_048_576, 7))).toThrow('ENOSPC');
    const { key } = await newSegment(recording, filledMs);
    const { product, id } = recording;
    const names = readdirSync(join(b, id), { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.includes(key))).toHaveLength(1);
    const gaps = (await gapsOf(product, id)).filter(({ endMs }) => endMs > filledMs);
    expect(gaps.map(({ reason }) => reason)).toEqual(['disk']);
    expect(gaps[0]!.endMs - gaps[0]!.startMs).toBeLessThan(10_000);
  });

  it('by hanging is told as recording that falls behind, and recorded to again when it answers', async (context) => {
    const { expect } = context;
    const disk = makeSmallDisk(48)!;
    context.onTestFinished(() => disk.remove());
    const recording = await record(context, disk.path, { minFreeBytes: 0 }, 200);
    const { product, id } = recording;
    // The product ends when its disk answers.
    context.onTestFinished(() => disk.thaw());
    disk.freeze();
    const alert = await eventually(
      'the alert',
      async () => {
        const { alerts } = await product.json<{ alerts: Alert[] }>('GET', '/api/alerts');
        return alerts.find(({ kind }) => kind === 'recording_behind') ?? null;
      },
      { timeoutMs: 40_000, everyMs: 200 },
    );
    expect(alert).toMatchObject({ cameraId: id, data: { root: disk.path } });
    expect(alert.data['lagMs']).toBeGreaterThan(5000);
    disk.thaw();
    await newSegment(recording, Date.now());
  });
});
