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
const MOVFLAGS = 'movflags=+frag_every_frame+empty_moov+default_base_moof+skip_trailer';

/** Segments as a crash would leave them: the product takes them in when it starts, so the hour comes to be by its own means. */
async function layFootage(growing: string, endMs: number, seconds: number): Promise<void> {
  mkdirSync(growing, { recursive: true });
  const clip = await makeTestClip({ ffmpeg: benchFfmpeg(), folder: join(tmpdir(), 'vigil-bench-clips'), ...mainShape });
  const film = clip.manifest.replace('clips.json', 'video.h264');
  const runId = `${Math.round(endMs - seconds * 1000).toString(36)}seek`;
  const input = ['-y', '-v', 'error', '-framerate', String(mainShape.fps), '-stream_loop', '-1', '-i', film];
  const output = ['-t', String(seconds), '-c', 'copy', '-f', 'segment', '-segment_time', String(SEGMENT_S)];
  const format = ['-segment_format', 'mp4', '-segment_format_options', MOVFLAGS, '-reset_timestamps', '1'];
  const { status, stderr } = spawnSync(benchFfmpeg(), [
    ...input,
    ...output,
    ...format,
    join(growing, `${runId}-%05d.mp4`),
  ]);
  if (status !== 0) throw new Error(`ffmpeg failed: ${stderr.toString()}`);
  for (let number = 0; number * SEGMENT_S < seconds; number += 1) {
    const finished = (endMs - seconds * 1000) / 1000 + Math.min(seconds, (number + 1) * SEGMENT_S);
    utimesSync(join(growing, `${runId}-${String(number).padStart(5, '0')}.mp4`), finished, finished);
  }
}

/** Clicks the timeline at `share` of its width and answers how long the first picture of that time took, milliseconds. */
async function seek(page: Page, share: number): Promise<number> {
  const track = page.getByTestId('timeline-track');
  const box = await track.boundingBox();
  if (box === null) throw new Error('the timeline is not on the page');
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
  const targetX = box.x + share * box.width;
  await page.mouse.click(targetX, box.y + box.height * 0.5);
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
    const track = page.getByTestId('timeline-track');
    const viewStartMs = Number(await track.getAttribute('data-start'));
    const viewEndMs = Number(await track.getAttribute('data-end'));
    const latencies: number[] = [];
    for (let place = 0; place < places; place += 1) {
      const targetMs = startMs + 10_000 + Math.random() * (seconds * 1000 - 20_000);
      latencies.push(await seek(page, (targetMs - viewStartMs) / (viewEndMs - viewStartMs)));
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
