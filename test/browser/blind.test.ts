import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordingPlanSchema } from '../../src/shared/recording-plan.ts';
import { builtRenderer, hasBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';

/** A camera that keeps what moves. */
const motion = (number: number, blind: boolean) => {
  const view = cameraView(number, { recording: recordingPlanSchema.parse({ mode: 'motion' }) });
  const figures = { fps: 15, bitrateBps: 2_000_000, subFps: null, subBitrateBps: null, droppedFrames: 0, drops: 0 };
  const process = { reconnects: 0, restarts: 0, cpuPercent: null, memoryBytes: null };
  const stats = { cameraId: view.camera.id, ...figures, ...process, withoutSub: false, blind };
  return { ...view, stats: { ...stats, lastFrameMs: null, main: null, sub: null } };
};

describe.skipIf(!hasBrowser())('a camera whose pictures nobody can look at', () => {
  let browser: Browser;
  let recorder: FakeRecorder;
  let page: Page;

  beforeAll(async () => {
    const [rendererDir, launched] = await Promise.all([builtRenderer(), launchBrowser()]);
    browser = launched;
    recorder = await startFakeRecorder({ rendererDir, cameras: [motion(1, true), motion(2, false)] });
    ({ page } = await openPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
    await recorder?.close();
  });

  it('says in its row that everything is kept, and why; another one does not', async () => {
    await page.goto(`${recorder.url}/cameras`);
    const row = (name: string) => page.getByTestId('camera-row').filter({ hasText: name });
    const sign = row('Camera 1').getByText('keeps everything');
    await sign.hover();
    await page.getByText('nobody can tell what moves').waitFor();
    expect(await row('Camera 2').getByText('keeps everything').count()).toBe(0);
  });
});
