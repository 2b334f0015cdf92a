import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCatalog, type Catalog } from '../../../src/engine/catalog/index.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { createRecorder, type Recorder } from '../../../src/engine/recording/index.ts';
import { createRoots } from '../../../src/engine/storage/index.ts';
import { eventually } from '../../support/eventually.ts';
import { ffmpegs, recordFootage } from '../../support/footage.ts';
import { mayMountImages, Mounts } from '../../support/mounts.ts';
import { endChild, readFrames } from '../../support/read-frames.ts';
import { quiet } from '../../unit/catalog/catalog-fixture.ts';

const cameraId = 'abcdefghij01';
const [ffmpeg] = ffmpegs();
const FPS = 10;
const SEGMENT_SECONDS = 5;
/** Of the growing segment there must be more than what may be lost. */
const GROWN_MS = 4000;
const MAY_BE_LOST_FRAMES = 2 * FPS;

interface Scene {
  readonly root: string;
  readonly catalog: Catalog;
  readonly recorder: Recorder;
}

/** Catalog and recordings on the disk that is mounted there. */
async function openScene(disk: string): Promise<Scene> {
  const root = join(disk, 'recordings');
  mkdirSync(root, { recursive: true });
  const catalog = openCatalog(join(disk, 'vigil.db'), { logger: quiet });
  const roots = createRoots({ settings: () => [{ path: root, kind: 'fast' }], places: catalog.places, logger: quiet });
  await roots.start();
  const recorder = createRecorder({ roots, store: catalog.segments, clock: systemClock, logger: quiet });
  return { root, catalog, recorder };
}

async function framesIn(path: string): Promise<number> {
  const { frames } = await readFrames({ ffmpeg: ffmpeg!.path, input: ['-v', 'error', '-i', path] });
  return frames.length;
}

const finished = ({ catalog }: Scene) => catalog.segments.segmentsInRange(cameraId, 0, Number.MAX_SAFE_INTEGER, 100);

describe.skipIf(ffmpeg === undefined || !mayMountImages())('a power cut while a camera records', () => {
  let mounts: Mounts;
  let live: Scene;
  let stopRecording: () => Promise<void>;

  beforeEach(() => {
    mounts = new Mounts();
    stopRecording = () => Promise.resolve();
  });
  afterEach(async () => {
    await stopRecording();
    mounts.close();
  });

  async function startRecording(disk: string): Promise<void> {
    live = await openScene(disk);
    const { recorder, catalog } = live;
    recorder.start();
    const startedMs = Date.now();
    const id = `${startedMs.toString(36).padStart(8, '0')}test`;
    const footage = await recordFootage({
      ffmpeg: ffmpeg!.path,
      run: { id, cameraId, cameraName: 'Gate', startedMs, hasSub: false, record: true },
      ...{ place: recorder, sinks: [recorder], segmentSeconds: SEGMENT_SECONDS, frames: FPS * 60, fps: FPS },
      realTime: true,
    });
    stopRecording = async () => {
      await endChild(footage.child);
      await footage.ended;
      await recorder.stop();
      catalog.close();
    };
  }

  it('costs at most two seconds of the growing segment, and nothing of a finished one', async () => {
    const image = mounts.makeImage('image', 64);
    await startRecording(mounts.mountImage(image, 'disk'));
    await eventually(
      'a finished segment, and a growing one',
      () => {
        const growing = live.recorder.growing(cameraId);
        return finished(live).length === 1 && growing !== null && growing.endMs - growing.startMs >= GROWN_MS;
      },
      { timeoutMs: 30_000, everyMs: 50 },
    );
    const cut = await eventually('a moment in which the disk is at rest', () => mounts.cutPower('disk', image), {
      timeoutMs: 5000,
      everyMs: 10,
    });
    const [row] = finished(live);
    const { key, path } = live.recorder.growing(cameraId)!;
    const written = mounts.path('written.mp4');
    copyFileSync(path, written);

    mounts.repair(cut);
    const after = await openScene(mounts.mountImage(cut, 'after'));
    try {
      const bytes = readFileSync(join(after.root, row!.path));
      expect(bytes.equals(readFileSync(join(live.root, row!.path)))).toBe(true);
      expect(await after.recorder.recover()).toMatchObject({ quarantined: 0, failed: 0, lost: 0 });
      expect(finished(after).map((one) => one.key)).toEqual([row!.key, key]);
      const survived = await framesIn(join(after.root, finished(after)[1]!.path));
      const lost = (await framesIn(written)) - survived;
      expect(lost, `frames lost, ${survived} survived`).toBeLessThanOrEqual(MAY_BE_LOST_FRAMES);
      expect(readdirSync(join(after.root, cameraId, '.growing'))).toEqual([]);
    } finally {
      await after.recorder.stop();
      after.catalog.close();
    }
  });
});
