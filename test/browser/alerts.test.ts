import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCatalog } from '../../src/engine/catalog/index.ts';
import { createLogger } from '../../src/engine/logger.ts';
import type { Alert } from '../../src/shared/alerts.ts';
import { builtRenderer, hasBrowser, launchBrowser, openPage, type PageFaults } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';
import { startProduct, type Product } from '../support/product.ts';
import { isSignedBy, startWebhookTarget, type WebhookTarget } from '../support/webhook-target.ts';

const HOUR_MS = 3_600_000;

/** What earlier lives of the recorder told: a camera that was down and is back, and a disk that is full still. */
function seed(dataDir: string): void {
  const logger = createLogger({ level: 'silent' });
  const catalog = openCatalog(join(dataDir, 'vigil.db'), { logger });
  const nowMs = Date.now();
  const gate = { cameraId: 'aaaaaaaaaaaa', cameraName: 'Gate', about: '', deliveries: [] };
  const [downMs, backMs] = [nowMs - 3 * HOUR_MS, nowMs - 2 * HOUR_MS];
  catalog.alerts.add({
    ...gate,
    kind: 'camera_down',
    severity: 'warning',
    atMs: downMs,
    endedMs: backMs,
    data: { reason: 'unauthorized' },
  });
  catalog.alerts.add({ ...gate, kind: 'camera_back', severity: 'info', atMs: backMs, endedMs: backMs, data: {} });
  catalog.alerts.add({
    kind: 'storage_critical',
    severity: 'critical',
    cameraId: null,
    cameraName: null,
    about: '/mnt/a',
    deliveries: [],
    atMs: nowMs - HOUR_MS / 2,
    endedMs: null,
    data: { root: '/mnt/a', freeBytes: 3.2e9 },
  });
  catalog.close();
}

describe.skipIf(!hasBrowser())('alerts in the product', () => {
  let browser: Browser;
  let dataDir: string;
  let product: Product;
  let target: WebhookTarget;
  let page: Page;
  let faults: PageFaults;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'vigil-alerts-'));
    seed(dataDir);
    writeFileSync(join(dataDir, 'settings.json'), '{ "version": 1, ');
    [product, browser, target] = await Promise.all([startProduct({ dataDir }), launchBrowser(), startWebhookTarget()]);
    ({ page, faults } = await openPage(browser));
    await page.goto(product.signInUrl());
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await target?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const rows = () => page.getByTestId('alert');
  const bell = (name: string) => page.getByRole('button', { name, exact: true });

  it('stand on top of every page while they are critical and unacknowledged, one after the other', async () => {
    await page.goto(`${product.url}cameras`);
    const banner = page.getByTestId('critical');
    await banner.getByText('The settings file is broken').waitFor();
    expect(await banner.textContent()).toContain('and 1 more');
    await banner.getByRole('button', { name: 'Acknowledge' }).click();
    await banner.getByText('A disk is full').waitFor();
    await page.goto(`${product.url}settings`);
    await banner.getByText('Folder: /mnt/a · Free: 3.2 GB').waitFor();
    await banner.getByRole('button', { name: 'Acknowledge' }).click();
    await banner.waitFor({ state: 'detached' });
  });

  it('are counted at the bell, listed in words, narrowed, and marked as read', async () => {
    await bell('Alerts, 2 unread').click();
    await eventually('four alerts', async () => (await rows().count()) === 4);
    const down = rows().filter({ hasText: 'Gate delivers no pictures' });
    expect(await down.textContent()).toContain('User name or password is wrong');
    expect(await down.textContent()).toContain('lasted 1 h 00 min');
    await page.getByRole('combobox', { name: 'Severity' }).click();
    await page.getByRole('option', { name: 'Critical' }).click();
    await eventually('two alerts', async () => (await rows().count()) === 2);
    await page.getByRole('combobox', { name: 'Time' }).click();
    await page.getByRole('option', { name: 'Last hour' }).click();
    await page.getByRole('combobox', { name: 'Kind' }).fill('unstable');
    await page.getByRole('option', { name: 'Camera unstable' }).click();
    await page.getByRole('button', { name: 'Show all' }).click();
    await eventually('four alerts', async () => (await rows().count()) === 4);
    await down.getByRole('button', { name: 'Mark as read' }).click();
    await bell('Alerts, 1 unread').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await bell('Alerts').waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await rows().first().waitFor({ state: 'detached' });
  });

  it('go to webhooks that are added, tried and removed in the settings', async () => {
    await page.goto(`${product.url}settings`);
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Alarm desk');
    await dialog.getByLabel('Address').fill('ftp://desk');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('An address that begins with http://').waitFor();
    await dialog.getByLabel('Address').fill(target.url);
    await dialog.getByRole('button', { name: 'Generate' }).click();
    const secret = await dialog.getByLabel('Secret').inputValue();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const row = page.getByTestId('webhook');
    await row.getByRole('button', { name: 'Send a test' }).click();
    await row.getByText('Alarm desk took the test (status 204').waitFor();
    expect(target.received.map(({ payload }) => payload.kind)).toEqual(['test']);
    expect(isSignedBy(secret, target.received[0]!, Date.now() / 1000)).toBe(true);
    target.behave({ kind: 'status', status: 403 });
    await row.getByRole('button', { name: 'Send a test' }).click();
    await row.getByText('It answers with status 403.').waitFor();
    await row.getByRole('button', { name: 'Remove Alarm desk' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No webhooks yet').waitFor();
    expect(await product.json('GET', '/api/webhooks')).toEqual({ webhooks: [] });
    expect(faults.messages).toEqual([]);
  });
});

/** An alert that comes while somebody looks; what makes the recorder tell of it is tested where it happens. */
describe.skipIf(!hasBrowser())('an alert that comes', () => {
  let browser: Browser;
  let recorder: FakeRecorder;
  let page: Page;
  const alert: Alert = {
    id: 7,
    atMs: Date.now(),
    kind: 'camera_unstable',
    severity: 'warning',
    cameraId: 'aaaaaaaaaaaa',
    cameraName: 'Gate',
    data: {},
    count: 1,
    lastMs: Date.now(),
    endedMs: null,
    read: false,
  };

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    recorder = await startFakeRecorder({ rendererDir: await builtRenderer(), cameras: [cameraView(1)] });
    ({ page } = await openPage(browser));
    // The operating system's own notifications cannot be seen from here; what the page asks of them can.
    await page.addInitScript(`
      window.shown = []; window.asked = 0;
      window.Notification = class { constructor(title) { window.shown.push(title); }
        static permission = localStorage.getItem('may') ?? 'default';
        static requestPermission() { window.asked += 1; localStorage.setItem('may', 'granted');
          this.permission = 'granted'; return Promise.resolve('granted'); } };`);
    await page.goto(`${recorder.url}/settings`);
    await page.getByRole('button', { name: 'Alerts', exact: true }).waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    await recorder.close();
  });
  const shown = () => page.evaluate('window.shown');

  it('counts at the bell at once, and is no notification as long as nobody allowed it', async () => {
    recorder.emit({ type: 'alert', alert, fresh: true, unread: 3 });
    await page.getByRole('button', { name: 'Alerts, 3 unread', exact: true }).waitFor();
    recorder.emit({ type: 'alerts_read', unread: 0 });
    await page.getByRole('button', { name: 'Alerts', exact: true }).waitFor();
    expect(await shown()).toEqual([]);
    expect(await page.evaluate('window.asked')).toBe(0);
  });

  it('is a notification when it was allowed by the button: a new one, once', async () => {
    await page.getByRole('button', { name: 'Allow notifications in this browser' }).click();
    await page.getByText('This browser shows notifications.').waitFor();
    recorder.emit({ type: 'alert', alert, fresh: false, unread: 1 });
    recorder.emit({ type: 'alert', alert: { ...alert, severity: 'info' }, fresh: true, unread: 1 });
    recorder.emit({ type: 'alert', alert, fresh: true, unread: 1 });
    await eventually('a notification', async () => ((await shown()) as string[]).length > 0);
    expect(await shown()).toEqual(['Gate is unstable']);
  });
});
