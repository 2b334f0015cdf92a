import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
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

describe.skipIf(ffmpeg === undefined).concurrent('a camera whose sub stream has trouble', () => {
  let simulator: Simulator;
  let product: Product;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-sub-'));
    const clip = await makeTestClip({ ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips'), frames: LOOP });
    // Faults are of a whole camera: the sub streams are of cameras of their own.
    const names = ['main', 'absent', 'stalling'];
    simulator = await startSimulator({ cameras: names.map((name) => ({ name, main: clip })) });
    writeQuickSettings(folder);
    product = await startProduct({ dataDir: folder });
  });

  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Adds a camera with this sub stream. Answers its id. */
  async function add(sub: string): Promise<string> {
    const source = { kind: 'rtsp', mainUrl: simulator.url('main'), subUrl: simulator.url(sub) } as const;
    return (await addCamera(product, { name: sub, source: { ...source, transport: 'tcp', username: null } })).id;
  }
  /** Whether the ffmpeg that records the camera also reads the sub stream. */
  const readsSub = (id: string, sub: string): boolean | null => {
    const lines = descendants(product.process.pid!).map((pid) => commandLine(pid) ?? '');
    const recording = lines.filter((line) => line.includes('-f segment') && line.includes(id));
    return recording.length === 1 ? recording[0]!.includes(`/${sub}/`) : null;
  };
  const statusOfSnapshot = async (id: string): Promise<number> =>
    (await product.request('GET', `/api/cameras/${id}/snapshot?stream=sub`)).status;
  const goesOn = async (id: string) => {
    await stateOf(product, id, 'ok');
    await segmentsAtLeast(product, id, (await segmentsOf(product, id)).length + 1);
  };
  /** Gaps from one on, as reason and whether it is short: a run that follows another at once may leave none. */
  const gapsFrom = async (id: string, known: number) =>
    (await gapsOf(product, id)).slice(known).map(({ reason, startMs, endMs }) => [reason, endMs - startMs < 5000]);

  it('is recorded and seen by its main stream alone, and has its sub stream back once that delivers', async ({
    expect,
  }) => {
    await simulator.camera('absent').fault({ kind: 'not_found' });
    const id = await add('absent');
    await segmentsAtLeast(product, id, 2);
    expect(readsSub(id, 'absent')).toBe(false);
    expect(await statusOfSnapshot(id)).toBe(200);
    const known = (await gapsOf(product, id)).length;
    simulator.camera('absent').heal();
    await eventually('a run with both streams', () => readsSub(id, 'absent'), { timeoutMs: 40_000, everyMs: 100 });
    await goesOn(id);
    expect([[], [['renewed', true]]]).toContainEqual(await gapsFrom(id, known));
    expect(await statusOfSnapshot(id)).toBe(200);
  });

  it('is recorded on while the sub stream has stalled, and then without it', async ({ expect, onTestFinished }) => {
    onTestFinished(() => simulator.camera('stalling').heal());
    const id = await add('stalling');
    await eventually('a run with both streams', () => readsSub(id, 'stalling'), { everyMs: 100 });
    await segmentsAtLeast(product, id, 1);
    const known = (await gapsOf(product, id)).length;
    const startMs = Date.now();
    await simulator.camera('stalling').fault({ kind: 'stall' });
    const isAlone = () => readsSub(id, 'stalling') === false;
    await eventually('a run of main alone', isAlone, { timeoutMs: 30_000, everyMs: 100 });
    await goesOn(id);
    expect([[], [['stalled', true]]]).toContainEqual(await gapsFrom(id, known));
    // What main sent while ffmpeg waited for sub is there, too.
    const input = await playlistInput(product, id, { startMs, endMs: startMs + 9000 });
    const { frames } = await readFrames({ ffmpeg: ffmpeg!.path, input });
    expect(breaks(frames, LOOP)).toEqual([]);
    expect(frames.length).toBeGreaterThanOrEqual(9 * 15);
  });
});
