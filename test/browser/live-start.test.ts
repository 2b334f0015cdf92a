import type { Browser, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtRenderer, hasBrowser, keepPage, launchBrowser, openPage, type KeptPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeEngine, type FakeEngine, type FakeEngineOptions } from '../support/fake-engine/index.ts';

const hevc = 'video/mp4; codecs="hvc1.1.6.L93.B0"';
const runs = hasBrowser();

describe.skipIf(!runs)('the live page of a recorder', () => {
  let browser: Browser;
  let kept: KeptPage;
  let engine: FakeEngine | null = null;
  beforeAll(async () => {
    browser = await launchBrowser();
    kept = await keepPage(browser);
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await kept.clear();
    await engine?.close();
  });

  async function open(options: Omit<FakeEngineOptions, 'rendererDir'>) {
    engine = await startFakeEngine({ rendererDir: await builtRenderer(), instead: engine, ...options });
    await kept.page.goto(engine.url);
    return kept.page;
  }

  it('without cameras offers four demo cameras, and shows them', async () => {
    const page = await open({ cameras: 0 });
    await page.getByRole('button', { name: 'Try with four demo cameras' }).click();
    await eventually('four live pictures', async () => (await page.locator('video[data-phase=playing]').count()) === 4);
    expect(engine?.requests).toContain('POST /api/demo');
  });

  it('without cameras leads to the dialog that adds one, and offers no demo where there is none', async () => {
    const page = await open({ cameras: 0, demoAvailable: false });
    await page.getByRole('button', { name: 'Add a camera' }).click();
    await page.waitForURL('**/cameras?add=1');
    await page.goBack();
    await page.getByRole('heading', { name: 'No cameras yet' }).waitFor();
    expect(await page.getByRole('button', { name: 'Try with four demo cameras' }).count()).toBe(0);
  });

  it('plays the main stream where the browser cannot play the sub stream', async () => {
    const page = await open({ cameras: 1, mimeTypes: { sub: hevc } });
    await page.locator('video[data-phase=playing]').waitFor();
    expect(await page.locator('video').evaluate((video) => (video as HTMLVideoElement).videoWidth)).toBe(1280);
    expect([engine?.viewers('sub'), engine?.viewers('main')]).toEqual([0, 1]);
  });

  it('says so where the browser can play neither stream', async () => {
    const page = await open({ cameras: 1, mimeTypes: { sub: hevc, main: hevc } });
    await page.getByText('cannot play the camera').waitFor();
    expect(await page.getByText('hvc1.1.6.L93.B0').count()).toBe(1);
    await eventually('no sockets', () => engine?.viewers('sub') === 0 && engine.viewers('main') === 0);
  });

  it.each(['production', 'development'] as const)(
    'signs in by the token of the address, once, and takes it out of the address (%s)',
    async (mode) => {
      engine = await startFakeEngine({ rendererDir: await builtRenderer(mode), cameras: 1 });
      const { page } = await openPage(browser);
      const asked: string[] = [];
      // Until the token was taken there is no session.
      await page.route('**/api/session', async (route) => {
        const method = route.request().method();
        asked.push(method);
        if (method === 'GET') return route.fulfill({ status: 401, json: { code: 'unauthorized', message: '' } });
        return route.fulfill({ json: {} });
      });
      await page.goto(`${engine.url}/#token=once`);
      await page.locator('video[data-phase=playing]').waitFor();
      expect(asked).toEqual(['POST']);
      expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(0);
      expect(new URL(page.url()).hash).toBe('');
      await page.context().close();
    },
  );

  it.each([
    ['does not answer', (route: Route) => route.abort()],
    ['is starting behind its proxy', (route: Route) => route.fulfill({ status: 502, body: 'Bad Gateway' })],
  ])('waits for a recorder that %s, says so, and asks nobody to sign in', async (_, fail) => {
    engine = await startFakeEngine({ rendererDir: await builtRenderer(), cameras: 1 });
    const { page } = await openPage(browser);
    let failed = 0;
    await page.route('**/api/session', async (route) => {
      failed += 1;
      await (failed <= 2 ? fail(route) : route.continue());
    });
    await page.goto(engine.url);
    await page.getByText('No connection to the recorder. Trying again').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(0);
    await page.locator('video[data-phase=playing]').waitFor();
    await page.context().close();
  });

  it('is in step with the recorder under a deep address as well', async () => {
    const page = await open({ cameras: 1 });
    await page.goto(`${engine?.url}/replay/cam000000000`);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.locator('video[data-phase=playing]').waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  });
});
