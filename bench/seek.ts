// From a click on the timeline to the first picture of that time in chromium: 50 random places in an hour of footage.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { CameraView } from '../src/shared/camera.ts';
import type { Timeline } from '../src/shared/recording.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { eventually } from '../test/support/eventually.ts';
import { startProduct } from '../test/support/product.ts';
import { percentile, printFigures, quickAsked } from './support/report.ts';
import { benchFfmpeg, mainShape } from './support/scene.ts';
import { makeTestClip } from '../test/support/test-clip.ts';

const AIM_MS = 300;
const SEGMENT_S = 180;
const MOVFLAGS =
  'movflags=+frag_every_frame+empty_moov+default_base_moof+skip_trailer+frag_discont:avoid_negative_ts=make_non_negative';

function ffmpeg(args: readonly string[]): void {
  const { status, stderr } = spawnSync(benchFfmpeg(), ['-y', '-v', 'error', ...args]);
  if (status !== 0) throw new Error(`ffmpeg failed: ${stderr.toString()}`);
}

/** Segments as a crash would leave them: the product takes them in when it starts, so the hour comes to be by its own means. */
async function layFootage(growing: string, endMs: number, seconds: number): Promise<void> {
  mkdirSync(growing, { recursive: true });
  const clip = await makeTestClip({ ffmpeg: benchFfmpeg(), folder: join(tmpdir(), 'vigil-bench-clips'), ...mainShape });
  const film = clip.manifest.replace('clips.json', 'video.h264');
  const runId = `${Math.round(endMs - seconds * 1000).toString(36)}seek`;
  // An elementary stream has no time stamps and cannot be looped: it is put into a container first.
  const loop = join(growing, '..', 'loop.mp4');
  ffmpeg(['-framerate', String(mainShape.fps), '-i', film, '-c', 'copy', loop]);
  const output = ['-t', String(seconds), '-c', 'copy', '-f', 'segment', '-segment_time', String(SEGMENT_S)];
  const format = ['-segment_format', 'mp4', '-segment_format_options', MOVFLAGS];
  ffmpeg(['-stream_loop', '-1', '-i', loop, ...output, ...format, join(growing, `${runId}-%05d.mp4`)]);
  rmSync(loop);
  for (let number = 0; number * SEGMENT_S < seconds; number += 1) {
    const finished = (endMs - seconds * 1000) / 1000 + Math.min(seconds, (number + 1) * SEGMENT_S);
    utimesSync(join(growing, `${runId}-${String(number).padStart(5, '0')}.mp4`), finished, finished);
  }
}

/** What the timeline shows: its place on the page and its span. */
async function timelineView(page: Page) {
  const track = page.getByTestId('timeline-track');
  const box = await track.boundingBox();
  if (box === null) throw new Error('the timeline is not on the page');
  const startMs = Number(await track.getAttribute('data-start'));
  const endMs = Number(await track.getAttribute('data-end'));
  return { box, startMs, msPerPixel: (endMs - startMs) / box.width };
}

/** Zooms with the wheel until the footage fills most of the timeline. */
async function zoomTo(page: Page, startMs: number, endMs: number): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) {
    const view = await timelineView(page);
    if (view.msPerPixel * view.box.width < (endMs - startMs) * 1.6) return;
    const x = view.box.x + ((startMs + endMs) / 2 - view.startMs) / view.msPerPixel;
    await page.mouse.move(x, view.box.y + view.box.height / 2);
    await page.mouse.wheel(0, -120);
    await page.waitForFunction(
      (before) => document.querySelector('[data-testid="timeline-track"]')?.getAttribute('data-start') !== before,
      String(Math.round(view.startMs)),
    );
  }
  throw new Error('the timeline does not zoom');
}

/**
 * Clicks the timeline at a moment and answers how long the first picture of that moment took, milliseconds.
 * @throws when the picture that came is of another moment
 */
async function seek(page: Page, targetMs: number): Promise<number> {
  const { box, startMs, msPerPixel } = await timelineView(page);
  await page.evaluate(() => {
    const video = document.querySelector('video');
    const track = document.querySelector('[data-testid="timeline-track"]');
    if (video === null || track === null) throw new Error('no video or no timeline');
    const state = { clickedMs: 0, shownMs: 0 };
    Object.assign(window, { vigilBenchSeek: state });
    track.addEventListener('pointerup', () => (state.clickedMs = performance.now()), { once: true, capture: true });
    const wait = () => {
      video.requestVideoFrameCallback((_now, { expectedDisplayTime }) => {
        // Frames that were already on their way when the click came belong to the old place.
        if (state.clickedMs === 0 || video.seeking || expectedDisplayTime < state.clickedMs) wait();
        else state.shownMs = expectedDisplayTime;
      });
    };
    wait();
  });
  await page.mouse.click(Math.round(box.x + (targetMs - startMs) / msPerPixel), box.y + box.height * 0.5);
  const state = await eventually(
    'a picture after the click',
    async () => {
      const now = await page.evaluate(
        () => (window as unknown as { vigilBenchSeek: { clickedMs: number; shownMs: number } }).vigilBenchSeek,
      );
      return now.shownMs > 0 ? now : null;
    },
    { timeoutMs: 20_000, everyMs: 20 },
  );
  const shownMs = Number(await page.getByTestId('frame-clock').getAttribute('data-ms'));
  const tolerance = 2 * msPerPixel + 1000;
  if (Math.abs(shownMs - targetMs) > tolerance) throw new Error(`asked for ${targetMs}, was shown ${shownMs}`);
  return state.shownMs - state.clickedMs;
}

const quick = quickAsked();
const places = quick ? 15 : 50;
const seconds = quick ? 1200 : 3600;
const dataDir = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
const browser = await launchBrowser();
try {
  let product = await startProduct({ dataDir, args: ['--log-level', 'warn'] });
  const { camera } = await product.json<CameraView>('POST', '/api/cameras', {
    name: 'An hour',
    enabled: false,
    source: { kind: 'file', path: '/dev/null' },
  });
  await product.stop();
  const endMs = Date.now() - 60_000;
  await layFootage(join(dataDir, 'recordings', camera.id, '.growing'), endMs, seconds);
  product = await startProduct({ dataDir, args: ['--log-level', 'warn'] });
  try {
    const startMs = endMs - seconds * 1000;
    await eventually(
      'the footage to be taken in',
      async () => {
        const path = `/api/timeline?cameraIds=${camera.id}&startMs=${startMs - 60_000}&endMs=${endMs + 60_000}`;
        const { cameras } = await product.json<Timeline>('GET', path);
        const recordedMs = cameras[0]?.recorded.reduce((sum, span) => sum + span.endMs - span.startMs, 0) ?? 0;
        return recordedMs > seconds * 990;
      },
      { timeoutMs: 60_000, everyMs: 250 },
    );
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    await page.goto(product.signInUrl());
    await page.goto(`${product.url}replay/${camera.id}?at=${Math.round(startMs + 30_000)}`);
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0, null, {
      timeout: 20_000,
    });
    await zoomTo(page, startMs, endMs);
    const latencies: number[] = [];
    for (let place = 0; place < places; place += 1) {
      latencies.push(await seek(page, startMs + 10_000 + Math.random() * (seconds * 1000 - 20_000)));
    }
    const figures = {
      places,
      footage_s: seconds,
      median_ms: percentile(latencies, 0.5),
      p95_ms: percentile(latencies, 0.95),
    };
    printFigures({ bench: 'seek', figures, aim: { p95_ms: AIM_MS }, ok: figures.p95_ms <= AIM_MS });
  } finally {
    await product.stop();
  }
} finally {
  await browser.close();
  rmSync(dataDir, { recursive: true, force: true });
}
