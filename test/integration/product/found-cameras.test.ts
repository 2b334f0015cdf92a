import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CameraView } from '../../../src/shared/camera.ts';
import { eventually } from '../../support/eventually.ts';
import { readFrames } from '../../support/read-frames.ts';
import {
  playlistInput,
  recordingFiles,
  segmentsAtLeast,
  segmentsOf,
  startGate,
  type Gate,
} from '../../support/recorded.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();

describe.skipIf(ffmpeg === undefined)('recordings without catalog, backups and list of cameras', () => {
  let gate: Gate;

  beforeAll(async () => {
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips') };
    gate = await startGate(await makeTestClip({ ...clips, frames: 300, gop: 15 }));
  });
  afterAll(() => gate?.stop());

  const list = async (): Promise<CameraView[]> =>
    (await gate.product.json<{ cameras: CameraView[] }>('GET', '/api/cameras')).cameras;

  /** Leaves nothing but the recordings and the settings. */
  async function loseTheRest(): Promise<void> {
    await gate.restart(() => {
      for (const name of readdirSync(gate.dataDir))
        if (/^vigil|^cameras\.json|^backups/.test(name)) rmSync(join(gate.dataDir, name), { recursive: true });
    });
  }

  it('get their camera back, by the name in the files, switched off; its footage can be played', async () => {
    const { id } = await gate.add('Lối vào, cổng 2');
    const before = await segmentsAtLeast(gate.product, id, 3);
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
    const segments = await segmentsOf(gate.product, id);
    for (const { key } of before) expect(segments.map((segment) => segment.key)).toContain(key);
    const span = { startMs: before[0]!.startMs, endMs: before[2]!.startMs };
    const { frames } = await readFrames({ ffmpeg: ffmpeg!.path, input: await playlistInput(gate.product, id, span) });
    expect(frames.length).toBeGreaterThan(30);
  });

  it('of a camera that a person has removed bring no camera back', async () => {
    const [{ camera }] = (await list()) as [CameraView];
    expect((await gate.product.request('DELETE', `/api/cameras/${camera.id}?recordings=keep`)).ok).toBe(true);
    await gate.restart();
    const told = (): string => gate.product.output().stdout + gate.product.output().stderr;
    await eventually('rows and files to agree', () => told().includes('rows and files agree'));
    expect(await list()).toEqual([]);
    expect(
      recordingFiles(gate.dataDir).finished.filter((name) => name.startsWith(camera.id)).length,
    ).toBeGreaterThanOrEqual(3);
  });
});
