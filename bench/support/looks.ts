import type { DetectionStatus } from '../../src/shared/detection.ts';
import { detectionNow, watchTracks, type Watcher } from '../../test/support/watching.ts';
import type { DetectionScene } from '../../test/support/detection-scene.ts';
import { elapse } from './scene.ts';

/** States in which pictures are looked at, as often as wanted or less. */
const LOOKING: readonly DetectionStatus['state'][] = ['running', 'slowed'];
const ASK_MS = 250;

interface Told {
  readonly receivedMs: number;
  readonly latencyMs: number;
}

/** What one camera's viewer saw while its pictures were looked at. */
export interface CameraLooks {
  readonly looks: number;
  /** Time in which they were. */
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
}

export interface Observed {
  readonly cameras: readonly CameraLooks[];
  /** All pictures that were looked at by the count of the status, a second; of all cameras. */
  readonly statusFps: number;
  /** Share of the time in which nothing moved. */
  readonly resting: number;
  readonly workerMs: number;
  readonly slowest: number;
}

/**
 * Watches all cameras live for so long. Counted is what comes between two questions that were both answered `it is looked at`: at
 * rest there are messages too, but no looks.
 */
export async function observe({ product, ids }: DetectionScene, measureMs: number): Promise<Observed> {
  const told = ids.map((): Told[] => []);
  const watchers: Watcher[] = [];
  for (const [at, id] of ids.entries()) {
    const keep = ({ atMs }: { atMs: number }, receivedMs: number) =>
      void told[at]?.push({ receivedMs, latencyMs: receivedMs - atMs });
    watchers.push(await watchTracks(product, id, keep));
  }
  const asked: { readonly atMs: number; readonly statuses: readonly DetectionStatus[] }[] = [];
  const untilMs = performance.now() + measureMs;
  while (performance.now() < untilMs) {
    const { cameras } = await detectionNow(product);
    asked.push({ atMs: performance.timeOrigin + performance.now(), statuses: cameras });
    await elapse(ASK_MS);
  }
  for (const watcher of watchers) await watcher.close();
  const statusOf = (statuses: readonly DetectionStatus[], id: string) => statuses.find((one) => one.cameraId === id);
  const cameras = ids.map((id, at): CameraLooks => {
    const latenciesMs: number[] = [];
    let seconds = 0;
    for (const [index, { atMs, statuses }] of asked.entries()) {
      const next = asked[index + 1];
      const both = [statuses, next?.statuses ?? []].map((one) => statusOf(one, id)?.state ?? 'off');
      if (next === undefined || !both.every((state) => LOOKING.includes(state))) continue;
      seconds += (next.atMs - atMs) / 1000;
      const within = (told[at] ?? []).filter(({ receivedMs }) => receivedMs >= atMs && receivedMs < next.atMs);
      latenciesMs.push(...within.map(({ latencyMs }) => latencyMs));
    }
    return { looks: latenciesMs.length, seconds, latenciesMs };
  });
  const all = asked.flatMap(({ statuses }) => statuses);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    cameras,
    statusFps: mean(all.map(({ actualFps }) => actualFps)) * ids.length,
    resting: mean(all.map(({ state }) => (state === 'resting' ? 1 : 0))),
    workerMs: mean(all.flatMap(({ inferenceMs }) => inferenceMs ?? [])),
    slowest: Math.min(...all.filter(({ state }) => LOOKING.includes(state)).map(({ grantedFps }) => grantedFps)),
  };
}
