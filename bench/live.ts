// From the camera's sending of a frame to that frame on screen in chromium, four tiles at 15 frames a second.
// The frame number is read out of the picture; the simulator knows when it sent that number.
import type { Page } from 'playwright-core';
import { launchBrowser } from '../test/support/browser.ts';
import { startProduct } from '../test/support/product.ts';
import type { SimulatorProcess } from '../test/support/simulator-process.ts';
import { sampleFrames, takeSamples } from './support/page-frames.ts';
import { percentile, printFigures, quickAsked } from './support/report.ts';
import { addCameras, elapse, mainShape, startCameras, subShape } from './support/scene.ts';

const TILES = 4;
const AIM_MS = 300;
/** Growth that noise explains: a tenth of a frame at 15 frames a second would not be seen, a frame would. */
const GROWTH_MS = 30;

/** Latencies, milliseconds, of what all tiles showed within `windowMs` from now. */
async function measure(page: Page, simulator: SimulatorProcess, ids: readonly string[], windowMs: number) {
  await takeSamples(page);
  await elapse(windowMs);
  const latencies: number[] = [];
  for (const { tile, frame, shownMs } of await takeSamples(page)) {
    const sent = await simulator.sentAt(`cam${ids.indexOf(tile)}`, 'sub', frame, shownMs);
    if (sent !== null) latencies.push(shownMs - sent.sentMs);
  }
  return latencies;
}

const quick = quickAsked();
const windowMs = quick ? 8000 : 20_000;
const simulator = await startCameras(TILES, { main: mainShape, sub: subShape });
const product = await startProduct({ args: ['--log-level', 'warn'] });
const browser = await launchBrowser();
try {
  const views = await addCameras(product, simulator, TILES, true);
  const ids = views.map(({ camera }) => camera.id);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  await page.goto(product.signInUrl());
  await page.waitForFunction(
    (tiles) => [...document.querySelectorAll('video')].filter(({ currentTime }) => currentTime > 0).length >= tiles,
    TILES,
    { timeout: 30_000 },
  );
  await sampleFrames(page);
  await elapse(quick ? 4000 : 60_000);
  const early = await measure(page, simulator, ids, windowMs);
  const figures: Record<string, number> = {
    samples: early.length,
    median_ms: percentile(early, 0.5),
    p95_ms: percentile(early, 0.95),
  };
  console.log(`after ${quick ? '4 s' : '1 min'}: median ${figures['median_ms']} ms, 95th ${figures['p95_ms']} ms`);
  let grew = false;
  if (!quick) {
    await elapse(9 * 60_000);
    const late = await measure(page, simulator, ids, windowMs);
    figures['median_after_10_min_ms'] = percentile(late, 0.5);
    figures['p95_after_10_min_ms'] = percentile(late, 0.95);
    grew = percentile(late, 0.5) > percentile(early, 0.5) + GROWTH_MS;
    console.log(
      `after 10 min: median ${figures['median_after_10_min_ms']} ms, 95th ${figures['p95_after_10_min_ms']} ms`,
    );
  }
  const enough = early.length >= (TILES * windowMs) / 1000;
  const ok = enough && percentile(early, 0.95) <= AIM_MS && !grew;
  printFigures({ bench: 'live', figures, aim: { p95_ms: AIM_MS, growth_ms: GROWTH_MS }, ok });
} finally {
  await browser.close();
  await product.stop();
  await simulator.stop();
}
