import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CameraInputBody, CameraView } from '../../src/shared/camera.ts';
import type { Segment } from '../../src/shared/recording.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { eventually } from './eventually.ts';
import type { Product } from './product.ts';

/** Settings of a product under test: short segments and short waits, so that a test sees several of each. */
export function writeQuickSettings(dataDir: string): void {
  const settings: { recording: Partial<Settings['recording']>; reconnect: Partial<Settings['reconnect']> } = {
    recording: { segmentSeconds: 2 },
    reconnect: { firstDelayMs: 200, longestDelayMs: 1000, slowRetryMs: 1000, jitter: 0 },
  };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));
}

/** Adds a camera and waits until it delivers. */
export async function addCamera(product: Product, input: CameraInputBody): Promise<CameraView['camera']> {
  const { camera } = await product.json<CameraView>('POST', '/api/cameras', input);
  await stateOf(product, camera.id, 'ok');
  return camera;
}

/** Waits until a camera is in a state; the last one seen is in the error. */
export async function stateOf(product: Product, id: string, state: CameraView['status']['state']): Promise<CameraView> {
  return eventually(
    `camera ${id} to be ${state}`,
    async () => {
      const view = await product.json<CameraView>('GET', `/api/cameras/${id}`);
      if (view.status.state !== state) throw new Error(`it is ${JSON.stringify(view.status)}`);
      return view;
    },
    { timeoutMs: 30_000, everyMs: 100 },
  );
}

/** All finished segments of a camera, ascending. */
export async function segmentsOf(product: Product, id: string): Promise<Segment[]> {
  const span = `startMs=${Date.now() - 3_600_000}&endMs=${Date.now() + 60_000}`;
  return (await product.json<{ segments: Segment[] }>('GET', `/api/cameras/${id}/segments?${span}`)).segments;
}

/** Waits until a camera has at least `count` finished segments. */
export function segmentsAtLeast(product: Product, id: string, count: number): Promise<Segment[]> {
  return eventually(
    `${count} segments of ${id}`,
    async () => {
      const segments = await segmentsOf(product, id);
      return segments.length >= count ? segments : null;
    },
    { timeoutMs: 40_000, everyMs: 200 },
  );
}

/** Recording files below a data folder, finished and growing, paths relative to the recordings. */
export function recordingFiles(dataDir: string): { finished: string[]; growing: string[] } {
  const files = readdirSync(join(dataDir, 'recordings'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mp4'))
    .sort();
  const isGrowing = (name: string) => name.includes('.growing');
  return { finished: files.filter((name) => !isGrowing(name)), growing: files.filter(isGrowing) };
}
