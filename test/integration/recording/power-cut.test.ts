import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
/** Of the growing segment there must be more than what may be lost; spread over the period in which it is synced. */
const CUT_AT_MS = [3000, 3500, 4000];
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

  interface Cut {
    readonly image: string;
    /** The growing segment as programs saw it just after. */
    readonly written: string;
  }

  async function cutAt(grownMs: number, image: string): Promise<Cut> {
    await eventually(
      `a finished segment, and a growing one of ${grownMs} ms`,
      () => {
        const growing = live.recorder.growing(cameraId);
        return finished(live).length === 1 && growing !== null && growing.endMs - growing.startMs >= grownMs;
      },
      { timeoutMs: 30_000, everyMs: 20 },
    );
    const cut = { image: mounts.path(`cut-${grownMs}`), written: mounts.path(`written-${grownMs}.mp4`) };
    await eventually('the disk to be at rest', () => mounts.cutPower('disk', image, cut.image), { everyMs: 10 });
    copyFileSync(live.recorder.growing(cameraId)!.path, cut.written);
    return cut;
  }

  async function lostFrames(cut: Cut): Promise<number> {
    mounts.repair(cut.image);
    const after = await openScene(mounts.mountImage(cut.image, `after-${basename(cut.image)}`));
    try {
      expect(await after.recorder.recover()).toMatchObject({ quarantined: 0, failed: 0, lost: 0 });
      const [whole, grown, ...more] = finished(after);
      const [row] = finished(live);
      expect(whole?.key).toBe(row!.key);
      expect(readFileSync(join(after.root, row!.path)).equals(readFileSync(join(live.root, row!.path)))).toBe(true);
      expect(more).toEqual([]);
      const survived = grown === undefined ? 0 : await framesIn(join(after.root, grown.path));
      return (await framesIn(cut.written)) - survived;
    } finally {
      await after.recorder.stop();
      after.catalog.close();
    }
  }

  it('costs at most two seconds of the growing segment, and nothing of a finished one', async () => {
    const image = mounts.makeImage('image', 64);
    await startRecording(mounts.mountImage(image, 'disk'));
    const cuts: Cut[] = [];
    for (const grownMs of CUT_AT_MS) cuts.push(await cutAt(grownMs, image));
    const lost: number[] = [];
    for (const cut of cuts) lost.push(await lostFrames(cut));
    expect(Math.max(...lost), `frames lost: ${lost.join(', ')}`).toBeLessThanOrEqual(MAY_BE_LOST_FRAMES);
  });
});
