import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtRenderer, hasBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';

/** A phone upright. */
const [WIDTH, HEIGHT] = [390, 844];
const pages = ['', 'replay', 'events', 'cameras', 'health', 'settings', 'settings/models'];

describe.skipIf(!hasBrowser())('on the screen of a phone', () => {
  let browser: Browser;
  let recorder: FakeRecorder;
  let page: Page;

  beforeAll(async () => {
    const [rendererDir, launched] = await Promise.all([builtRenderer(), launchBrowser()]);
    browser = launched;
    recorder = await startFakeRecorder({ rendererDir, cameras: [cameraView(1), cameraView(2)] });
    ({ page } = await openPage(browser, {
      ...{ locale: 'vi-VN', isMobile: true, hasTouch: true },
      viewport: { width: WIDTH, height: HEIGHT },
    }));
  });
  afterAll(async () => {
    await browser?.close();
    await recorder?.close();
  });

  it.each(pages)('the page /%s is as wide as the screen, and the pages are below it', async (path) => {
    await page.goto(`${recorder.url}/${path}`);
    const main = page.getByRole('main');
    await main.getByRole('heading').or(main.locator('video')).first().waitFor();
    const { wide, box } = await main.evaluate((element) => ({
      wide: [element.scrollWidth, document.documentElement.scrollWidth],
      box: element.getBoundingClientRect().toJSON() as { width: number; bottom: number },
    }));
    expect(wide).toEqual([WIDTH, WIDTH]);
    expect(box.width).toBe(WIDTH);
    const links = page.getByRole('navigation').getByRole('link');
    expect(await links.count()).toBe(6);
    const first = await links.first().boundingBox();
    expect(first?.y).toBeGreaterThanOrEqual(box.bottom);
    expect(first?.height).toBeGreaterThanOrEqual(44);
  });

  it('the cards of the settings stand below each other', async () => {
    await page.goto(`${recorder.url}/settings`);
    const cards = page.getByRole('main').locator('.mantine-Paper-root');
    await eventually('the cards', async () => (await cards.count()) > 8);
    const tops = await cards.evaluateAll((all) =>
      all
        .filter((card) => card.parentElement?.closest('.mantine-Paper-root') === null)
        .map((card) => card.getBoundingClientRect())
        .map(({ top, bottom, left, right }) => ({ top, bottom, left, right })),
    );
    for (const [index, { top, left, right }] of tops.entries()) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(WIDTH);
      if (index > 0) expect(top).toBeGreaterThanOrEqual(tops[index - 1]!.bottom);
    }
  });

  it('a camera is added in a dialog whose fields have room and whose test stands below them', async () => {
    await page.goto(`${recorder.url}/cameras?add=1`);
    const dialog = page.getByRole('dialog');
    const name = dialog.getByRole('textbox').first();
    await name.waitFor();
    const test = dialog.getByTestId('test-panel');
    // It opens with a movement.
    await eventually('the field where it stays', async () => ((await name.boundingBox())?.width ?? 0) > 250);
    const [field, panel] = [await name.boundingBox(), await test.boundingBox()];
    expect(panel?.y).toBeGreaterThan((field?.y ?? 0) + (field?.height ?? 0));
    expect(panel?.width).toBeGreaterThan(300);
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });
});
