import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { detectionPlanSchema } from '../../src/shared/detection-plan.ts';
import { builtRenderer, hasBrowser, keepPage, launchBrowser, type KeptPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { detectionEvent } from '../support/fake-recorder/detections.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';

const MINUTE_MS = 60_000;

describe.skipIf(!hasBrowser())('events of detection', () => {
  let browser: Browser;
  let rendererDir: string;
  let recorder: FakeRecorder;
  let kept: KeptPage;
  let page: Page;
  const watched = cameraView(1, { name: 'Gate', detection: detectionPlanSchema.parse({ enabled: true }) });

  beforeAll(async () => {
    [rendererDir, browser] = await Promise.all([builtRenderer(), launchBrowser()]);
    kept = await keepPage(browser);
    page = kept.page;
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    recorder = await startFakeRecorder({ rendererDir, cameras: [watched, cameraView(2)], instead: recorder });
  });
  afterEach(async () => {
    await kept.clear();
    await recorder.close();
  });

  /** 130 events, one a minute, the newest half a minute old: cars by turns with persons. */
  const fill = (nowMs: number) => {
    recorder.detections = Array.from({ length: 130 }, (_, index) =>
      detectionEvent(index + 1, {
        startMs: nowMs - (130 - index) * MINUTE_MS + MINUTE_MS / 2,
        label: index % 2 === 0 ? 'car' : 'person',
        kind: index < 40 ? 'cross' : 'enter',
        direction: index < 40 ? 'in' : null,
        zones: index === 5 ? ['Shed'] : ['Yard'],
        ...(index % 3 === 0 ? { cameraId: 'cam000000002', cameraName: 'Camera 2' } : {}),
      }),
    );
  };
  const rows = () => page.getByTestId('event-row');
  const cards = () => page.getByTestId('event-card');
  const shownIds = (list: ReturnType<typeof rows>) =>
    list.evaluateAll((all) => all.map((row) => Number((row as HTMLElement).dataset['event'])));
  const loaded = (list: ReturnType<typeof rows>) =>
    eventually('a picture', () =>
      list
        .first()
        .locator('img')
        .evaluate((image) => (image as HTMLImageElement).naturalWidth > 0),
    );
  const address = () => new URL(page.url());
  const askedLast = () => new URL(recorder.detectionsAsked.at(-1) ?? '', recorder.url).searchParams;

  describe('beside the grid', () => {
    it('come in with their picture, are marked as long as they last, and lead to the recording from 3 s before', async () => {
      recorder.detections = [detectionEvent(1, { startMs: Date.now() - 30 * MINUTE_MS })];
      await page.goto(recorder.url);
      await rows().first().waitFor();
      const startMs = Date.now();
      const event = detectionEvent(2, {
        startMs,
        endMs: null,
        attributes: [{ name: 'clothing', value: 'red', score: 0.9 }],
      });
      recorder.emit({ type: 'detection_event', event, fresh: true });
      await eventually('two events', async () => (await shownIds(rows())).join() === '2,1');
      await loaded(rows());
      const first = rows().first();
      const text = await first.textContent();
      for (const part of ['Person', 'Red', 'enters', 'Somebody comes · Yard', 'Camera 1', 'Now', 'now'])
        expect(text).toContain(part);
      recorder.emit({ type: 'detection_event', event: { ...event, endMs: startMs + 4000 }, fresh: false });
      await first.getByText('Now', { exact: true }).waitFor({ state: 'detached' });
      expect(await shownIds(rows())).toEqual([2, 1]);
      await first.getByRole('link').click();
      await page.getByRole('button', { name: 'Lock this footage (K)' }).waitFor();
      expect(address().pathname).toBe('/replay/cam000000001');
      expect(address().searchParams.get('at')).toBe(String(startMs - 3000));
    });

    it('do not move what one looks at, and say how many came above it', async () => {
      const nowMs = Date.now();
      fill(nowMs);
      await page.goto(recorder.url);
      await eventually('a hundred events', async () => (await rows().count()) === 100);
      const third = page.locator('[data-event="128"]');
      await third.hover();
      const before = await third.boundingBox();
      for (const id of [131, 132, 133])
        recorder.emit({ type: 'detection_event', event: detectionEvent(id, { startMs: nowMs + id }), fresh: true });
      const pill = page.getByRole('button', { name: '3 new events' });
      await pill.waitFor();
      expect((await third.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0);
      expect(await rows().count()).toBe(100);
      await pill.click();
      await pill.waitFor({ state: 'detached' });
      expect((await shownIds(rows())).slice(0, 4)).toEqual([133, 132, 131, 130]);
    });

    it('go from one to the next by arrow keys, and the list is hidden by E for good', async () => {
      fill(Date.now());
      await page.goto(recorder.url);
      await rows().first().getByRole('link').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const focused = () => page.evaluate('document.activeElement?.closest("[data-event]")?.dataset.event');
      expect(await focused()).toBe('128');
      await page.keyboard.press('e');
      await rows().first().waitFor({ state: 'detached' });
      await page.reload();
      const toggle = page.getByRole('button', { name: 'Events beside the grid (E)' });
      await toggle.waitFor();
      expect(await toggle.getAttribute('aria-pressed')).toBe('false');
      await toggle.click();
      await rows().first().waitFor();
    });

    it('are hidden as long as no camera looks for any, and then lead to where it is switched on', async () => {
      recorder.cameras = [cameraView(1)];
      await page.goto(recorder.url);
      await page.getByRole('button', { name: 'Events beside the grid (E)' }).click();
      await page.getByText('Detection is off').waitFor();
      await page.getByRole('link', { name: 'Set up detection' }).click();
      const enabled = page.getByRole('dialog').getByLabel('Look for people and things');
      await enabled.waitFor();
      expect(await enabled.isChecked()).toBe(false);
    });
  });

  describe('on their page', () => {
    it('are narrowed by class, camera, kind, zone and time, which the address keeps', async () => {
      fill(Date.now());
      await page.goto(`${recorder.url}/events`);
      await eventually('a page', async () => (await cards().count()) === 60);
      const choose = async (field: string, option: string) => {
        await page.getByRole('combobox', { name: field }).click();
        await page.getByRole('option', { name: option, exact: true }).click();
        await page.keyboard.press('Escape');
      };
      await choose('Class', 'Car');
      await choose('Cameras', 'Gate');
      await choose('What happened', 'Enters a zone');
      await choose('Time', 'Last hour');
      await eventually('cars of an hour', async () => (await cards().count()) === 20);
      expect(
        new Set(await cards().evaluateAll((all) => all.map((card) => /Car|Person/.exec(card.textContent)?.[0]))),
      ).toEqual(new Set(['Car']));
      await page.reload();
      await eventually('the same', async () => (await cards().count()) === 20);
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await choose('Zone', 'Shed');
      await eventually('the one in the shed', async () => (await shownIds(cards())).join() === '6');
      expect(askedLast().get('zone')).toBe('Shed');
    });

    it('have older ones on the next page, each once, until there are none', async () => {
      fill(Date.now());
      await page.goto(`${recorder.url}/events`);
      const more = page.getByRole('button', { name: 'Show older ones' });
      await more.click();
      await eventually('two pages', async () => (await cards().count()) === 120);
      expect(askedLast().get('beforeId')).toBe('71');
      await more.click();
      await more.waitFor({ state: 'detached' });
      expect(await shownIds(cards())).toEqual(Array.from({ length: 130 }, (_, index) => 130 - index));
    });

    it('open in full by Enter with box and path on the whole picture, step by arrow keys, and play from 3 s before', async () => {
      const nowMs = Date.now();
      fill(nowMs);
      await page.goto(`${recorder.url}/events`);
      await loaded(cards());
      await cards().first().getByRole('button').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      const drawer = page.getByRole('dialog');
      await drawer.getByText('Person enters').or(drawer.getByText('Car enters')).first().waitFor();
      expect(address().searchParams.get('show')).toBe('129');
      const box = await drawer.getByTestId('event-box').boundingBox();
      const picture = await drawer.getByRole('img', { name: 'Whole picture of the event' }).boundingBox();
      if (box === null || picture === null) throw new Error('not shown');
      // A line of 3 pixels is as much larger than its box.
      expect((box.x + box.width / 2 - picture.x) / picture.width).toBeCloseTo(0.47, 2);
      expect((box.y + box.height / 2 - picture.y) / picture.height).toBeCloseTo(0.55, 2);
      expect(await drawer.getByTestId('event-path').getAttribute('points')).toMatch(/^0\.1,0\.78 0\.25,/);
      await page.keyboard.press('ArrowRight');
      await eventually('the older one', () => Promise.resolve(address().searchParams.get('show') === '128'));
      await page.keyboard.press('ArrowLeft');
      await eventually('the newer one', () => Promise.resolve(address().searchParams.get('show') === '129'));
      await drawer.getByRole('link', { name: 'Play the recording' }).click();
      await page.getByRole('button', { name: 'Lock this footage (K)' }).waitFor();
      const startMs = recorder.detections[128]?.startMs ?? 0;
      expect(address().searchParams.get('at')).toBe(String(startMs - 3000));
      await page.goBack();
      await drawer.waitFor();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
    });

    it('say that there are new ones and show them when they are wanted; a missing picture has a placeholder', async () => {
      const old = detectionEvent(1, { startMs: Date.now() - MINUTE_MS, hasPicture: false });
      recorder.detections = [old];
      await page.goto(`${recorder.url}/events`);
      await cards().first().getByRole('img', { name: 'No picture' }).waitFor();
      const fresh = detectionEvent(2, { endMs: null });
      recorder.detections = [old, fresh];
      recorder.emit({ type: 'detection_event', event: fresh, fresh: true });
      const button = page.getByRole('button', { name: 'Show 1 new event' });
      await button.waitFor();
      expect(await shownIds(cards())).toEqual([1]);
      await button.click();
      await eventually('both', async () => (await shownIds(cards())).join() === '2,1');
      await button.waitFor({ state: 'detached' });
      expect(kept.faults.messages).toEqual([]);
    });

    it('lead, where there are none, to what can be done about it', async () => {
      await page.goto(`${recorder.url}/events`);
      await page.getByText('Nothing seen yet').waitFor();
      await page.goto(`${recorder.url}/events?class=zebra`);
      await page.getByText('No events match these filters').waitFor();
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByText('Nothing seen yet').waitFor();
      expect(address().search).toBe('');
    });
  });
});
