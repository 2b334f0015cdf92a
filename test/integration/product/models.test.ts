import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CameraView } from '../../../src/shared/camera.ts';
import type { ApiError } from '../../../src/shared/errors.ts';
import type { ModelTrial, ModelView } from '../../../src/shared/models.ts';
import { eventually } from '../../support/eventually.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { sharedData } from '../../support/shared-data.ts';

const fastestDet = sharedData('models', 'FastestDet.onnx');
const otherNano = sharedData('models', 'yolox_nano.onnx');
if (fastestDet === null) process.stderr.write('models from files are not tested: no ../shared/data/models\n');

describe('models in the product', () => {
  let product: Product;
  let cameraId: string;

  beforeAll(async () => {
    product = await startProduct();
    await product.request('POST', '/api/demo');
    const demo = await eventually('a demo camera to deliver', async () => {
      const { cameras } = await product.json<{ cameras: CameraView[] }>('GET', '/api/cameras');
      return cameras.find(({ status }) => status.state === 'ok');
    });
    cameraId = demo.camera.id;
  });
  afterAll(() => product?.stop());

  const list = async () => (await product.json<{ models: ModelView[] }>('GET', '/api/models')).models;
  const upload = (path: string | Buffer, name: string) =>
    fetch(new URL(`/api/models?${new URLSearchParams({ name }).toString()}`, product.url), {
      method: 'POST',
      headers: {
        cookie: product.cookie,
        origin: new URL(product.url).origin,
        'content-type': 'application/octet-stream',
      },
      body: new Uint8Array(typeof path === 'string' ? readFileSync(path) : path),
    });
  const tryOn = (id: string) => product.json<ModelTrial>('POST', `/api/models/${id}/try`, { cameraId });

  it('has the one that comes with it, and shows what it sees and how long that takes', async () => {
    expect((await list()).find(({ id }) => id === 'hog-people')).toMatchObject({
      source: 'bundled',
      state: { state: 'ready' },
    });
    const trial = await tryOn('hog-people');
    expect(trial).toMatchObject({ runs: 5, provider: 'cpu' });
    expect(trial.msPerPicture).toBeGreaterThan(1);
    expect(Buffer.from(trial.jpeg, 'base64').subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  it('says in words that a text file is no model, and keeps nothing of it', async () => {
    const before = (await list()).length;
    const answer = await upload(Buffer.from('Dear mother,\n'.repeat(1000)), 'Letter');
    expect(answer.status).toBe(422);
    expect((await answer.json()) as ApiError).toMatchObject({
      code: 'model_invalid',
      details: [{ path: 'model', message: 'corrupt' }],
    });
    expect(await list()).toHaveLength(before);
  });

  it.skipIf(fastestDet === null || otherNano === null)('takes real weights from files and runs them', async () => {
    expect(await (await upload(fastestDet ?? '', 'Mine')).json()).toMatchObject({
      id: 'fastestdet',
      source: 'catalogue',
      family: 'fastestdet',
      state: { state: 'ready' },
    });
    const added = (await (await upload(otherNano ?? '', 'Gate')).json()) as ModelView;
    expect(added).toMatchObject({ name: 'Gate', source: 'file', family: 'yolox', purpose: 'detector' });
    expect(added.input).toEqual({ width: 416, height: 416 });
    expect(added.labels).toHaveLength(80);
    for (const id of ['fastestdet', added.id]) expect(await tryOn(id)).toMatchObject({ runs: 5, provider: 'cpu' });
    expect((await product.request('DELETE', `/api/models/${added.id}`)).status).toBe(204);
    expect((await list()).some(({ id }) => id === added.id)).toBe(false);
  });
});
