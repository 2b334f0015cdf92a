import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Chromium's path: CHROMIUM_PATH, or where Debian and the usual installers put it; null when there is none. */
export function chromiumPath(): string | null {
  const places = [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return places.find((path) => path !== undefined && existsSync(path)) ?? null;
}

/**
 * Whether browser tests can run here. Says so in one line when not; with CI=true it throws instead,
 * so that no test is left out unseen. For `describe.skipIf(!hasBrowser())`.
 */
export function hasBrowser(): boolean {
  if (chromiumPath() !== null) return true;
  if (process.env['CI'] === 'true') throw new Error('chromium is missing; with CI=true browser tests must run');
  process.stderr.write('browser tests are skipped: no chromium found (set CHROMIUM_PATH)\n');
  return false;
}

/** Starts a headless chromium; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('no chromium');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

/** What went wrong in a page: uncaught exceptions and errors on its console. Tests expect `messages` to be empty. */
export interface PageFaults {
  readonly messages: string[];
}

/** As large as the window of most tests. */
const viewport = { width: 1280, height: 720 };

function watchFaults(page: Page, note: (message: string) => void): void {
  page.on('pageerror', (error) => note(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') note(message.text());
  });
}

/** A new page in a context of its own (no cookies of other tests), with its faults collected. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: PageFaults }> {
  const context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
  const faults: PageFaults = { messages: [] };
  watchFaults(page, (message) => faults.messages.push(message));
  return { page, faults };
}

/** One page for the tests of a file, one after the other. */
export interface KeptPage {
  readonly page: Page;
  /** What went wrong since the last `clear`. */
  readonly faults: PageFaults;
  /** Leaves the address, which closes its sockets, and forgets everything that the test before may have left. */
  clear(): Promise<void>;
}

/**
 * A page that is used again: a new one costs more than a second of CPU time, most of it for compiling the interface anew. After
 * `clear` it has no cookies, nothing stored, no permissions and no routes, like a new one. Tests that add scripts to the page
 * (`addInitScript`, which cannot be taken back) or need other options of the context open their own.
 */
export async function keepPage(browser: Browser, options: BrowserContextOptions = {}): Promise<KeptPage> {
  const context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const messages: string[] = [];
  const origins = new Set<string>();
  watchFaults(page, (message) => messages.push(message));
  page.on('framenavigated', (frame) => {
    if (frame.url().startsWith('http')) origins.add(new URL(frame.url()).origin);
  });
  return {
    page,
    faults: { messages },
    async clear() {
      if (page.url().startsWith('http')) await page.evaluate(() => sessionStorage.clear());
      await page.goto('about:blank');
      // Nothing is under a pointer that is outside.
      await page.mouse.move(-1, -1);
      await Promise.all([page.unrouteAll(), context.clearCookies(), context.clearPermissions()]);
      for (const origin of origins) await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
      origins.clear();
      messages.length = 0;
    },
  };
}

function newest(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

type Mode = 'production' | 'development';

/** Under vitest NODE_ENV is `test`, which the build would take over. */
async function buildRenderer(outDir: string, mode: Mode): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = mode;
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      mode,
      root: join(root, 'src/renderer'),
      base: '/',
      plugins: [react()],
      build: { outDir, emptyOutDir: true, target: 'chrome120' },
    });
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

/**
 * The built interface, `out/renderer`; built first when it is missing or older than its sources. In development React runs
 * every effect twice (StrictMode): `out/renderer-development`.
 */
export async function builtRenderer(mode: Mode = 'production'): Promise<string> {
  const out = join(root, mode === 'production' ? 'out/renderer' : 'out/renderer-development');
  const index = join(out, 'index.html');
  const sources = Math.max(newest(join(root, 'src/renderer')), newest(join(root, 'src/shared')));
  if (!existsSync(index) || statSync(index).mtimeMs < sources) await buildRenderer(out, mode);
  return out;
}
