import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { VigilError } from '../../../src/shared/errors.ts';
import { pictureOf } from '../../../src/engine/models/index.ts';
import { ModelError, type Picture } from '../../../src/engine/vision/index.ts';
import type { Inference } from '../../../src/engine/inference/index.ts';
import { ModelBench, benchEntries, facts, modelBytes } from '../../support/model-bench.ts';

const never = new AbortController().signal;
const camId = 'abcdefabcdef';

/** Left half of one colour, right half of another. */
async function twoColours(width: number, height: number): Promise<Buffer> {
  const half = { width: width / 2, height, channels: 3 as const };
  const right = await sharp({ create: { ...half, background: '#0000ff' } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
    .composite([{ input: right, left: width / 2, top: 0 }])
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

describe('a picture of a camera', () => {
  // ITU-R BT.601, limited range: red is (81, 90, 240), blue is (41, 240, 110).
  it('becomes I420 as ffmpeg would have decoded it', async () => {
    const { width, height, data } = await pictureOf(await twoColours(64, 32));
    expect([width, height, data.length]).toEqual([64, 32, (64 * 32 * 3) / 2]);
    const at = (x: number, y: number) => {
      const chroma = (y >> 1) * 32 + (x >> 1);
      return [data[y * 64 + x], data[64 * 32 + chroma], data[64 * 32 + 32 * 16 + chroma]].map(Number);
    };
    for (const [found, wanted] of [
      [at(4, 4), [81, 90, 240]],
      [at(60, 28), [41, 240, 110]],
    ] as const) {
      const worst = Math.max(...found.map((value, index) => Math.abs(value - Number(wanted[index]))));
      expect(worst).toBeLessThanOrEqual(3);
    }
  });

  it('is made smaller when it is wider than is asked for, and keeps odd sizes', async () => {
    const { width, height, data } = await pictureOf(await twoColours(66, 34), 33);
    expect([width, height, data.length]).toEqual([33, 17, 33 * 17 + 2 * 17 * 9]);
  });
});

describe('a trial of a model', () => {
  let bench: ModelBench;
  afterEach(() => bench.remove());

  function start(detect: Inference['detect'], snapshot?: () => Promise<Buffer>) {
    const forgotten: string[] = [];
    bench = new ModelBench(benchEntries('https://example.org/x', modelBytes(10)), {
      snapshot: snapshot ?? (() => twoColours(64, 32)),
      inference: {
        inspect: () => Promise.resolve({ ...facts, purpose: 'classifier' }),
        unload: () => undefined,
        detect,
        forget: (id) => void forgotten.push(id),
      },
    });
    return forgotten;
  }
  const detection = { label: 'person', score: 0.9, box: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 } };

  it('answers what was seen in the very picture, and the median of what it took', async () => {
    const times = [90, 10, 30, 20, 40];
    const seen: { id: string; model: string; picture: Picture }[] = [];
    const forgotten = start((id, model, picture) => {
      seen.push({ id, model: model.id, picture });
      const workerMs = times.shift() ?? 0;
      return Promise.resolve({ kind: 'done', detections: [detection], provider: 'webgpu', workerMs });
    });
    const trial = await bench.models.service.tryOn('hog-people', camId, never);
    expect(trial).toMatchObject({ msPerPicture: 30, runs: 5, provider: 'webgpu', width: 64, height: 32 });
    expect(trial.detections).toEqual([detection]);
    expect(await sharp(Buffer.from(trial.jpeg, 'base64')).metadata()).toMatchObject({ width: 64, height: 32 });
    expect(new Set(seen.map(({ model }) => model))).toEqual(new Set(['hog-people']));
    // Under a name that is no camera's: it takes no camera's place in the line.
    expect(seen.some(({ id }) => id === camId)).toBe(false);
    expect(forgotten).toEqual([seen[0]?.id]);
  });

  it('says why the model cannot be used', async () => {
    start(() => Promise.reject(new ModelError('hangs', 'it did not answer')));
    await expect(bench.models.service.tryOn('hog-people', camId, never)).rejects.toMatchObject({
      code: 'model_invalid',
      details: [{ path: 'model', message: 'hangs' }],
    });
    await expect(bench.models.service.tryOn('small', camId, never)).rejects.toMatchObject({
      code: 'model_invalid',
      details: [{ path: 'model', message: 'missing' }],
    });
  });

  it('passes on that the camera delivers nothing', async () => {
    start(
      () => Promise.reject(new Error('not reached')),
      () => Promise.reject(new VigilError('camera_offline', 'no pictures')),
    );
    await expect(bench.models.service.tryOn('hog-people', camId, never)).rejects.toMatchObject({
      code: 'camera_offline',
    });
  });
});
