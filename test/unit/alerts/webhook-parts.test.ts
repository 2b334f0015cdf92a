import { describe, expect, it } from 'vitest';
import { headersOf, payloadOf, signatureOf } from '../../../src/engine/alerts/payload.ts';
import { reasonOf, verdictOf } from '../../../src/engine/alerts/post.ts';
import { afterFailure, healthy, waitMs, type WebhookHealth } from '../../../src/engine/alerts/webhook-health.ts';
import { webhookInputSchema } from '../../../src/shared/webhooks.ts';

const START = Date.UTC(2026, 0, 1);

/** Health after failures at these seconds. */
function failingAt(...seconds: number[]): WebhookHealth {
  return seconds.reduce((health, at) => afterFailure(health, START + at * 1000), healthy);
}

describe('the health of a webhook', () => {
  it('waits 1, 2, 4 s after the first failures, then longer and longer up to a minute', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((failures) => waitMs({ ...healthy, failures }) / 1000);
    expect(waits).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('is paused by the tenth failure in a row', () => {
    const nine = failingAt(0, 1, 2, 3, 4, 5, 6, 7, 8);
    expect(nine).toEqual({ failures: 9, failingSinceMs: START, pausedMs: null });
    expect(afterFailure(nine, START + 9000)).toEqual({
      failures: 10,
      failingSinceMs: START,
      pausedMs: START + 9000,
    });
  });

  it('is paused by a failure 2 minutes after the first one', () => {
    expect(failingAt(0, 119.999).pausedMs).toBeNull();
    expect(failingAt(0, 120).pausedMs).toBe(START + 120_000);
  });

  it('stays paused since the same time and is tried each 5 minutes', () => {
    const paused = failingAt(0, 120, 420, 720);
    expect(paused).toMatchObject({ failures: 4, pausedMs: START + 120_000 });
    expect(waitMs(paused)).toBe(300_000);
  });
});

describe('a delivery', () => {
  const alert = {
    id: 7,
    atMs: START,
    kind: 'camera_down',
    severity: 'warning',
    cameraId: 'abcdefabcdef',
    cameraName: 'Cổng chính',
    data: { attempts: 5 },
    count: 1,
    lastMs: START,
    endedMs: null,
    read: false,
  } as const;
  const recorder = { name: 'nvr-1', version: '0.1.0' };

  it('has the same body at each attempt, whatever became of the alert meanwhile', () => {
    const payload = payloadOf(alert, recorder);
    expect(payload).toEqual({
      version: 1,
      id: 7,
      kind: 'camera_down',
      severity: 'warning',
      atMs: START,
      camera: { id: 'abcdefabcdef', name: 'Cổng chính' },
      data: { attempts: 5 },
      recorder,
    });
    expect(payloadOf({ ...alert, count: 9, lastMs: START + 1, endedMs: START + 2, read: true }, recorder)).toEqual(
      payload,
    );
    expect(payloadOf({ ...alert, cameraId: null, cameraName: null }, recorder).camera).toBeNull();
  });

  it('is signed over time and body', () => {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef
    expect(signatureOf('0123456789abcdef', '{"a":1}', 1_700_000_000_999)).toBe(
      't=1700000000,v1=9eb18f493f8ec135d9eb2dad817c369bb4e9cbfa818657897a7437c1cd8c3a23',
    );
  });

  it('counts its bytes, not its letters, and is not signed without a secret', () => {
    const payload = payloadOf(alert, recorder);
    const headers = headersOf({ payload, body: '"Cổng"', delivery: 'd-1', secret: null, nowMs: START });
    expect(headers).toEqual({
      'content-type': 'application/json',
      'content-length': '8',
      'user-agent': 'Vigil/0.1.0',
      'vigil-event': 'camera_down',
      'vigil-delivery': 'd-1',
    });
  });
});

describe('the outcome of a delivery', () => {
  it.each([
    [200, 'ok'],
    [204, 'ok'],
    [299, 'ok'],
    [199, 'status'],
    [301, 'redirect'],
    [308, 'redirect'],
    [400, 'status'],
    [410, 'status'],
    [500, 'status'],
    [0, 'status'],
  ])('status %i is %s', (status, expected) => {
    const verdict = verdictOf(status);
    expect(verdict.ok ? 'ok' : verdict.reason).toBe(expected);
  });

  it.each([
    ['ENOTFOUND', 'unknown_host'],
    ['EAI_AGAIN', 'unknown_host'],
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'timeout'],
    ['ECONNRESET', 'closed'],
    ['HPE_INVALID_CONSTANT', 'nonsense'],
    ['HPE_HEADER_OVERFLOW', 'nonsense'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['EPROTO', 'tls'],
    ['EMFILE', 'unknown'],
  ])('the error %s is %s', (code, reason) => {
    expect(reasonOf(Object.assign(new Error('failed'), { code }))).toBe(reason);
  });
});

describe('the address of a webhook', () => {
  it.each([
    ['https://desk.example/hook', true],
    ['http://192.168.1.7:8080/', true],
    ['http://[::1]:9/x', true],
    ['file:///etc/passwd', false],
    ['ftp://desk.example/', false],
    ['https://user:pass@desk.example/', false],
    ['javascript:alert(1)', false],
    ['desk.example', false],
    ['', false],
  ])('%s is taken: %s', (url, taken) => {
    expect(webhookInputSchema.safeParse({ name: 'Desk', url }).success).toBe(taken);
  });
});
