import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/shared/alerts.ts';
import type { CameraView } from '../../../src/shared/camera.ts';
import type { Webhook } from '../../../src/shared/webhooks.ts';
import { eventually } from '../../support/eventually.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { writeQuickSettings } from '../../support/recorded.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';
import { isSignedBy, startWebhookTarget, type WebhookTarget } from '../../support/webhook-target.ts';

const SECRET = '0123456789abcdef';
const [ffmpeg] = testFfmpegs();

describe.skipIf(ffmpeg === undefined)('alerts of the built server', () => {
  let dataDir: string;
  let product: Product;
  let target: WebhookTarget;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'vigil-alerts-'));
    writeQuickSettings(dataDir);
    [product, target] = await Promise.all([startProduct({ dataDir }), startWebhookTarget()]);
  });
  afterAll(async () => {
    await product?.stop();
    await target?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const webhooks = () => product.json<{ webhooks: Webhook[] }>('GET', '/api/webhooks').then((body) => body.webhooks);

  it('reach a webhook that was away while the server was killed, under the same number', async () => {
    target.behave({ kind: 'status', status: 503 });
    const body = { name: 'Desk', url: target.url, secret: SECRET, kinds: ['camera_down'] };
    await product.json('POST', '/api/webhooks', body);
    const { camera } = await product.json<CameraView>('POST', '/api/cameras', {
      name: 'Gate',
      source: { kind: 'rtsp', mainUrl: 'rtsp://127.0.0.1:1/', subUrl: null, transport: 'tcp', username: null },
    });
    await eventually('a refused delivery', async () => {
      const [webhook] = await webhooks();
      return webhook?.status.lastFailure?.status === 503 && webhook.status.pending === 1;
    });
    product.process.kill('SIGKILL');
    await product.stop();
    target.behave({ kind: 'status', status: 200 });
    const refused = target.received.length;
    product = await startProduct({ dataDir });
    await eventually('the delivery', () => target.received.length > refused);
    const delivery = target.received[refused]!;
    expect(delivery.payload).toMatchObject({
      version: 1,
      kind: 'camera_down',
      camera: { id: camera.id, name: 'Gate' },
      data: { reason: 'refused' },
    });
    expect(isSignedBy(SECRET, delivery, Date.now() / 1000)).toBe(true);
    expect(delivery.headers['vigil-delivery']).toBe(target.received[0]!.headers['vigil-delivery']);
    const { alerts } = await product.json<{ alerts: Alert[] }>('GET', '/api/alerts?kinds=camera_down');
    expect(alerts.map(({ id }) => id)).toContain(delivery.payload.id);
    await eventually('an empty outbox', async () => (await webhooks())[0]?.status.pending === 0);
  });
});
