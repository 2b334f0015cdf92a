import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initLength, parseInitSegment } from '../../../src/engine/media/index.ts';
import { startSimulator, type ClipRef, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { startProduct, type Product } from '../../support/product.ts';
import {
  addCamera,
  gapsOf,
  segmentFile,
  segmentsAtLeast,
  segmentsOf,
  writeQuickSettings,
} from '../../support/recorded.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();

describe.skipIf(ffmpeg === undefined)('a camera that is set to another resolution', () => {
  let simulator: Simulator;
  let product: Product;
  let dataDir: string;
  let larger: ClipRef;

  beforeAll(async () => {
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips'), gop: 15 };
    const main = await makeTestClip({ ...clips, frames: 300 });
    larger = await makeTestClip({ ...clips, frames: 300, width: 640, height: 360 });
    simulator = await startSimulator({ cameras: [{ name: 'gate', main }] });
    dataDir = mkdtempSync(join(tmpdir(), 'vigil-resolution-'));
    writeQuickSettings(dataDir);
    product = await startProduct({ dataDir });
  });
  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** What the file's header tells a player. */
  const headerOf = (key: string) => {
    const bytes = readFileSync(segmentFile(dataDir, key));
    const init = parseInitSegment(bytes.subarray(0, initLength(bytes) as number));
    if (!init.ok) throw new Error(init.why);
    return { width: init.value.video?.width, height: init.value.video?.height };
  };

  it('is recorded by a new run at once, whose rows and headers are true, and the second in between is a gap', async () => {
    const source = {
      kind: 'rtsp',
      mainUrl: simulator.url('gate'),
      subUrl: null,
      transport: 'tcp',
      username: null,
    } as const;
    const { id } = await addCamera(product, { name: 'Gate', source });
    const before = await segmentsAtLeast(product, id, 1);
    const changedMs = Date.now();
    await simulator.camera('gate').fault({ kind: 'clip', stream: 'main', clip: larger });
    const first = await eventually(
      'a segment of the other size',
      async () => (await segmentsOf(product, id)).find(({ width }) => width === 640) ?? null,
      { timeoutMs: 30_000, everyMs: 200 },
    );
    const [gap] = await eventually('the new run', async () => {
      const gaps = (await gapsOf(product, id)).filter(({ endMs }) => endMs > changedMs);
      const last = (await segmentsOf(product, id)).at(-1);
      return gaps.length > 0 && last!.startMs > gaps[0]!.endMs ? gaps : null;
    });
    expect(gap!.reason).toBe('renewed');
    const segments = await segmentsOf(product, id);
    for (const { startMs, width, height } of segments)
      expect([width, height]).toEqual(startMs >= first.startMs ? [640, 360] : [320, 180]);
    const after = segments.filter(({ startMs }) => startMs >= gap!.endMs);
    expect(after[0]!.startMs).toBe(gap!.endMs);
    for (const { key } of after) expect(headerOf(key)).toEqual({ width: 640, height: 360 });
    expect(before.map(({ key }) => headerOf(key))).toContainEqual({ width: 320, height: 180 });
  });
});
