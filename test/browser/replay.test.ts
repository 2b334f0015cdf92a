import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtRenderer, hasBrowser, keepPage, launchBrowser, openPage, type KeptPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { CODE_BITS, FPS, frameNumberAt, makeFootage, type Footage } from '../support/fake-recorder/footage.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CAMERA = 'cam000000001';
/** A day in the past with footage from 1:00 to 3:00 but for five minutes from 2:00 on. */
const day = new Date(2026, 9, 6).getTime();
const gapStart = day + 2 * HOUR;
const gapEnd = gapStart + 5 * MINUTE;

/** The number drawn into the picture that the page shows now; null before the first picture. */
function shownNumber(page: Page): Promise<number | null> {
  return page.evaluate((bits) => {
    const video = document.querySelector('video');
    if (video === null || video.videoWidth === 0) return null;
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const context = canvas.getContext('2d');
    if (context === null) return null;
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, Math.floor(canvas.height * 0.75), canvas.width, 1);
    let number = 0;
    for (let bit = 0; bit < bits; bit += 1) {
      const x = Math.floor(((bit + 0.5) / bits) * canvas.width);
      if ((data[x * 4 + 1] ?? 0) > 128) number += 2 ** bit;
    }
    return number;
  }, CODE_BITS);
}

/** Waits until the picture is the frame of `wallMs`, paused or not yet moved on by more than `slack` frames. */
async function showsFrameOf(page: Page, wallMs: number, slack = 0): Promise<void> {
  const wanted = frameNumberAt(wallMs);
  let last: number | null = null;
  await eventually(
    `the frame of ${new Date(wallMs).toISOString()} (${wanted})`,
    async () => {
      last = await shownNumber(page);
      return last !== null && last >= wanted && last <= wanted + slack;
    },
    { timeoutMs: 10_000 },
  ).catch((error: unknown) => {
    throw new Error(`shows frame ${last}`, { cause: error });
  });
}

const frameClock = async (page: Page) =>
  Number(await page.locator('[data-testid=frame-clock]').getAttribute('data-ms'));

const viewSpan = (page: Page) =>
  page.locator('[data-testid=timeline-track]').evaluate((track) => ({
    startMs: Number((track as HTMLElement).dataset['start']),
    endMs: Number((track as HTMLElement).dataset['end']),
  }));

/** Clicks on the camera's own row of the timeline where `ms` stands; answers the time under the pixel that was hit. */
async function clickTimeline(page: Page, ms: number): Promise<number> {
  const box = await page.locator('[data-testid=timeline-track]').boundingBox();
  if (box === null) throw new Error('no timeline');
  const { startMs, endMs } = await viewSpan(page);
  const x = Math.round(box.x + ((ms - startMs) / (endMs - startMs)) * box.width);
  await page.mouse.click(x, box.y + 50);
  return startMs + ((x - box.x) / box.width) * (endMs - startMs);
}

describe.skipIf(!hasBrowser())('the replay page', () => {
  let browser: Browser;
  let footage: Footage;
  let recorder: FakeRecorder;
  let kept: KeptPage;
  let page: Page;

  beforeAll(async () => {
    const [rendererDir, made, launched] = await Promise.all([builtRenderer(), makeFootage(), launchBrowser()]);
    footage = made;
    browser = launched;
    kept = await keepPage(browser);
    page = kept.page;
    recorder = await startFakeRecorder({ rendererDir, cameras: [cameraView(1), cameraView(2)], footage });
    recorder.timelines.set(CAMERA, {
      recorded: [
        { startMs: day + HOUR, endMs: gapStart },
        { startMs: gapEnd, endMs: day + 3 * HOUR },
      ],
      gaps: [{ startMs: gapStart, endMs: gapEnd, reason: 'network_lost' }],
    });
    recorder.timelines.set('cam000000002', { recorded: [{ startMs: day + HOUR, endMs: day + 2 * HOUR }], gaps: [] });
  });
  afterAll(async () => {
    await browser?.close();
    await recorder?.close();
    footage?.remove();
  });
  afterEach(async () => {
    const faults = [...kept.faults.messages];
    await kept.clear();
    expect(faults).toEqual([]);
  });

  const open = async (atMs: number, cameraId = CAMERA) => {
    await page.goto(`${recorder.url}/replay/${cameraId}?at=${atMs}`);
    await page.waitForSelector('video[data-phase=ready]');
  };
  const pause = async () => {
    await page.keyboard.press('Space');
    await eventually('the pause', () => page.evaluate(() => document.querySelector('video')?.paused));
  };

  it('begins at the time of the address and goes on across the files without leaving a frame out', async () => {
    // Ten seconds before a new file begins.
    await open(day + HOUR + 50_000);
    await page.evaluate(() => {
      const seen: [number, number][] = [];
      Object.assign(window, { seen });
      const video = document.querySelector('video');
      const note: VideoFrameRequestCallback = (now, { mediaTime }) => {
        seen.push([mediaTime, now / 1000]);
        video?.requestVideoFrameCallback(note);
      };
      video?.requestVideoFrameCallback(note);
    });
    await eventually('the next minute', async () => (await frameClock(page)) > day + HOUR + 62_000, {
      timeoutMs: 20_000,
    });
    const steps = await page.evaluate(() => {
      const { seen } = window as unknown as { seen: [number, number][] };
      return seen.slice(1).map(([time, shownAt], index) => {
        const [timeBefore, shownBefore] = seen[index] ?? [0, 0];
        return { media: time - timeBefore, ahead: time - timeBefore - (shownAt - shownBefore) };
      });
    });
    // A busy machine may present a frame late, and those between never, but none twice, and none before its time.
    expect(steps.filter(({ media, ahead }) => media <= 0 || ahead >= 0.5)).toEqual([]);
    await pause();
    await eventually('a clock that agrees with the picture', async () => {
      return frameNumberAt(await frameClock(page)) === (await shownNumber(page));
    });
  });

  it('plays from where the timeline is clicked: the picture is of the time that was asked for', async () => {
    await open(day + HOUR + 5 * MINUTE);
    await pause();
    for (const ms of [day + HOUR + 7 * MINUTE, day + 2.7 * HOUR, day + 1.25 * HOUR]) {
      const asked = await clickTimeline(page, ms);
      await eventually('playing', () => page.evaluate(() => document.querySelector('video')?.paused === false));
      await showsFrameOf(page, asked, 2 * FPS);
      await pause();
      // The clock follows the picture by a moment.
      const clock = await eventually('a clock that agrees with the picture', async () => {
        const ms = await frameClock(page);
        return frameNumberAt(ms) === (await shownNumber(page)) ? ms : null;
      });
      expect(clock - asked).toBeLessThan(5000);
      expect(clock - asked).toBeGreaterThan(-1000 / FPS - 1);
    }
  });

  it('steps single frames forth and back, also from one file to the next', async () => {
    await open(day + HOUR + 5 * MINUTE);
    await pause();
    await page.keyboard.press('Home');
    await showsFrameOf(page, day + HOUR);
    await page.keyboard.press('Shift+ArrowRight');
    const seam = day + HOUR + MINUTE;
    await showsFrameOf(page, seam);
    for (const [key, frames] of [
      [',', -1],
      [',', -2],
      ['.', -1],
      ['.', 0],
      ['.', 1],
    ] as const) {
      await page.keyboard.press(key);
      await showsFrameOf(page, seam + (frames * 1000) / FPS);
    }
    await eventually('the clock', async () => (await frameClock(page)) === seam + 1000 / FPS);
  });

  it('jumps over a gap and says why there is nothing', async () => {
    await open(gapStart - 2500);
    await page.waitForSelector('[data-testid=skipped]');
    const note = await page.locator('[data-testid=skipped]').textContent();
    expect(note).toContain('The connection broke off');
    await eventually('footage after the gap', async () => (await frameClock(page)) >= gapEnd);
    await pause();
    await eventually('a clock that agrees with the picture', async () => {
      return frameNumberAt(await frameClock(page)) === (await shownNumber(page));
    });
  });

  it('shows the next footage when a gap is clicked', async () => {
    await open(day + HOUR + 5 * MINUTE);
    await pause();
    await clickTimeline(page, gapStart + 150_000);
    await eventually('footage after the gap', async () => (await frameClock(page)) >= gapEnd);
    expect((await frameClock(page)) - gapEnd).toBeLessThan(5000);
    expect(await page.locator('[data-testid=skipped]').count()).toBe(1);
  });

  it('moves by keys: 5 s, a minute, the ends of the day, and changes its speed', async () => {
    await open(day + HOUR + 10 * MINUTE);
    await pause();
    const start = await frameClock(page);
    await page.keyboard.press('ArrowRight');
    await showsFrameOf(page, start + 5000);
    await page.keyboard.press('Shift+ArrowLeft');
    await showsFrameOf(page, start + 5000 - MINUTE);
    await page.keyboard.press('Home');
    await showsFrameOf(page, day + HOUR);
    await page.keyboard.press(']');
    await page.keyboard.press(']');
    expect(await page.locator('[data-testid=speed]').textContent()).toBe('4×');
    expect(await page.evaluate(() => document.querySelector('video')?.playbackRate)).toBe(4);
  });

  it('zooms at the pointer by the wheel, pans by dragging and zooms by keys', async () => {
    await open(day + HOUR + 10 * MINUTE);
    await pause();
    const box = await page.locator('[data-testid=timeline-track]').boundingBox();
    if (box === null) throw new Error('no timeline');
    const before = await viewSpan(page);
    const at = (view: { startMs: number; endMs: number }, share: number) =>
      view.startMs + share * (view.endMs - view.startMs);
    await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await page.mouse.wheel(0, -600);
    const zoomed = await eventually('the zoom', async () => {
      const view = await viewSpan(page);
      return view.endMs - view.startMs < (before.endMs - before.startMs) / 2 ? view : null;
    });
    // A pixel is some seconds; what was under the pointer is still there.
    expect(Math.abs(at(zoomed, 0.25) - at(before, 0.25))).toBeLessThan(2 * MINUTE);

    const clock = await frameClock(page);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 50, { steps: 5 });
    await page.mouse.up();
    const dragged = await viewSpan(page);
    expect(at(dragged, 0.5)).toBeCloseTo(at(zoomed, 0.25), -4);
    expect(await frameClock(page)).toBe(clock);

    await page.keyboard.press('-');
    const out = await eventually('the zoom out', async () => {
      const view = await viewSpan(page);
      return view.endMs - view.startMs > (dragged.endMs - dragged.startMs) * 1.9 ? view : null;
    });
    expect((out.endMs - out.startMs) / (dragged.endMs - dragged.startMs)).toBeCloseTo(2, 1);
  });

  it('switches to another camera at the same time', async () => {
    await open(day + HOUR + 20 * MINUTE);
    await pause();
    const clock = await frameClock(page);
    await page.getByRole('button', { name: 'Camera 2' }).click();
    await page.waitForURL(/cam000000002/);
    await eventually('its picture', async () => (await frameClock(page)) >= clock);
    await showsFrameOf(page, clock, 5 * FPS);
  });

  it('leads from a day without recordings to the nearest one that has some', async () => {
    await page.goto(`${recorder.url}/replay/${CAMERA}`);
    await page.getByRole('button', { name: /^Go to / }).click();
    await page.waitForSelector('video[data-phase=ready]');
    // It plays from there, so a slow machine looks a little later.
    expect(Math.abs((await frameClock(page)) - day - HOUR)).toBeLessThan(5000);
    await showsFrameOf(page, day + HOUR, 80);
  });

  it('lists its keys when asked by a question mark', async () => {
    await open(day + HOUR);
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Previous, next frame').waitFor();
    await page.keyboard.press('Escape');
    await eventually('the end of the help', async () => (await page.getByRole('dialog').count()) === 0);
    expect(await page.locator('video').count()).toBe(1);
  });
});

describe.skipIf(!hasBrowser())('footage that the browser cannot decode', () => {
  it('is offered for download and for other players', async () => {
    const [rendererDir, footage, browser] = await Promise.all([
      builtRenderer(),
      makeFootage('libx265'),
      launchBrowser(),
    ]);
    const recorder = await startFakeRecorder({ rendererDir, cameras: [cameraView(1)], footage });
    try {
      recorder.timelines.set(CAMERA, { recorded: [{ startMs: day + HOUR, endMs: day + 2 * HOUR }], gaps: [] });
      const { page } = await openPage(browser);
      await page.goto(`${recorder.url}/replay/${CAMERA}?at=${day + HOUR + MINUTE}`);
      await page.getByText('This browser cannot play this video').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download this recording file' }).first().click(),
      ]);
      expect(download.url()).toMatch(/\/api\/segments\/[a-z0-9]{12}-\d{5}\?download=1$/);
      await page.getByRole('button', { name: 'Link for other players' }).first().click();
      const address = page.getByRole('dialog').getByLabel('Address');
      await address.waitFor();
      expect(await address.inputValue()).toContain('access=signed');
    } finally {
      await browser.close();
      await recorder.close();
      footage.remove();
    }
  });
});
