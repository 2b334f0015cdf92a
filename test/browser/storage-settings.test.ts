import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TiersStatus } from '../../src/shared/archive.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { hasBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startProduct, type Product } from '../support/product.ts';

describe.skipIf(!hasBrowser())('storage and archive on the settings page', () => {
  let browser: Browser;
  let product: Product;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-storage-page-'));
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    ({ page } = await openPage(browser));
    await page.goto(product.signInUrl());
    await page.getByRole('link', { name: 'Settings' }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();

  it('takes a further folder, says what is wrong with a relative one, and shows how it fares', async () => {
    await page.getByRole('button', { name: 'Add a folder' }).click();
    const path = page.getByRole('textbox', { name: 'Folder 2' });
    await path.fill('disk2');
    await save();
    await page.getByText('Give the whole path').waitFor();
    await path.fill(folder);
    await save();
    await eventually('the folder to be in force', async () => {
      const { storage } = await product.json<Settings>('GET', '/api/settings');
      return storage.roots.length === 1 && storage.roots[0]?.path === folder && storage.roots[0].kind === 'fast';
    });
    const row = page.getByTestId('storage-root');
    await eventually('the state of the folder', async () => /OK|Low/.test(await row.innerText()));
  });

  it('takes an emptied disk again only once that is confirmed', async () => {
    const row = page.getByTestId('storage-root');
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    await row.getByText('Missing').waitFor();
    await row.getByRole('button', { name: 'Use this disk' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('not mounted').waitFor();
    expect(readdirSync(folder)).toEqual([]);
    await dialog.getByRole('button', { name: 'Use this disk' }).click();
    await eventually('the disk to be in use again', async () => /OK|Low/.test(await row.innerText()));
    expect(readdirSync(folder)).not.toEqual([]);
  });

  it('stores the secret key without showing it, and says in words why the archive cannot be used', async () => {
    const section = page.getByTestId('archive-settings');
    // Nothing listens on port 9 of this machine.
    await section.getByLabel('Address of the server').fill('http://127.0.0.1:9');
    await section.getByLabel('Bucket', { exact: true }).fill('footage');
    await section.getByLabel('Access key ID').fill('key');
    await section.getByLabel('Secret access key').fill('very secret');
    await section.getByRole('button', { name: 'Store the key' }).click();
    await section.getByText('A secret key is stored.').waitFor();
    expect((await product.json<TiersStatus>('GET', '/api/storage/tiers')).hasSecret).toBe(true);
    expect(await section.getByLabel('Secret access key').inputValue()).toBe('');
    await section.getByRole('button', { name: 'Test the connection' }).click();
    await section.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
  });
});
