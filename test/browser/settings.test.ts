import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../src/shared/settings.ts';
import { hasBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startProduct, type Product } from '../support/product.ts';

describe.skipIf(!hasBrowser())('the settings page of a recorder whose settings file is broken', () => {
  let browser: Browser;
  let product: Product;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-settings-page-'));
    writeFileSync(join(folder, 'settings.json'), '{"recording":{"segmentSeconds":"many"}}');
    [product, browser] = await Promise.all([startProduct({ dataDir: folder }), launchBrowser()]);
    ({ page } = await openPage(browser));
    await page.goto(product.signInUrl());
    await page.getByRole('link', { name: 'Settings' }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const length = () => page.getByLabel('Length of a recording file');
  const inForce = async () => (await product.json<Settings>('GET', '/api/settings')).recording.segmentSeconds;
  const saveLength = async (seconds: number) => {
    await length().fill(String(seconds));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await eventually(`${seconds} s to be in force`, async () => (await inForce()) === seconds);
  };

  it('says what is wrong and what the broken file is kept as, until there are settings again', async () => {
    const alert = page.getByTestId('safe-mode');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/settings\.json\.broken-\S+/);
    expect(await alert.innerText()).toContain('recording.segmentSeconds');
    await saveLength(60);
    await page.reload();
    await length().waitFor();
    expect(await alert.count()).toBe(0);
  });

  it('takes settings back to an earlier state once that is confirmed', async () => {
    await saveLength(90);
    await page.reload();
    await page
      .getByRole('button', { name: /^Restore the settings of/ })
      .first()
      .click();
    expect(await inForce()).toBe(90);
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await eventually('60 s to be in force again', async () => (await inForce()) === 60);
    await eventually('the form to follow', async () => (await length().inputValue()) === '60 s');
  });

  it('saves a backup and takes it back, and refuses a file that is none with the reason', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save a backup' }).click(),
    ]);
    const file = await download.path();
    await saveLength(120);
    const choose = async (path: string) => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Restore from a file' }).click(),
      ]);
      await chooser.setFiles(path);
      await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    };
    await choose(file);
    await eventually('the settings of the backup', async () => (await inForce()) === 60);
    const wrong = join(folder, 'holiday.json');
    writeFileSync(wrong, '{"photos":[]}');
    await choose(wrong);
    const refusal = page.getByRole('alert').filter({ hasText: 'Nothing was restored' });
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('kind');
    expect(await inForce()).toBe(60);
  });
});
