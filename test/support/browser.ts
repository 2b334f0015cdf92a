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

/** A new page in a context of its own (no cookies of other tests), with its faults collected. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: PageFaults }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  const faults: PageFaults = { messages: [] };
  page.on('pageerror', (error) => faults.messages.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.messages.push(message.text());
  });
  return { page, faults };
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
