import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DetectionStatus, TracksAt } from '../../src/shared/detection.ts';
import { builtRenderer, hasBrowser, launchBrowser, openPage, type PageFaults } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeEngine, type FakeEngine } from '../support/fake-engine/index.ts';
import { sceneStep, sinceTurn, squareAt, trackAt } from '../support/fake-engine/scene.ts';
import { shootOverlay, type OverlayShot } from '../support/overlay-shot.ts';

/** Two pixels of a picture that is at least 600 wide: what reading edges off a screenshot may be wrong by. */
const READING = 2 / 600;
/** A square that has turned is not where a detector thought it would go: those frames tell nothing of the drawing. */
const TURN_FRAMES = 15;

/** Something that is not in the scene, in a frame of this run. */
function strange(runId: string, mediaMs: number): TracksAt {
  return { runId, mediaMs, atMs: 0, tracks: [{ ...trackAt(0), id: 666 }] };
}

const runs = hasBrowser();

describe.skipIf(!runs)('boxes over the live picture', () => {
  let browser: Browser;
  let engine: FakeEngine;
  let page: Page;
  let faults: PageFaults;
  const id = () => engine.views[0]?.camera.id ?? '';
  const tile = () => page.locator(`[data-camera-id="${id()}"]`);
  const canvas = () => tile().locator('canvas[data-tracks]');
  const tracks = async (count: number) =>
    eventually(`${count} tracks`, async () => (await canvas().getAttribute('data-tracks')) === String(count));

  beforeAll(async () => {
    [browser, engine] = await Promise.all([
      launchBrowser(),
      builtRenderer().then((rendererDir) => startFakeEngine({ rendererDir, cameras: 1, scene: true })),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });
  beforeEach(() => open());
  afterEach(async () => {
    for (const stream of ['sub', 'main'] as const) engine.channel(id(), stream).watch(null);
    await page?.context().close();
  });

  async function open(options: BrowserContextOptions = {}, script = ''): Promise<void> {
    ({ page, faults } = await openPage(browser, options));
    await page.addInitScript(script);
    await page.goto(engine.url);
    await tile().locator('video[data-phase=playing]').waitFor();
  }

  /** Screenshots in which the square goes straight on, each of another frame; `video`: which of the tile's is looked at. */
  async function shoot(count: number, video = 0): Promise<OverlayShot[]> {
    const shots = new Map<number, OverlayShot>();
    await eventually(
      `${count} screenshots`,
      async () => {
        const shot = await shootOverlay(page, tile().locator('video').nth(video));
        if (shot !== null && sinceTurn(shot.frame) >= TURN_FRAMES) shots.set(shot.frame, shot);
        return shots.size >= count;
      },
      { timeoutMs: 60_000, everyMs: 150 },
    );
    return [...shots.values()];
  }

  /** Shares of the picture by which the left edge of the box is off the square in the same screenshot. */
  function errors(shots: readonly OverlayShot[]): number[] {
    return shots.map(({ box, squareLeft }) => (box === null ? Infinity : Math.abs(box.left - squareLeft)));
  }

  function expectOnSquare(shots: readonly OverlayShot[]): void {
    for (const shot of shots) {
      const { x, y, w, h } = squareAt(shot.frame);
      expect(Math.abs(shot.squareLeft - x)).toBeLessThan(READING);
      expect(shot.box, `a box in frame ${shot.frame}`).not.toBeNull();
      if (shot.box === null) continue;
      expect(Math.abs(shot.box.right - shot.box.left - w)).toBeLessThan(READING);
      expect(Math.abs(shot.box.top - y)).toBeLessThan(2 * READING);
      expect(Math.abs(shot.box.bottom - y - h)).toBeLessThan(2 * READING);
    }
    const frames = errors(shots).map((error) => (error / sceneStep).toFixed(2));
    const worst = Math.max(...errors(shots));
    process.stdout.write(`boxes in ${shots.length} screenshots are off by so many frames: ${frames.join(' ')}\n`);
    expect(worst).toBeLessThanOrEqual(sceneStep + READING);
  }

  it.each([
    ['80 ms', () => 80],
    ['150 ms', () => 150],
    ['300 ms', () => 300],
    ['80 to 300 ms, as it happens', () => 80 + Math.random() * 220],
  ])('lie on what they belong to, told of after %s', async (_, delayMs) => {
    engine.channel(id(), 'sub').watch({ every: 3, delayMs });
    await tracks(1);
    expectOnSquare(await shoot(8));
    expect(faults.messages).toEqual([]);
  });

  it('lie on it after the camera has come back as a new run; what was seen in the old run is never drawn', async () => {
    const channel = engine.channel(id(), 'sub');
    channel.watch({ every: 3, delayMs: () => 120 });
    await tracks(1);
    const old = channel.runId;
    channel.restart();
    expect(channel.runId).not.toBe(old);
    // Until then the last picture of the old run may stand there, over which nothing is drawn any more.
    const begunMs = channel.runMs;
    await eventually('looks at pictures of the new run', () => channel.runMs > begunMs + 1500);
    await tracks(1);
    const told = setInterval(() => channel.tellTracks(strange(old, channel.runMs)), 50);
    try {
      const shots = await shoot(6);
      expectOnSquare(shots);
      expect(await canvas().getAttribute('data-tracks')).toBe('1');
    } finally {
      clearInterval(told);
    }
  });

  it('lie on it in the main stream, whose fragments hold several frames, and when the socket broke', async () => {
    const channel = engine.channel(id(), 'main');
    channel.watch({ every: 3, delayMs: () => 150 });
    await tile().dblclick();
    await tile().locator('video[data-stream=main][data-phase=playing]').waitFor();
    await tracks(1);
    expectOnSquare(await shoot(6, 1));
    // Polled, it could be over before the page has noticed the break.
    const video = tile().locator('video[data-stream=main]');
    const phases = await video.evaluateHandle((element) => {
      const seen: string[] = [];
      const note = () => void seen.push(element.getAttribute('data-phase') ?? '');
      new MutationObserver(note).observe(element, { attributeFilter: ['data-phase'] });
      return seen;
    });
    channel.breakSockets();
    await eventually('the picture to come back', async () =>
      (await phases.jsonValue()).join(' ').match(/(?<!playing) playing$/),
    );
    // What was seen meanwhile nobody told: across it, boxes are drawn on from before or in between.
    const backMs = channel.runMs;
    await eventually('looks at what is shown now', () => channel.runMs > backMs + 800);
    await tracks(1);
    expectOnSquare(await shoot(3, 1));
  });

  it('lie on it when the picture is zoomed, on a screen of double density', async () => {
    await page.context().close();
    await open({ deviceScaleFactor: 2 });
    engine.channel(id(), 'main').watch({ every: 3, delayMs: () => 150 });
    await tile().dblclick();
    await tile().locator('video[data-stream=main][data-phase=playing]').waitFor();
    const place = await tile().boundingBox();
    await page.mouse.move((place?.x ?? 0) + 10, (place?.y ?? 0) + (place?.height ?? 0) * 0.6);
    await page.mouse.wheel(0, -180);
    await tile().getByRole('button', { name: 'Show the whole picture' }).waitFor();
    await tracks(1);
    expectOnSquare(await shoot(6, 1));
  });

  it('are called in the language of the interface', async () => {
    await page.context().close();
    // What is written on a canvas can be read where the page hands it to the browser.
    await open(
      { locale: 'vi-VN' },
      `window.written = new Set();
       const write = CanvasRenderingContext2D.prototype.fillText;
       CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
         window.written.add(text); return write.call(this, text, ...at); };`,
    );
    engine.channel(id(), 'sub').watch({ every: 3, delayMs: () => 80 });
    const written = async (text: string) =>
      eventually(`${text} is written`, () => page.evaluate<boolean>(`window.written.has('${text}')`));
    await written('Người · #12 · 87%');
    expect(await page.evaluate(`[...window.written].some((text) => /person/i.test(text))`)).toBe(false);
  });

  it('vanish soon after nothing more is seen', async () => {
    const channel = engine.channel(id(), 'sub');
    channel.watch({ every: 3, delayMs: () => 80 });
    await tracks(1);
    channel.watch(null);
    await tracks(0);
    expect((await shoot(2)).map(({ box }) => box)).toEqual([null, null]);
  });

  it('are switched off and on for a tile and for all, by button and key, and the browser remembers', async () => {
    engine.channel(id(), 'sub').watch({ every: 3, delayMs: () => 80 });
    await tracks(1);
    await tile().hover();
    const one = tile().getByRole('button', { name: 'Boxes over this picture' });
    expect(await one.getAttribute('aria-pressed')).toBe('true');
    await one.click();
    await canvas().waitFor({ state: 'detached' });
    expect(await one.getAttribute('aria-pressed')).toBe('false');
    await page.reload();
    await tile().locator('video[data-phase=playing]').waitFor();
    expect(await canvas().count()).toBe(0);
    await tile().focus();
    await page.keyboard.press('b');
    await tracks(1);
    await page.keyboard.press('o');
    await canvas().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Boxes over all pictures' }).click();
    await tracks(1);
  });

  it('come with how detection fares, and a badge when it has failed', async () => {
    const status: DetectionStatus = {
      ...{ cameraId: id(), state: 'running', problem: null, model: 'hog-people', provider: 'cpu', wantedFps: 5 },
      ...{ grantedFps: 5, actualFps: 5, latencyMs: 84, inferenceMs: 40, tracks: 1, failedFrames: 0 },
    };
    await page.keyboard.press('i');
    engine.say({ type: 'detection', statuses: [status] });
    await tile().getByText('5 fps').waitFor();
    await tile().getByText('84 ms').waitFor();
    expect(await tile().getByText('Detection failed').count()).toBe(0);
    engine.say({ type: 'detection', statuses: [{ ...status, state: 'failed', problem: 'missing' }] });
    await tile().getByText('Detection failed').waitFor();
    await tile().getByText('no model: it is not installed').waitFor();
    engine.say({ type: 'detection', statuses: [{ ...status, state: 'resting' }] });
    await tile().getByText('resting').waitFor();
    expect(await tile().getByText('Detection failed').count()).toBe(0);
  });

  it.each([
    ['en-US', 1280, 800, '1'],
    ['en-US', 1280, 800, '3'],
    ['en-US', 1280, 800, '4'],
    ['vi-VN', 1280, 800, '4'],
    ['vi-VN', 1920, 1080, '4'],
    ['vi-VN', 390, 844, '3'],
    ['vi-VN', 390, 844, '4'],
  ])('say how the player fares, whole, in any tile: %s, %i x %i, key %s', async (locale, width, height, key) => {
    await page.context().close();
    await open({ locale, viewport: { width, height } });
    const status: DetectionStatus = {
      ...{ cameraId: id(), state: 'running', problem: null, model: 'hog-people', provider: 'cpu', wantedFps: 5 },
      ...{ grantedFps: 5, actualFps: 5, latencyMs: 84, inferenceMs: 40, tracks: 1, failedFrames: 0 },
    };
    engine.say({ type: 'detection', statuses: [status] });
    await page.keyboard.press(key);
    await page.keyboard.press('i');
    const figures = tile().locator('dl');
    await figures.waitFor();
    const cut = await figures.evaluate((list) => {
      const tileBox = list.closest('[data-camera-id]')?.getBoundingClientRect();
      const { bottom, right } = list.getBoundingClientRect();
      return {
        within: [list.scrollHeight - list.clientHeight, list.scrollWidth - list.clientWidth],
        outside: tileBox === undefined ? true : bottom > tileBox.bottom || right > tileBox.right,
      };
    });
    expect(cut).toEqual({ within: [0, 0], outside: false });
  });

  it('leave the whole width to the grid in a narrow window, until the events are wanted, which go below', async () => {
    await page.context().close();
    await open({ viewport: { width: 390, height: 844 } });
    const panel = page.getByRole('complementary', { name: 'Events' });
    expect(await panel.count()).toBe(0);
    expect((await tile().boundingBox())?.width).toBeGreaterThan(250);
    await page.keyboard.press('e');
    await panel.waitFor();
    const [below, above] = [await panel.boundingBox(), await tile().boundingBox()];
    expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
    await page.reload();
    await panel.waitFor();
    await page.keyboard.press('e');
    await panel.waitFor({ state: 'detached' });
    expect(faults.messages).toEqual([]);
  });
});
