import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CameraTimeline, Timeline } from '../../../src/shared/recording.ts';
import { eventually } from '../../support/eventually.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { addCamera, recordingFiles, segmentsOf, writeQuickSettings } from '../../support/recorded.ts';
import { startSimulatorProcess, type SimulatorProcess } from '../../support/simulator-process.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';
import type { ClipRef } from '../../../src/simulator/index.ts';

const ffmpeg = testFfmpegs()[0]?.path;
const dataDir = mkdtempSync(join(tmpdir(), 'vigil-modes-'));
let simulator: SimulatorProcess;
let product: Product;
let moving: ClipRef;

beforeAll(async () => {
  if (ffmpeg === undefined) return;
  const folder = join(tmpdir(), 'vigil-test-clips');
  const still = await makeTestClip({ ffmpeg, folder, still: true });
  moving = await makeTestClip({ ffmpeg, folder, bitrate: 900_000 });
  const main = await makeTestClip({ ffmpeg, folder });
  simulator = await startSimulatorProcess({ cameras: [{ name: 'gate', main, sub: still }] });
  writeQuickSettings(dataDir);
  product = await startProduct({ dataDir });
});

afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function timelineOf(id: string): Promise<CameraTimeline> {
  const span = `startMs=${Date.now() - 600_000}&endMs=${Date.now()}`;
  const { cameras } = await product.json<Timeline>('GET', `/api/timeline?cameraIds=${id}&${span}`);
  if (cameras[0] === undefined) throw new Error('no timeline');
  return cameras[0];
}

describe.skipIf(ffmpeg === undefined)('a camera that is recorded when something moves', () => {
  it('keeps what moved, drops what did not, and is never restarted for it', async () => {
    const { id } = await addCamera(product, {
      name: 'Gate',
      source: {
        kind: 'rtsp',
        mainUrl: simulator.url('gate', 'main'),
        subUrl: simulator.url('gate', 'sub'),
        transport: 'tcp',
        username: null,
      },
      recording: { mode: 'motion', preSeconds: 1, postSeconds: 1 },
    });
    const quiet = await eventually(
      'still footage to be dropped',
      async () =>
        (await timelineOf(id)).gaps.find(
          ({ reason, startMs, endMs }) => reason === 'no_motion' && endMs - startMs > 1500,
        ),
      { timeoutMs: 40_000, everyMs: 200 },
    );
    const movesFromMs = Date.now();
    await simulator.fault('gate', { kind: 'clip', stream: 'sub', clip: moving });
    const active = await eventually(
      'moving footage to be kept as such',
      async () =>
        (await timelineOf(id)).active.find(({ startMs, endMs }) => startMs >= quiet.endMs && endMs > movesFromMs),
      { timeoutMs: 40_000, everyMs: 200 },
    );
    expect(active.kind).toBe('motion');
    await simulator.heal('gate');
    const healedMs = Date.now();
    await eventually(
      'still footage to be dropped again',
      async () =>
        (await timelineOf(id)).gaps.some(({ reason, startMs }) => reason === 'no_motion' && startMs > healedMs),
      { timeoutMs: 40_000, everyMs: 200 },
    );
    const keys = (await segmentsOf(product, id)).map(({ key }) => key);
    expect(new Set(keys.map((key) => key.split('-')[0])).size).toBe(1);
    await eventually('files without a row to be gone', async () => {
      const rows = (await segmentsOf(product, id)).map(({ key }) => key);
      return recordingFiles(dataDir).finished.every((file) => rows.some((key) => file.includes(key)));
    });
  });
});
