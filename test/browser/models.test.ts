import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../src/shared/models.ts';
import { builtRenderer, hasBrowser, launchBrowser, openPage, type PageFaults } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { sha256Of } from '../support/model-bench.ts';
import * as server from '../support/model-server.ts';
import { startModelsSite, type ModelsSite } from '../support/models-site.ts';
import { sharedData } from '../support/shared-data.ts';

const weights = sharedData('models', 'FastestDet.onnx');
if (weights === null) process.stderr.write('the browser test of models is skipped: no ../shared/data/models\n');

describe.skipIf(!hasBrowser() || weights === null)('the page of models', () => {
  const bytes = weights === null ? Buffer.alloc(0) : readFileSync(weights);
  let browser: Browser;
  let far: server.ModelServer;
  let site: ModelsSite;
  let page: Page;
  let faults: PageFaults;

  beforeAll(async () => {
    const catalogue = JSON.parse(readFileSync(join(import.meta.dirname, '../../models/models.json'), 'utf8')) as {
      models: CatalogueEntry[];
    };
    far = await server.startModelServer(bytes);
    // The catalogue as it is, but for what is behind each address.
    const entries = catalogue.models.map((entry) =>
      entry.bundled ? entry : { ...entry, url: far.url, sizeBytes: bytes.length, sha256: sha256Of(bytes) },
    );
    [site, browser] = await Promise.all([
      builtRenderer().then((dir) => startModelsSite(dir, entries, { idleMs: 20_000, retryDelaysMs: [1500, 1500] })),
      launchBrowser(),
    ]);
    ({ page, faults } = await openPage(browser));
    await site.open(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Manage models' }).click();
    await card('yolox-nano').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await far?.close();
  });

  const card = (id: string) => page.getByTestId(`model-${id}`);
  const badge = (id: string, text: string) => card(id).getByText(text, { exact: true }).waitFor();

  it('downloads a modern model at one click beside the basic one, and goes on when the connection breaks', async () => {
    far.next(server.stallAfter(400_000));
    await card('hog-people').getByRole('button', { name: 'Get YOLOX nano' }).click();
    await badge('yolox-nano', 'Downloading');
    await card('yolox-nano').getByText('400 kB of 998 kB').waitFor();
    far.cut();
    await card('yolox-nano').getByText('The connection broke. Going on from 400 kB').waitFor();
    await badge('yolox-nano', 'Ready');
    expect(far.asked.map(({ range }) => range)).toEqual([null, 'bytes=400000-']);
    expect(readFileSync(join(site.modelsDir, 'yolox-nano.onnx')).equals(bytes)).toBe(true);
    expect(await card('hog-people').getByRole('button', { name: 'Get YOLOX nano' }).count()).toBe(0);
  });

  it('gives a download up at a click', async () => {
    far.next(server.stallAfter(1000));
    await card('yolox-tiny').getByRole('button', { name: 'Download' }).click();
    await card('yolox-tiny').getByRole('button', { name: 'Cancel' }).click();
    await badge('yolox-tiny', 'Not installed');
    expect(readdirSync(site.modelsDir)).toEqual(['yolox-nano.json', 'yolox-nano.onnx']);
  });

  it('says that a file with a wrong checksum was thrown away, and takes the right one then', async () => {
    far.next(server.instead(Buffer.from(bytes.map((byte) => byte ^ 1))));
    await card('fastestdet').getByRole('button', { name: 'Download' }).click();
    await card('fastestdet').getByRole('alert').filter({ hasText: 'its checksum is wrong' }).waitFor();
    expect(existsSync(join(site.modelsDir, 'fastestdet.onnx'))).toBe(false);
    await card('fastestdet').getByRole('button', { name: 'Download again' }).click();
    await badge('fastestdet', 'Ready');
  });

  it('refuses a text file in words, and shows the model that is added then', async () => {
    await page.getByRole('button', { name: 'Add from a file' }).click();
    const dialog = page.getByRole('dialog');
    const choose = async (path: string) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), dialog.getByLabel('ONNX file').click()]);
      await chooser.setFiles(path);
    };
    const text = join(site.folder, 'letter.onnx');
    writeFileSync(text, 'Dear mother,\n'.repeat(100));
    await choose(text);
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('letter');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByRole('alert').filter({ hasText: 'This is not an ONNX model' }).waitFor();
    const mine = join(site.folder, 'gate_cars.onnx');
    // A model with a field at its end that no runtime reads: another file than the catalogue's.
    writeFileSync(mine, Buffer.concat([bytes, Buffer.from([0x32, 0x01, 0x78])]));
    await choose(mine);
    await dialog.getByLabel('Names of its classes').fill('car\nlorry');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('region', { name: 'gate cars' }).getByText('Ready', { exact: true }).waitFor();
  });

  it('shows what a model sees in a picture of a camera, with boxes where they belong', async () => {
    await card('yolox-nano').getByRole('button', { name: 'Try on a camera' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('17 ms per picture').waitFor();
    await dialog.getByText('It found 2 things.').waitFor();
    const [picture, box] = await Promise.all([
      dialog.getByAltText('What YOLOX nano sees').boundingBox(),
      dialog.getByTestId('seen').first().boundingBox(),
    ]);
    if (picture === null || box === null) throw new Error('nothing is shown');
    expect(picture.width / picture.height).toBeCloseTo(16 / 9, 1);
    expect((box.x - picture.x) / picture.width).toBeCloseTo(0.235, 2);
    expect((box.y - picture.y) / picture.height).toBeCloseTo(0.36, 2);
    expect(box.height / picture.height).toBeCloseTo(0.55, 1);
    const least = dialog.getByRole('slider', { name: 'Show what it is this sure of' });
    await least.press('ArrowRight');
    await least.press('ArrowRight');
    await dialog.getByText('It found 1 thing.').waitFor();
    expect(await dialog.getByTestId('seen').allInnerTexts()).toEqual(['Person 93 %']);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('removes a model once that is confirmed, but none that a camera uses', async () => {
    site.use('yolox-nano');
    await page.reload();
    await card('yolox-nano').getByText('Used by').waitFor();
    await page.getByRole('button', { name: 'Remove YOLOX nano' }).click();
    await page.getByRole('dialog').getByText('Choose another model for them first').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove FastestDet' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await badge('fastestdet', 'Not installed');
    await eventually('its files to be gone', () => !existsSync(join(site.modelsDir, 'fastestdet.onnx')));
    expect(existsSync(join(site.modelsDir, 'yolox-nano.onnx'))).toBe(true);
  });

  it('has no faults on its console but the answers that were refused', () => {
    expect(faults.messages.filter((message) => !message.includes('422'))).toEqual([]);
  });
});
