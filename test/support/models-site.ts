import * as ort from 'onnxruntime-node';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { CatalogueEntry } from '../../src/shared/models.ts';
import { openCatalog } from '../../src/engine/catalog/index.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createAuth, createHttpServer } from '../../src/engine/http/index.ts';
import { createLogger } from '../../src/engine/logger.ts';
import { createModels } from '../../src/engine/models/index.ts';
import { ModelError, type ModelFile } from '../../src/engine/vision/index.ts';
import { FakeEngine, view } from '../unit/http/fake-services.ts';
import { facts, modelBytes } from './model-bench.ts';

/** The interface with the real models behind the real HTTP server; cameras and what a model sees are made up. */
export interface ModelsSite {
  /** Shows the page to somebody who is signed in. */
  open(page: Page): Promise<void>;
  readonly url: string;
  readonly modelsDir: string;
  readonly folder: string;
  /** What the camera's detection uses. */
  use(model: string): void;
  stop(): Promise<void>;
}

/** Opens a file with the real runtime. */
async function inspect({ path }: ModelFile) {
  try {
    const session = await ort.InferenceSession.create(path);
    await session.release();
    return facts;
  } catch (error) {
    throw new ModelError('corrupt', error instanceof Error ? error.message : 'it cannot be opened');
  }
}

async function street(): Promise<Buffer> {
  const person = (x: number, colour: string) =>
    `<g fill="${colour}"><circle cx="${x}" cy="150" r="18"/><rect x="${x - 24}" y="170" width="48" height="80" rx="14"/>` +
    `<rect x="${x - 22}" y="240" width="18" height="84"/><rect x="${x + 4}" y="240" width="18" height="84"/></g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#7d8a96"/>
    <rect y="250" width="640" height="110" fill="#55606b"/>${person(180, '#26323f')}${person(430, '#5a2f2f')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

/** Starts it on loopback; the caller stops it. `entries` is the catalogue. */
export async function startModelsSite(
  rendererDir: string,
  entries: readonly CatalogueEntry[],
  waits: { readonly idleMs: number; readonly retryDelaysMs: readonly number[] },
): Promise<ModelsSite> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-models-page-'));
  const bundledDir = join(folder, 'bundled');
  const modelsDir = join(folder, 'models');
  mkdirSync(bundledDir);
  writeFileSync(join(bundledDir, 'hog-people.onnx'), modelBytes(84_000));
  writeFileSync(join(bundledDir, 'models.json'), JSON.stringify({ version: 1, models: entries }));
  const logger = createLogger({ level: 'silent' });
  const catalog = openCatalog(':memory:', { logger });
  const engine = new FakeEngine();
  let used = 'hog-people';
  const models = createModels({
    dir: modelsDir,
    bundledDir,
    clock: systemClock,
    logger,
    inference: {
      inspect,
      unload: () => undefined,
      forget: () => undefined,
      detect: () =>
        Promise.resolve({
          kind: 'done',
          detections: [
            { label: 'person', score: 0.93, box: { x: 0.235, y: 0.36, w: 0.095, h: 0.55 } },
            { label: 'person', score: 0.58, box: { x: 0.63, y: 0.36, w: 0.09, h: 0.55 } },
          ],
          provider: 'cpu',
          workerMs: 17.4,
        }),
    },
    cameras: () => [
      { camera: { ...view.camera, detection: { ...view.camera.detection, enabled: true, model: used } } },
    ],
    snapshot: street,
    emit: (event) => engine.listeners.forEach((listener) => listener(event)),
    ...waits,
  });
  const auth = createAuth({ store: catalog.sessions, clock: systemClock });
  const server = await createHttpServer({
    services: { ...engine.services, models: models.service },
    auth,
    clock: systemClock,
    logger,
    buildPlaylist: () => '',
    rendererDir,
    version: '0.1.0',
    host: '127.0.0.1',
    port: 0,
  });
  const url = await server.listen();
  return {
    url,
    async open(page) {
      const origin = url.slice(0, -1);
      const data = { token: auth.issueToken() };
      // The browser's own cookies: what the page asks from then on goes with the session.
      const answer = await page.request.post(`${url}api/session`, { data, headers: { origin } });
      if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`);
      await page.goto(url);
    },
    modelsDir,
    folder,
    use: (model) => void (used = model),
    async stop() {
      await server.close();
      await models.stop();
      catalog.close();
      engine.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
