import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CameraInputBody, CameraView } from '../../../src/shared/camera.ts';
import { startSimulator, type ClipRef, type Fault, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { startProduct, type Product } from '../../support/product.ts';
import {
  addCamera,
  gapsOf,
  playlistInput,
  segmentFile,
  segmentsAtLeast,
  segmentsOf,
  stateOf,
  writeQuickSettings,
} from '../../support/recorded.ts';
import { breaks, readFrames, type SeenFrame } from '../../support/read-frames.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();
const LOOP = 300;

describe.skipIf(ffmpeg === undefined)('a fault of one camera', () => {
  let simulator: Simulator;
  let product: Product;
  let folder: string;
  let faulty: string;
  let steady: string;
  let larger: ClipRef;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-faults-'));
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips'), frames: LOOP, gop: 15 };
    const main = await makeTestClip(clips);
    const sub = await makeTestClip({ ...clips, bitrate: 200_000 });
    larger = await makeTestClip({ ...clips, width: 640, height: 360 });
    const cameras = ['faulty', 'steady'].map((name) => ({ name, main, sub }));
    simulator = await startSimulator({ cameras });
    writeQuickSettings(folder);
    product = await startProduct({ dataDir: folder });
    const input = (name: string): CameraInputBody => ({
      name,
      source: {
        kind: 'rtsp',
        mainUrl: simulator.url(name),
        subUrl: simulator.url(name, 'sub'),
        transport: 'tcp',
        username: null,
      },
      connectTimeoutMs: 2000,
    });
    [faulty, steady] = (
      await Promise.all([input('faulty'), input('steady')].map((one) => addCamera(product, one)))
    ).map(({ id }) => id) as [string, string];
    await Promise.all([segmentsAtLeast(product, faulty, 1), segmentsAtLeast(product, steady, 1)]);
  });

  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const view = (id: string): Promise<CameraView> => product.json('GET', `/api/cameras/${id}`);

  /** Waits for finished segments up to a moment. */
  const recordedUntil = (id: string, untilMs: number): Promise<true> =>
    eventually(
      `footage of ${id} up to ${untilMs}`,
      async () => {
        const last = (await segmentsOf(product, id)).at(-1);
        return last !== undefined && last.startMs + last.durationMs >= untilMs ? (true as const) : null;
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );

  /** What an outside player sees of a span. */
  async function played(id: string, startMs: number, endMs: number): Promise<readonly SeenFrame[]> {
    await recordedUntil(id, endMs);
    const input = await playlistInput(product, id, { startMs, endMs });
    return (await readFrames({ ffmpeg: ffmpeg!.path, input })).frames;
  }

  /** The other camera has every frame of the span, and nobody has seen it in another state. */
  async function steadyHasAll(startMs: number, endMs: number): Promise<void> {
    const frames = await played(steady, startMs, endMs);
    expect(breaks(frames, LOOP)).toEqual([]);
    expect(frames.length).toBeGreaterThanOrEqual(Math.floor(((endMs - startMs) * 15) / 1000));
    expect((await view(steady)).status).toMatchObject({ state: 'ok' });
    expect((await view(steady)).stats?.reconnects).toBe(0);
    expect(await gapsOf(product, steady)).toEqual([]);
  }

  it.each([
    ['stalls', { kind: 'stall' }, /^stalled$/],
    // How ffmpeg takes random bytes is chance: as no picture, as broken data, or as an end.
    ['sends garbage', { kind: 'garbage' }, /^(stalled|invalid_data|ended)$/],
    ['goes silent', { kind: 'silence' }, /^stalled$/],
    ['drops the connection', { kind: 'drop' }, /^(ended|network_lost)$/],
  ] as const)('that %s is a gap with a reason, ends with it, and costs the other camera no frame', async (...row) => {
    const [, fault, reason] = row as [string, Fault, RegExp];
    const known = (await gapsOf(product, faulty)).length;
    const { reconnects } = (await view(faulty)).stats!;
    const startMs = Date.now();
    await simulator.camera('faulty').fault(fault);
    if (fault.kind !== 'drop') {
      await eventually('the fault to be noticed', async () => (await view(faulty)).status.state !== 'ok', {
        everyMs: 100,
      });
      simulator.camera('faulty').heal();
    }
    const healedMs = Date.now();
    await eventually('another connection', async () => (await view(faulty)).stats!.reconnects > reconnects, {
      everyMs: 100,
    });
    await stateOf(product, faulty, 'ok');
    await recordedUntil(faulty, healedMs + 1000);
    const gaps = (await gapsOf(product, faulty)).slice(known);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.reason).toMatch(reason);
    // Back within a few seconds of the end of the fault.
    expect(gaps[0]!.endMs - healedMs).toBeLessThan(8000);
    await steadyHasAll(startMs, Date.now());
  });

  it('whose time stamps jump costs nobody a frame: arrival counts', async () => {
    const startMs = Date.now();
    const known = (await gapsOf(product, faulty)).length;
    const { reconnects } = (await view(faulty)).stats!;
    for (const seconds of [3600, -7200]) {
      await simulator.camera('faulty').fault({ kind: 'jump', seconds });
      await recordedUntil(faulty, Date.now() + 500);
    }
    expect(breaks(await played(faulty, startMs, Date.now()), LOOP)).toEqual([]);
    expect((await view(faulty)).stats?.reconnects).toBe(reconnects);
    expect(await gapsOf(product, faulty)).toHaveLength(known);
    await steadyHasAll(startMs, Date.now());
  });

  it('whose resolution changes in the middle of the stream is recorded on, before and after', async () => {
    const startMs = Date.now();
    const known = (await gapsOf(product, faulty)).length;
    await simulator.camera('faulty').fault({ kind: 'clip', stream: 'main', clip: larger });
    const changed = Date.now();
    await recordedUntil(faulty, changed + 3000);
    const during = (await segmentsOf(product, faulty)).at(-1)!;
    const path = segmentFile(folder, during.key);
    const read = await readFrames({ ffmpeg: ffmpeg!.path, input: ['-i', path] });
    expect(breaks(read.frames, LOOP)).toEqual([]);
    expect(read.frames.length).toBeGreaterThanOrEqual(15);
    simulator.camera('faulty').heal();
    const healedMs = Date.now();
    await recordedUntil(faulty, healedMs + 2000);
    expect(await gapsOf(product, faulty)).toHaveLength(known);
    await steadyHasAll(startMs, Date.now());
  });
});
