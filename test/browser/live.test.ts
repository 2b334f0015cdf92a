import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtRenderer, hasBrowser, keepPage, launchBrowser, type KeptPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeEngine, type FakeEngine } from '../support/fake-engine/index.ts';

/** What a test sees of one video. */
interface Seen {
  readonly phase: string | undefined;
  readonly stream: string | undefined;
  readonly width: number;
  readonly time: number;
  readonly frames: number;
}

async function videos(page: Page): Promise<Seen[]> {
  return page.locator('video').evaluateAll((all) =>
    all.map((element) => {
      const video = element as HTMLVideoElement;
      return {
        phase: video.dataset['phase'],
        stream: video.dataset['stream'],
        width: video.videoWidth,
        time: video.currentTime,
        frames: video.getVideoPlaybackQuality().totalVideoFrames,
      };
    }),
  );
}

async function allPlay(page: Page, count: number): Promise<Seen[]> {
  return eventually(`${count} videos that play`, async () => {
    const seen = await videos(page);
    return seen.length === count && seen.every(({ phase, width }) => phase === 'playing' && width > 0) ? seen : null;
  });
}

/** Waits until every video has shown so many frames more than before. */
async function advance(page: Page, before: readonly Seen[], frames: number): Promise<void> {
  await eventually('videos that go on', async () => {
    const now = await videos(page);
    return now.every((video, index) => video.frames >= (before[index]?.frames ?? 0) + frames);
  });
}

async function worstLatencyMs(page: Page): Promise<number> {
  const values = await page
    .locator('[data-latency-ms]')
    .evaluateAll((all) => all.map((element) => Number((element as HTMLElement).dataset['latencyMs'] || NaN)));
  return Math.max(...values);
}

const runs = hasBrowser();

describe.skipIf(!runs)('the live page', () => {
  let browser: Browser;
  let engine: FakeEngine;
  let kept: KeptPage;
  let page: Page;
  const id = (index: number) => engine.views[index]?.camera.id ?? '';
  const tile = (index: number) => page.locator(`[data-camera-id="${id(index)}"]`);

  beforeAll(async () => {
    [browser, engine] = await Promise.all([
      launchBrowser(),
      builtRenderer().then((rendererDir) => startFakeEngine({ rendererDir, cameras: 4 })),
    ]);
    kept = await keepPage(browser);
    page = kept.page;
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });
  beforeEach(async () => {
    for (const { camera } of engine.views) engine.setStatus(camera.id, { state: 'ok', sinceMs: Date.now() });
    await page.goto(engine.url);
    await allPlay(page, 4);
  });
  afterEach(async () => {
    await kept.clear();
    await eventually('closed sockets', () => engine.viewers('sub') + engine.viewers('main') === 0);
  });

  it('plays four cameras at the live edge, and stays there', async () => {
    await page.keyboard.press('i');
    const before = await videos(page);
    await advance(page, before, 45);
    const after = await videos(page);
    expect(after.map(({ time }, index) => time > (before[index]?.time ?? 0) + 1)).toEqual([true, true, true, true]);
    expect(await eventually('a small delay', async () => (await worstLatencyMs(page)) < 300)).toBe(true);
    expect(kept.faults.messages).toEqual([]);
  });

  it('brings every tile back by itself when the sockets break', async () => {
    const channels = engine.views.map(({ camera }) => engine.channel(camera.id, 'sub'));
    const joined = channels.map((channel) => channel.joins());
    for (const channel of channels) channel.breakSockets();
    await eventually('new sockets', () => channels.every((channel, n) => channel.joins() > (joined[n] ?? 0)));
    const seen = await allPlay(page, 4);
    await advance(page, seen, 5);
    expect(engine.viewers('sub')).toBe(4);
  });

  it('keeps trying while the recorder refuses, says so over the last picture, and plays again', async () => {
    const channel = engine.channel(id(3), 'sub');
    const joined = channel.joins();
    channel.refuse();
    await tile(3).getByRole('status', { name: 'Connecting to the recorder' }).waitFor();
    await eventually('two more attempts', () => channel.joins() >= joined + 2);
    expect((await videos(page))[3]).toMatchObject({ phase: 'connecting', width: 640 });
    channel.restart();
    await allPlay(page, 4);
    expect(await tile(3).getByRole('status').count()).toBe(0);
  });

  it('goes on when a camera comes back as a new run whose media times begin anew', async () => {
    const channel = engine.channel(id(1), 'sub');
    channel.silence(true);
    await eventually('a tile that waits', async () => (await videos(page))[1]?.phase === 'waiting');
    channel.restart();
    const seen = await allPlay(page, 4);
    await advance(page, seen, 15);
    expect((await videos(page))[1]?.time).toBeLessThan(60);
  });

  it('survives bytes that no browser can play, and shows the last picture meanwhile', async () => {
    const channel = engine.channel(id(1), 'sub');
    const joined = channel.joins();
    channel.garble();
    await eventually('a new socket', () => channel.joins() > joined);
    const seen = await allPlay(page, 4);
    await advance(page, seen, 15);
    const poster = await tile(1).locator('video').getAttribute('poster');
    expect(poster?.startsWith('data:image/jpeg')).toBe(true);
  });

  it('jumps over frames that were left out', async () => {
    await page.keyboard.press('i');
    engine.channel(id(1), 'sub').skip(45);
    const before = await videos(page);
    await advance(page, before, 30);
    await eventually('a small delay', async () => (await worstLatencyMs(page)) < 350);
    expect((await videos(page))[1]?.phase).toBe('playing');
  });

  it('is back at the live edge after the page was stopped for four seconds', async () => {
    await page.evaluate(() => {
      const until = performance.now() + 4000;
      while (performance.now() < until);
    });
    await page.keyboard.press('i');
    await advance(page, await videos(page), 10);
    await eventually('a small delay', async () => (await worstLatencyMs(page)) < 350);
    expect(engine.viewers('sub')).toBe(4);
  });

  it('closes its sockets while the page is hidden, and opens them again at once', async () => {
    const show = (state: string) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await show('hidden');
    await eventually('no sockets', () => engine.viewers('sub') === 0);
    await show('visible');
    await allPlay(page, 4);
    expect(engine.viewers('sub')).toBe(4);
  });

  it('enlarges a tile on the main stream, stops the others meanwhile, and goes back', async () => {
    await tile(2).dblclick();
    await eventually('the main stream', async () =>
      (await videos(page)).some((v) => v.stream === 'main' && v.width === 1280),
    );
    expect(engine.viewers('main')).toBe(1);
    await eventually('others stopped', () => engine.viewers('sub') === 1);
    const stage = await tile(2).boundingBox();
    expect(stage?.width).toBeGreaterThan(1100);
    await page.keyboard.press('Escape');
    await allPlay(page, 4);
    await eventually('no main stream', () => engine.viewers('main') === 0);
    expect((await tile(2).boundingBox())?.width).toBeLessThan(600);
  });

  it('keeps the small picture while the main one is on its way', async () => {
    const main = engine.channel(id(0), 'main');
    main.silence(true);
    await tile(0).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Loading the main stream').waitFor();
    const [small] = await videos(page);
    expect(small).toMatchObject({ phase: 'playing', stream: 'sub' });
    main.restart();
    await eventually('the main stream', async () =>
      (await videos(page)).some((v) => v.stream === 'main' && v.phase === 'playing'),
    );
    await page.getByText('Loading the main stream').waitFor({ state: 'detached' });
  });

  it('counts down to the next attempt, keeps the last picture, and tries at once when told', async () => {
    const nextAttemptMs = Date.now() + 20_000;
    engine.setStatus(id(1), {
      state: 'retrying',
      sinceMs: Date.now(),
      reason: 'timeout',
      attempt: 2,
      maxAttempts: 5,
      nextAttemptMs,
    });
    // A busy machine may pass over a second.
    const countdown = tile(1).getByText(/attempt 2 of 5, next in \d+ s/);
    const seconds = async () => Number(/next in (\d+) s/.exec((await countdown.textContent()) ?? '')?.[1]);
    const first = await seconds();
    expect(Math.abs(first - (nextAttemptMs - Date.now()) / 1000)).toBeLessThan(2);
    await eventually('two seconds less', async () => (await seconds()) <= first - 2);
    await tile(1).getByText('The camera did not answer in time').waitFor();
    expect((await videos(page))[1]?.width).toBe(640);
    await tile(1).getByRole('button', { name: 'Try now' }).click();
    await eventually('the request', () => engine.requests.includes(`POST /api/cameras/${id(1)}/try-now`));
    await eventually('the new state', async () => (await tile(1).getAttribute('aria-label'))?.endsWith('Connecting'));
  });

  it('says once and loudly that all cameras are down', async () => {
    const failed = {
      state: 'connection_failed',
      reason: 'host_unreachable',
      nextAttemptMs: Date.now() + 60_000,
    } as const;
    for (const { camera } of engine.views.slice(1)) engine.setStatus(camera.id, { ...failed, sinceMs: Date.now() });
    await tile(1).getByText('next try in').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    engine.setStatus(id(0), { ...failed, sinceMs: Date.now() });
    await page.getByRole('alert').getByText('All 4 cameras are down').waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
  });

  it('saves a snapshot under the name of the camera and the time', async () => {
    await tile(0).hover();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      tile(0).getByRole('button', { name: 'Save a snapshot' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^Front-door_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.jpg$/);
  });

  it('remembers the grid that was chosen, and never scrolls', async () => {
    await page.keyboard.press('1');
    await allPlay(page, 1);
    await page.reload();
    await allPlay(page, 1);
    await page.keyboard.press('ArrowRight');
    await page.getByText('Page 2 of 4').waitFor({ state: 'attached' });
    expect(await page.evaluate(() => document.documentElement.scrollHeight <= window.innerHeight)).toBe(true);
  });

  it('is silent until told, and only for the enlarged camera', async () => {
    const muted = () =>
      page.locator('video').evaluateAll((all) => all.map((video) => (video as HTMLVideoElement).muted));
    expect(await muted()).toEqual([true, true, true, true]);
    await tile(0).dblclick();
    await tile(0).getByRole('button', { name: 'Sound on' }).click();
    await tile(0).getByRole('button', { name: 'Sound off' }).waitFor();
    expect(await muted()).toEqual([true, false, true, true, true]);
    await page.keyboard.press('Escape');
    await tile(0).dblclick();
    await tile(0).getByRole('button', { name: 'Sound on' }).waitFor();
    expect((await muted()).every(Boolean)).toBe(true);
  });

  it('fills the screen with the grid and goes back', async () => {
    const width = async () => (await tile(0).boundingBox())?.width ?? 0;
    const before = await width();
    await page.keyboard.press('f');
    await eventually('a larger grid', async () => (await width()) > before + 20);
    expect(await page.getByRole('heading', { name: 'Live' }).isVisible()).toBe(false);
    await page.keyboard.press('f');
    await eventually('the grid as before', async () => (await width()) === before);
  });

  it('enlarges a part of the enlarged picture with the wheel, and forgets it on the way back', async () => {
    await tile(0).dblclick();
    await tile(0).hover();
    await page.mouse.wheel(0, -600);
    await tile(0).getByRole('button', { name: 'Show the whole picture' }).waitFor();
    const video = await tile(0).locator('video').first().boundingBox();
    expect(video?.width).toBeGreaterThan(2000);
    await page.keyboard.press('Escape');
    await eventually(
      'the whole picture',
      async () => ((await tile(0).locator('video').boundingBox())?.width ?? 9999) < 600,
    );
  });

  it('shows its shortcuts on "?"', async () => {
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('Back to the grid').waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    expect(await page.locator('video').count()).toBe(4);
  });
});
