import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initLength, parseInitSegment } from '../../../src/engine/media/index.ts';
import type { StateChange } from '../../../src/shared/camera.ts';
import type { ClipRef } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { gapsOf, segmentFile, segmentsAtLeast, segmentsOf, startGate, type Gate } from '../../support/recorded.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();

describe.skipIf(ffmpeg === undefined)('a camera that is set to another resolution', () => {
  let gate: Gate;
  let larger: ClipRef;
  let cameraId: string;
  let addedMs: number;

  beforeAll(async () => {
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips'), gop: 15 };
    const main = await makeTestClip({ ...clips, frames: 300 });
    larger = await makeTestClip({ ...clips, frames: 300, width: 640, height: 360 });
    gate = await startGate(main);
  });
  afterAll(() => gate?.stop());

  /** What the file's header tells a player. */
  const headerOf = (key: string) => {
    const bytes = readFileSync(segmentFile(gate.dataDir, key));
    const init = parseInitSegment(bytes.subarray(0, initLength(bytes) as number));
    if (!init.ok) throw new Error(init.why);
    return { width: init.value.video?.width, height: init.value.video?.height };
  };

  it('is recorded by a new run at once, whose rows and headers are true, and the second in between is a gap', async () => {
    const { simulator, product } = gate;
    const { id } = await gate.add('Gate');
    const before = await segmentsAtLeast(product, id, 1);
    const changedMs = Date.now();
    addedMs = changedMs;
    await simulator.camera('gate').fault({ kind: 'clip', stream: 'main', clip: larger });
    const first = await eventually(
      'a segment of the other size',
      async () => (await segmentsOf(product, id)).find(({ width }) => width === 640) ?? null,
      { timeoutMs: 30_000, everyMs: 200 },
    );
    const [gap] = await eventually(
      'the new run',
      async () => {
        const gaps = (await gapsOf(product, id)).filter(({ endMs }) => endMs > changedMs);
        const last = (await segmentsOf(product, id)).at(-1);
        return gaps.length > 0 && last!.startMs > gaps[0]!.endMs ? gaps : null;
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
    expect(gap!.reason).toBe('renewed');
    const segments = await segmentsOf(product, id);
    for (const { startMs, width, height } of segments)
      expect([width, height]).toEqual(startMs >= first.startMs ? [640, 360] : [320, 180]);
    const after = segments.filter(({ startMs }) => startMs >= gap!.endMs);
    expect(after[0]!.startMs).toBe(gap!.endMs);
    for (const { key } of after) expect(headerOf(key)).toEqual({ width: 640, height: 360 });
    expect(before.map(({ key }) => headerOf(key))).toContainEqual({ width: 320, height: 180 });
    cameraId = id;
  });

  it('is recorded by another new run when it is set back soon after, and the history says why each was begun', async () => {
    const { simulator, product } = gate;
    const changedMs = Date.now();
    simulator.camera('gate').heal();
    const gap = await eventually(
      'the new run',
      async () => {
        const own = (await gapsOf(product, cameraId)).find(({ endMs }) => endMs > changedMs);
        const last = (await segmentsOf(product, cameraId)).at(-1);
        return own !== undefined && last!.startMs > own.endMs ? own : null;
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
    expect(gap.reason).toBe('renewed');
    const after = (await segmentsOf(product, cameraId)).filter(({ startMs }) => startMs >= gap.endMs);
    for (const { key, width, height } of after) {
      expect([width, height]).toEqual([320, 180]);
      expect(headerOf(key)).toEqual({ width: 320, height: 180 });
    }
    const { changes } = await product.json<{ changes: StateChange[] }>('GET', `/api/cameras/${cameraId}/history`);
    const anew = changes.filter(({ state, atMs }) => state === 'connecting' && atMs > addedMs);
    expect(anew.map(({ reason }) => reason)).toEqual(['resized', 'resized']);
  });
});
