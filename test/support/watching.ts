import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import type { DetectionStatus, TracksAt, WorkerStatus } from '../../src/shared/detection.ts';
import { liveControlSchema } from '../../src/shared/live-protocol.ts';
import type { ModelView } from '../../src/shared/models.ts';
import type { Product } from './product.ts';

/** How detection fares, as the product says it. */
export interface DetectionNow {
  readonly cameras: readonly DetectionStatus[];
  readonly workers: readonly WorkerStatus[];
}

export function detectionNow(product: Product): Promise<DetectionNow> {
  return product.json('GET', '/api/detection/status');
}

/** Adds a model from a file; answers its id. @throws with the answer's text when it is refused */
export async function uploadModel(product: Product, file: string, name: string): Promise<string> {
  const { origin } = new URL(product.url);
  const response = await fetch(new URL(`/api/models?${new URLSearchParams({ name }).toString()}`, origin), {
    method: 'POST',
    headers: { cookie: product.cookie, origin, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(readFileSync(file)),
  });
  if (!response.ok) throw new Error(`the model was refused with ${response.status}: ${await response.text()}`);
  return ((await response.json()) as ModelView).id;
}

/** Someone who watches the sub stream of one camera. */
export interface Watcher {
  close(): Promise<void>;
}

/** Watches a camera live and tells of each `tracks` message, with the moment at which it came, UTC milliseconds. */
export async function watchTracks(
  product: Product,
  cameraId: string,
  onTracks: (tracks: TracksAt, receivedMs: number) => void,
): Promise<Watcher> {
  const { origin } = new URL(product.url);
  const url = `${origin.replace('http', 'ws')}/api/cameras/${cameraId}/live?stream=sub`;
  const socket = new WebSocket(url, { headers: { cookie: product.cookie, origin } });
  socket.on('message', (data, isBinary) => {
    const receivedMs = performance.timeOrigin + performance.now();
    if (isBinary) return;
    const message = liveControlSchema.parse(JSON.parse((data as Buffer).toString()));
    if (message.type === 'tracks') onTracks(message, receivedMs);
  });
  await once(socket, 'open');
  return {
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
