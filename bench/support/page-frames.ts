import type { Page } from 'playwright-core';
import { readBlockCode } from '../../src/simulator/index.ts';

/** A frame that a page showed: whose (camera id of the tile), which number, when (UTC milliseconds). */
export interface ShownFrame {
  readonly tile: string;
  readonly frame: number;
  readonly shownMs: number;
}

/** One frame of each tile in so many is read: reading costs time that the page needs for showing. */
const EACH = 3;

/** Begins to note the frame numbers of every video in the page at the moment each is shown. */
export async function sampleFrames(page: Page): Promise<void> {
  await page.evaluate(`window.vigilReadFrame = ${readBlockCode.toString()}`);
  await page.evaluate(
    ({ each }) => {
      const { vigilReadFrame } = window as unknown as { vigilReadFrame: typeof readBlockCode };
      const store: { tile: string; frame: number; shownMs: number }[] = [];
      Object.assign(window, { vigilBenchFrames: store });
      for (const video of document.querySelectorAll('video')) {
        const tile = video.closest('[data-camera-id]')?.getAttribute('data-camera-id') ?? '';
        const canvas = document.createElement('canvas');
        canvas.width = 320;
        canvas.height = 180;
        const context = canvas.getContext('2d', { willReadFrequently: true });
        let count = 0;
        const onFrame: VideoFrameRequestCallback = (_now, { expectedDisplayTime }) => {
          count += 1;
          if (context !== null && count % each === 0) {
            const shownMs = Date.now() + (expectedDisplayTime - performance.now());
            context.drawImage(video, 0, 0, canvas.width, canvas.height);
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            const frame = vigilReadFrame({ data, width: canvas.width, height: canvas.height, channels: 4 });
            if (frame !== null) store.push({ tile, frame, shownMs });
          }
          video.requestVideoFrameCallback(onFrame);
        };
        video.requestVideoFrameCallback(onFrame);
      }
    },
    { each: EACH },
  );
}

/** What was noted since the last call. */
export async function takeSamples(page: Page): Promise<ShownFrame[]> {
  return page.evaluate(() => (window as unknown as { vigilBenchFrames: ShownFrame[] }).vigilBenchFrames.splice(0));
}
