import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { ffmpegs } from '../support/footage.ts';
import { CODE_BITS, makeTwoRuns, PICTURES, SECOND, type TwoRuns } from '../support/two-runs.ts';

const [ffmpeg] = ffmpegs();
const script = join(import.meta.dirname, '../../node_modules/hls.js/dist/hls.min.js');
/** A picture lasts 0.4 s then, so that a busy machine shows each of them. */
const RATE = 0.25;

const page = `<!doctype html><link rel="icon" href="data:,"><video muted playsinline></video><script src="/hls.js"></script><script>
  const video = document.querySelector('video');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  window.seen = [];
  const note = () => {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    context.drawImage(video, 0, 0);
    const row = context.getImageData(0, canvas.height >> 1, canvas.width, 1).data;
    let number = 0;
    for (let bit = 0; bit < ${CODE_BITS}; bit += 1)
      if (row[Math.floor(((bit + 0.5) / ${CODE_BITS}) * canvas.width) * 4] > 128) number += 2 ** bit;
    window.seen.push(number);
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
  const hls = new Hls();
  hls.on(Hls.Events.LEVEL_LOADED, (_event, { details }) => {
    window.breakAt = details.fragments.find(({ cc }) => cc === 1).start;
  });
  hls.loadSource('/ours.m3u8');
  hls.attachMedia(video);
</script>`;

/** The last three before the break and five behind it. */
const WANTED = [PICTURES - 3, PICTURES - 2, PICTURES - 1, ...[0, 1, 2, 3, 4].map((n) => SECOND + n)];
const TIMES = 3;

/** Numbers of what is shown from the first wanted picture to the last, when it is played from a moment until half a second behind the break. */
async function playedFrom(tab: Page, fromSeconds: number): Promise<number[]> {
  await tab.evaluate(
    async ([from, rate]) => {
      const video = document.querySelector('video')!;
      video.pause();
      Object.assign(video, { currentTime: from, playbackRate: rate });
      await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
      Object.assign(window, { seen: [] });
      await video.play();
    },
    [fromSeconds, RATE] as const,
  );
  const seen = await eventually(
    'half a second behind the break',
    async () => {
      const numbers = await tab.evaluate<number[]>('window.seen');
      return numbers.some((number) => number >= SECOND + 5) ? numbers : null;
    },
    { timeoutMs: 20_000 },
  );
  return seen.filter((number) => number >= PICTURES - 3 && number < SECOND + 5);
}

/** Files of a folder, whole or in ranges, and the page that plays them. */
function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (name === '/') {
      response.setHeader('content-type', 'text/html').end(page);
      return;
    }
    void readFile(name === '/hls.js' ? script : join(folder, name)).then(
      (bytes) => {
        const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
        if (from === undefined) return response.end(bytes);
        response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${bytes.length}` });
        return response.end(bytes.subarray(Number(from), Number(to) + 1));
      },
      () => response.writeHead(404).end(),
    );
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe.skipIf(ffmpeg === undefined || !hasBrowser())('a break in a playlist, as hls.js in a browser shows it', () => {
  let browser: Browser;
  let runs: TwoRuns;
  let server: Server;

  beforeAll(async () => {
    [runs, browser] = await Promise.all([
      // The second run's time stamps begin where the first one's did: they go back at the break.
      makeTwoRuns({ ffmpeg: ffmpeg!.path, begins: [0.7, 0.7] }),
      launchBrowser(),
    ]);
    server = await serve(runs.folder);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    runs?.remove();
  });

  it('costs no picture: the last before it and the first behind it are shown', async () => {
    const { page: tab, faults } = await openPage(browser);
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const at = await eventually('the playlist', () => tab.evaluate<number | undefined>('window.breakAt'));
    await eventually('pictures behind the break', () =>
      tab.evaluate((time) => {
        const { buffered } = document.querySelector('video')!;
        return buffered.length > 0 && buffered.end(buffered.length - 1) > time;
      }, at + 1),
    );
    const around = new Set<number>();
    // What is left out is so each time; a picture that a busy machine had no time to show comes at the next.
    for (let time = 0; time < TIMES && around.size < WANTED.length; time += 1) {
      const shown = await playedFrom(tab, at - 0.45);
      expect(shown).toEqual(shown.toSorted((a, b) => a - b));
      for (const number of shown) around.add(number);
    }
    expect([...around].sort((a, b) => a - b)).toEqual(WANTED);
    expect(faults.messages).toEqual([]);
  });
});
