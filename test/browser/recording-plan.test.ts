import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtRenderer, hasBrowser, keepPage, launchBrowser, type KeptPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';

describe.skipIf(!hasBrowser())('the recording plan of a camera', () => {
  let browser: Browser;
  let rendererDir: string;
  let recorder: FakeRecorder;
  let kept: KeptPage;
  let page: Page;

  beforeAll(async () => {
    [rendererDir, browser] = await Promise.all([builtRenderer(), launchBrowser()]);
    kept = await keepPage(browser);
    page = kept.page;
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    recorder = await startFakeRecorder({ rendererDir, cameras: [cameraView(1)], instead: recorder });
  });
  afterEach(async () => {
    await kept.clear();
    await recorder.close();
  });

  it('is painted by mouse and by keyboard, limited in days and bytes, and saved', async () => {
    const id = cameraView(1).camera.id;
    await page.goto(`${recorder.url}/cameras?edit=${id}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'Recording' }).click();
    const cell = (day: number, hour: number) => dialog.locator(`[data-cell="${day}-${hour}"]`);
    await cell(0, 9).hover();
    await page.mouse.down();
    await cell(0, 10).hover();
    await page.mouse.up();
    await cell(2, 23).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await dialog.getByLabel('Continuous recording').fill('30');
    await dialog.getByLabel('At most, all together').fill('500');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await eventually('the camera is saved', () =>
      Promise.resolve(recorder.asked.some(({ what }) => what === `PUT /api/cameras/${id}`)),
    );
    const body = recorder.asked.find(({ what }) => what.startsWith('PUT'))?.body;
    expect(body).toMatchObject({
      recording: {
        mode: 'continuous',
        schedule: [
          { day: 0, startMinute: 540, endMinute: 660, mode: 'off' },
          { day: 2, startMinute: 1380, endMinute: 1440, mode: 'off' },
          { day: 3, startMinute: 1380, endMinute: 1440, mode: 'off' },
        ],
        retention: { continuousDays: 30, motionDays: null, eventDays: null, maxBytes: 500e9 },
      },
    });
  });

  it('leaves a span of footage that is locked on the replay page until it is unlocked', async () => {
    const id = cameraView(1).camera.id;
    await page.goto(`${recorder.url}/replay/${id}`);
    await page.getByRole('button', { name: 'Lock this footage (K)' }).waitFor();
    await page.keyboard.press('k');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why (optional)').fill('Parcel');
    await dialog.getByRole('button', { name: 'Lock', exact: true }).click();
    const mark = page.getByTestId('lock-mark');
    await mark.waitFor();
    expect(await mark.getAttribute('title')).toContain('Parcel');
    const body = recorder.asked.find(({ what }) => what === `POST /api/cameras/${id}/locks`)?.body;
    const { startMs, endMs } = body as { startMs: number; endMs: number };
    expect(endMs - startMs).toBe(120_000);
    await page.keyboard.press('k');
    await dialog.getByRole('button', { name: 'Unlock' }).click();
    await dialog.getByRole('button', { name: 'Really unlock' }).click();
    await mark.waitFor({ state: 'detached' });
    expect(recorder.asked.map(({ what }) => what)).toContain('DELETE /api/locks/1');
  });
});
