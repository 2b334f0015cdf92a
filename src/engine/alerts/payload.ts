import { createHmac } from 'node:crypto';
import type { Alert } from '../../shared/alerts.ts';
import type { WebhookPayload } from '../../shared/webhooks.ts';

/** The recorder as others know it. */
export type RecorderName = WebhookPayload['recorder'];

/** The same for each attempt: it holds nothing of an alert that changes later. Pure. */
export function payloadOf(alert: Alert, recorder: RecorderName): WebhookPayload {
  const { id, kind, severity, atMs, cameraId, cameraName, data } = alert;
  const camera = cameraId === null ? null : { id: cameraId, name: cameraName ?? '' };
  return { version: 1, id, kind, severity, atMs, camera, data, recorder };
}

/** What "Send a test" sends. Pure. */
export function testPayload(atMs: number, recorder: RecorderName): WebhookPayload {
  return { version: 1, id: 0, kind: 'test', severity: 'info', atMs, camera: null, data: {}, recorder };
}

/**
 * `t=<seconds>,v1=<hex>`: HMAC-SHA256 with the webhook's secret over the time, a full stop and the body. The time is
 * signed too, so that a body that was overheard cannot be played again later. Pure.
 */
export function signatureOf(secret: string, body: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Headers of one attempt. Pure. */
export function headersOf(options: {
  readonly payload: WebhookPayload;
  readonly body: string;
  readonly delivery: string;
  /** Null: unsigned. */
  readonly secret: string | null;
  readonly nowMs: number;
}): Record<string, string> {
  const { payload, body, delivery, secret, nowMs } = options;
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': `Vigil/${payload.recorder.version}`,
    'vigil-event': payload.kind,
    'vigil-delivery': delivery,
    ...(secret === null ? {} : { 'vigil-signature': signatureOf(secret, body, nowMs) }),
  };
}
