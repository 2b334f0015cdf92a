import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { commandLine, descendants } from '../../support/processes.ts';
import { startProduct, type Product } from '../../support/product.ts';
import {
  addCamera,
  gapsOf,
  playlistInput,
  segmentsAtLeast,
  segmentsOf,
  stateOf,
  writeQuickSettings,
} from '../../support/recorded.ts';
import { breaks, readFrames } from '../../support/read-frames.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();
const LOOP = 60;

describe.skipIf(ffmpeg === undefined)('a camera whose sub stream has trouble', () => {
  let simulator: Simulator;
  let product: Product;
  let folder: string;
  let id: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-sub-'));
    const clip = await makeTestClip({ ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips'), frames: LOOP });
    // Faults are of a whole camera: the sub stream is one of its own.
    simulator = await startSimulator({ cameras: ['main', 'sub'].map((name) => ({ name, main: clip })) });
    await simulator.camera('sub').fault({ kind: 'not_found' });
    writeQuickSettings(folder);
    product = await startProduct({ dataDir: folder });
    const source = { kind: 'rtsp', mainUrl: simulator.url('main'), subUrl: simulator.url('sub') } as const;
    ({ id } = await addCamera(product, { name: 'Gate', source: { ...source, transport: 'tcp', username: null } }));
  });

  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Whether the ffmpeg that records also reads the sub stream. */
  const readsSub = (): boolean | null => {
    const lines = descendants(product.process.pid!).map((pid) => commandLine(pid) ?? '');
    const recording = lines.filter((line) => line.includes('-f segment'));
    return recording.length === 1 ? recording[0]!.includes('/sub/') : null;
  };
  const snapshotOfSub = async (): Promise<number> =>
    (await product.request('GET', `/api/cameras/${id}/snapshot?stream=sub`)).status;

  it('is recorded and seen by its main stream alone', async () => {
    await segmentsAtLeast(product, id, 2);
    expect(readsSub()).toBe(false);
    expect(await snapshotOfSub()).toBe(200);
  });

  /** Gaps from one on: a run that follows another at once may leave none, and a short one at most. */
  async function expectAtMostAShortGap(known: number, reason: string): Promise<void> {
    const gaps = (await gapsOf(product, id)).slice(known);
    expect(gaps.length).toBeLessThanOrEqual(1);
    for (const gap of gaps) expect([gap.reason, gap.endMs - gap.startMs < 5000]).toEqual([reason, true]);
  }

  it('has its sub stream back once that delivers, for a gap of a moment', async () => {
    const known = (await gapsOf(product, id)).length;
    simulator.camera('sub').heal();
    await eventually('a run with both streams', readsSub, { timeoutMs: 40_000, everyMs: 100 });
    await stateOf(product, id, 'ok');
    await segmentsAtLeast(product, id, (await segmentsOf(product, id)).length + 1);
    await expectAtMostAShortGap(known, 'renewed');
    expect(await snapshotOfSub()).toBe(200);
  });

  it('is recorded on while the sub stream has stalled, and then without it', async () => {
    const known = (await gapsOf(product, id)).length;
    const startMs = Date.now();
    await simulator.camera('sub').fault({ kind: 'stall' });
    await eventually('a run of main alone', () => readsSub() === false, { timeoutMs: 30_000, everyMs: 100 });
    await stateOf(product, id, 'ok');
    await segmentsAtLeast(product, id, (await segmentsOf(product, id)).length + 1);
    await expectAtMostAShortGap(known, 'stalled');
    // What main sent while ffmpeg waited for sub is there, too.
    const input = await playlistInput(product, id, { startMs, endMs: startMs + 9000 });
    const { frames } = await readFrames({ ffmpeg: ffmpeg!.path, input });
    expect(breaks(frames, LOOP)).toEqual([]);
    expect(frames.length).toBeGreaterThanOrEqual(9 * 15);
  });
});
