import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlerts, type Alerts } from '../../../src/engine/alerts/index.ts';
import { openCatalog, type Catalog } from '../../../src/engine/catalog/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { createSecrets } from '../../../src/engine/secrets.ts';
import type { AlertKind } from '../../../src/shared/alerts.ts';
import { webhookInputSchema, type WebhookInputBody } from '../../../src/shared/webhooks.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { untrusted } from '../../support/untrusted-certificate.ts';
import { isSignedBy, startWebhookTarget, type Behaviour, type WebhookTarget } from '../../support/webhook-target.ts';

const SECRET = 'a secret of the desk';
const logger = createLogger({ level: 'silent' });
const nobody = { beforeId: null, kinds: null, severities: null, cameraId: null, fromMs: null, toMs: null };
const box = {
  seal: (plain: string) => Buffer.from(`sealed ${plain}`),
  open: (sealed: Uint8Array) => Buffer.from(sealed).toString().replace('sealed ', ''),
};

let clock: FakeClock;
let catalog: Catalog;
let alerts: Alerts;
let target: WebhookTarget;

/** A life of the recorder over the catalog that there is. */
function begin(): Alerts {
  const life = createAlerts({
    store: catalog.alerts,
    clock,
    logger,
    emit: () => undefined,
    cameraName: () => null,
    settings: () => ({ desktop: false, keepDays: 90 }),
    webhooks: {
      store: catalog.webhooks,
      secrets: createSecrets(catalog.secrets, box),
      recorder: { name: 'nvr-1', version: '0.1.0' },
    },
  });
  life.start();
  return life;
}

const hook = (url: string, rest: Partial<WebhookInputBody> = {}) =>
  alerts.webhooks.add(webhookInputSchema.parse({ name: 'Desk', url, ...rest })).id;
const status = (id: string) => alerts.webhooks.list().find((webhook) => webhook.id === id)!.status;
const raise = (kind: AlertKind = 'event') => alerts.raise({ kind, severity: 'info' });
const idsReceived = () => target.received.map(({ payload }) => payload.id);
const failures = (id: string, count: number) =>
  eventually(`${count} failures`, () => status(id).failures === count, { everyMs: 2, timeoutMs: 4000 });
const sentAll = (id: string) =>
  eventually('an empty outbox', () => status(id).pending === 0, { everyMs: 2, timeoutMs: 4000 });
const receivedAtLeast = (count: number) =>
  eventually(`${count} requests`, () => target.received.length >= count, { everyMs: 2, timeoutMs: 4000 });

beforeEach(async () => {
  clock = new FakeClock();
  catalog = openCatalog(':memory:', { logger });
  alerts = begin();
  target = await startWebhookTarget();
});
afterEach(async () => {
  alerts.stop();
  catalog.close();
  await target.close();
});

describe('a webhook', () => {
  it('is sent signed alerts in order, each under a delivery number of its own', async () => {
    const id = hook(target.url, { secret: SECRET });
    raise();
    raise();
    await sentAll(id);
    expect(target.received.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(2).fill('POST /hook?room=1'));
    expect(idsReceived()).toEqual([1, 2]);
    const [first, second] = target.received;
    expect(isSignedBy(SECRET, first!, clock.now() / 1000)).toBe(true);
    expect(isSignedBy('another secret', first!, clock.now() / 1000)).toBe(false);
    expect(isSignedBy(SECRET, { ...first!, body: second!.body }, clock.now() / 1000)).toBe(false);
    expect(first!.headers['vigil-delivery']).not.toBe(second!.headers['vigil-delivery']);
    expect(status(id)).toMatchObject({ state: 'ok', lastSuccessMs: clock.now(), lastFailure: null });
  });

  it('is sent only the kinds that it wants, and nothing while it is disabled', async () => {
    const id = hook(target.url, { kinds: ['catalog_restored'] });
    const off = hook(target.url, { enabled: false });
    raise();
    raise('catalog_restored');
    await sentAll(id);
    expect(target.received.map(({ payload }) => payload.kind)).toEqual(['catalog_restored']);
    expect(status(off)).toMatchObject({ state: 'disabled', pending: 0 });
  });

  it('that fails is tried again after 1, 2 and 4 s with the same body and number, and newer alerts wait', async () => {
    target.behave({ kind: 'status', status: 503 });
    const id = hook(target.url);
    raise();
    for (const [count, waitMs] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
    ] as const) {
      await failures(id, count);
      raise();
      await clock.advance(waitMs - 1);
      expect(target.received).toHaveLength(count);
      if (count === 3) target.behave({ kind: 'status', status: 200 });
      await clock.advance(1);
    }
    await sentAll(id);
    expect(idsReceived()).toEqual([1, 1, 1, 1, 2, 3, 4]);
    const tries = target.received.slice(0, 4);
    expect(new Set(tries.map(({ headers }) => headers['vigil-delivery'])).size).toBe(1);
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
    expect(status(id)).toMatchObject({ state: 'ok', failures: 0, lastFailure: null });
  });

  it.each<[string, Behaviour, string, number | null]>([
    ['says no', { kind: 'status', status: 410 }, 'status', 410],
    ['points elsewhere', { kind: 'redirect', to: '/elsewhere' }, 'redirect', 307],
    ['answers no HTTP', { kind: 'noise' }, 'nonsense', null],
    ['hangs up', { kind: 'hang-up' }, 'closed', null],
  ])('that %s has failed, and no other address is asked', async (_what, behaviour, reason, code) => {
    target.behave(behaviour);
    const id = hook(target.url);
    raise();
    await failures(id, 1);
    expect(status(id).lastFailure).toEqual({ reason, status: code, atMs: clock.now() });
    expect(target.received.map(({ path }) => path)).toEqual(['/hook?room=1']);
  });

  it('that does not answer has failed after 10 s', async () => {
    target.behave({ kind: 'silent' });
    const id = hook(target.url);
    raise();
    await receivedAtLeast(1);
    await clock.advance(9999);
    expect(status(id).failures).toBe(0);
    await clock.advance(1);
    await failures(id, 1);
    expect(status(id).lastFailure).toMatchObject({ reason: 'timeout', status: null });
  });

  it('that answers without end has taken the alert, and is cut off', async () => {
    target.behave({ kind: 'endless' });
    const id = hook(target.url);
    raise();
    await sentAll(id);
    // The patience of 10 s is a timer of the connection: when it is gone, so is the connection.
    await eventually('the connection to be cut', () => clock.pendingCount() === 2, { everyMs: 2, timeoutMs: 4000 });
    expect(idsReceived()).toEqual([1]);
  });

  it('that is not there has failed, by the reason', async () => {
    await target.close();
    const refused = hook(target.url);
    const unknown = hook('http://no-such-host.invalid/');
    raise();
    await failures(refused, 1);
    await failures(unknown, 1);
    expect(status(refused).lastFailure).toMatchObject({ reason: 'refused' });
    expect(status(unknown).lastFailure).toMatchObject({ reason: 'unknown_host' });
    target = await startWebhookTarget();
  });

  it('with a certificate that nobody vouches for is not sent anything', async () => {
    let requests = 0;
    const server = createHttpsServer(untrusted, (_request, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const id = hook(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    raise();
    await failures(id, 1);
    expect(status(id).lastFailure).toMatchObject({ reason: 'tls' });
    expect(requests).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is sent a test on demand, and what came of it is told', async () => {
    const id = hook(target.url, { secret: SECRET });
    const signal = new AbortController().signal;
    expect(await alerts.webhooks.test(id, signal)).toMatchObject({ ok: true, status: 204 });
    expect(target.received[0]!.payload).toMatchObject({ kind: 'test', id: 0, recorder: { name: 'nvr-1' } });
    expect(isSignedBy(SECRET, target.received[0]!, clock.now() / 1000)).toBe(true);
    target.behave({ kind: 'status', status: 401 });
    expect(await alerts.webhooks.test(id, signal)).toMatchObject({ ok: false, reason: 'status', status: 401 });
    expect(status(id).failures).toBe(0);
  });
});

describe('a webhook that fails for 2 minutes', () => {
  let id: string;
  let other: WebhookTarget;

  beforeEach(async () => {
    other = await startWebhookTarget();
    hook(other.url, { name: 'Other', kinds: ['webhook_paused'] });
    target.behave({ kind: 'status', status: 500 });
    id = hook(target.url);
    raise();
    for (const [index, waitMs] of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000].entries()) {
      await failures(id, index + 1);
      await clock.advance(waitMs);
    }
    await failures(id, 8);
  });
  afterEach(() => other.close());

  it('is paused, and the other webhooks and the list are told', async () => {
    expect(status(id)).toMatchObject({ state: 'paused', pausedMs: clock.now(), pending: 1 });
    await eventually('the other to be told', () => other.received.length === 1);
    expect(other.received[0]!.payload).toMatchObject({
      kind: 'webhook_paused',
      data: { webhook: 'Desk', failures: 8 },
    });
    const { alerts: list } = alerts.list({ ...nobody, unread: false, limit: 1 });
    expect(list).toMatchObject([{ kind: 'webhook_paused', severity: 'warning', endedMs: null }]);
  });

  it('is asked each 5 minutes whether it is back, and then gets all that waited', async () => {
    raise();
    await clock.advance(299_999);
    expect(target.received).toHaveLength(8);
    await clock.advance(1);
    await failures(id, 9);
    target.behave({ kind: 'status', status: 200 });
    await clock.advance(300_000);
    await sentAll(id);
    expect(idsReceived().slice(-2)).toEqual([1, 3]);
    expect(status(id)).toMatchObject({ state: 'ok', pausedMs: null, failures: 0 });
    const { alerts: list } = alerts.list({ ...nobody, kinds: ['webhook_paused'], unread: false, limit: 9 });
    expect(list).toMatchObject([{ endedMs: clock.now() }]);
  });

  it('is tried again at once when a person resumes it, changes it, or its test is taken', async () => {
    target.behave({ kind: 'status', status: 200 });
    expect(alerts.webhooks.resume(id).status).toMatchObject({ state: 'ok', pausedMs: null });
    await sentAll(id);
    expect(idsReceived().at(-1)).toBe(1);
    catalog.webhooks.saveHealth(id, { failures: 3, failingSinceMs: 1, pausedMs: 1 });
    expect((await alerts.webhooks.test(id, new AbortController().signal)).ok).toBe(true);
    expect(status(id).state).toBe('ok');
    catalog.webhooks.saveHealth(id, { failures: 3, failingSinceMs: 1, pausedMs: 1 });
    expect(
      alerts.webhooks.update(id, webhookInputSchema.parse({ name: 'Desk', url: target.url })).status,
    ).toMatchObject({ state: 'ok' });
  });
});

describe('the outbox', () => {
  it('outlives the program: what waits is sent by its next life', async () => {
    target.behave({ kind: 'status', status: 500 });
    const id = hook(target.url);
    raise();
    raise();
    await failures(id, 1);
    alerts.stop();
    target.behave({ kind: 'status', status: 200 });
    alerts = begin();
    await sentAll(id);
    expect(idsReceived()).toEqual([1, 1, 2]);
  });

  it('sends again what was on its way when the program died, under the same number', async () => {
    target.behave({ kind: 'silent' });
    const id = hook(target.url);
    raise();
    await receivedAtLeast(1);
    alerts.stop();
    target.behave({ kind: 'status', status: 200 });
    alerts = begin();
    await sentAll(id);
    expect(idsReceived()).toEqual([1, 1]);
    expect(new Set(target.received.map(({ headers }) => headers['vigil-delivery'])).size).toBe(1);
  });

  it('keeps what is raised while the program closes for its next life', async () => {
    const id = hook(target.url);
    alerts.stop();
    raise();
    await clock.advance(120_000);
    expect(target.received).toEqual([]);
    alerts = begin();
    await sentAll(id);
    expect(idsReceived()).toEqual([1]);
  });

  it('gives up what waits for more than a week', async () => {
    target.behave({ kind: 'status', status: 500 });
    const id = hook(target.url);
    raise();
    await failures(id, 1);
    clock.setUtc(clock.now() + 8 * 86_400_000);
    alerts.stop();
    alerts = begin();
    expect(status(id)).toMatchObject({ pending: 0, dropped: 1 });
  });

  it('gives up infos first when there are too many', () => {
    const id = hook(target.url, { enabled: false });
    const add = (severity: 'info' | 'warning', atMs: number) =>
      catalog.alerts.add({
        kind: 'event',
        cameraId: null,
        about: '',
        atMs,
        severity,
        cameraName: null,
        data: {},
        endedMs: atMs,
        deliveries: [{ webhookId: id, delivery: `d${atMs}` }],
      });
    add('warning', 1);
    add('info', 2);
    add('info', 3);
    add('warning', 4);
    expect(catalog.webhooks.trim(id, { most: 3, beforeMs: 0 })).toBe(1);
    expect(catalog.webhooks.next(id)?.alert.atMs).toBe(1);
    expect(catalog.webhooks.trim(id, { most: 1, beforeMs: 0 })).toBe(2);
    expect(catalog.webhooks.next(id)?.alert.atMs).toBe(4);
    expect(status(id)).toMatchObject({ pending: 1, dropped: 3 });
  });

  it('goes with its webhook, and so does the secret', async () => {
    target.behave({ kind: 'status', status: 500 });
    const id = hook(target.url, { secret: SECRET });
    raise();
    await failures(id, 1);
    expect(Buffer.from(catalog.secrets.find(`webhook:${id}`)!).toString()).toContain('sealed');
    alerts.webhooks.remove(id);
    expect(catalog.webhooks.next(id)).toBeNull();
    expect(catalog.secrets.find(`webhook:${id}`)).toBeNull();
    await clock.advance(600_000);
    expect(target.received).toHaveLength(1);
    expect(() => alerts.webhooks.resume(id)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});
