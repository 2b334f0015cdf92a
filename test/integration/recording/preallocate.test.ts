import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCatalog } from '../../../src/engine/catalog/index.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { createPreallocate } from '../../../src/engine/recording/preallocate.ts';
import { createRecorder } from '../../../src/engine/recording/index.ts';
import { createRoots } from '../../../src/engine/storage/index.ts';
import { eventually } from '../../support/eventually.ts';
import { ffmpegs, recordFootage } from '../../support/footage.ts';
import { mayMount, mayMountImages, Mounts } from '../../support/mounts.ts';
import { endChild } from '../../support/read-frames.ts';
import { camA, quiet, segment } from '../../unit/catalog/catalog-fixture.ts';

const [ffmpeg] = ffmpegs();
const MB = 1_048_576;
/** Bytes of the blocks that a file has, whatever its length. */
const blocks = (path: string): number => statSync(path).blocks * 512;

describe.skipIf(ffmpeg === undefined || !mayMountImages() || !existsSync('/usr/bin/fallocate'))(
  'room that is reserved for a recording',
  () => {
    let mounts: Mounts;
    beforeEach(() => void (mounts = new Mounts()));
    afterEach(() => mounts.close());

    it('is as much as the segments before took, does not change the length, and is given back at the end', async () => {
      const root = mounts.mountImage(mounts.makeImage('image', 64), 'disk');
      const catalog = openCatalog(':memory:', { logger: quiet });
      const roots = createRoots({
        settings: () => [{ path: root, kind: 'fast' }],
        places: catalog.places,
        logger: quiet,
      });
      await roots.start();
      const options = { roots, store: catalog.segments, clock: systemClock, logger: quiet };
      const recorder = createRecorder({ ...options, preallocate: () => true });
      recorder.start();
      const startedMs = Date.now();
      catalog.segments.insertSegment({ ...segment(camA, startedMs - 60_000, 2000), sizeBytes: 10 * MB });
      const footage = await recordFootage({
        ffmpeg: ffmpeg!.path,
        run: {
          ...{ id: `${startedMs.toString(36).padStart(8, '0')}test`, cameraId: camA, cameraName: 'Gate' },
          ...{ startedMs, hasSub: false, record: true },
        },
        ...{ place: recorder, sinks: [recorder], segmentSeconds: 60, frames: 600, fps: 10, realTime: true },
      });
      const growing = await eventually('reserved room', () => {
        const path = recorder.growing(camA)!.path;
        return existsSync(path) && blocks(path) > 10 * MB ? path : null;
      });
      expect(statSync(growing).size).toBeLessThan(2 * MB);
      await endChild(footage.child);
      await footage.ended;
      await recorder.stop();
      const row = catalog.segments.segmentsInRange(camA, startedMs, Date.now(), 10).at(-1)!;
      const file = join(root, row.path);
      expect(statSync(file).size).toBe(row.sizeBytes);
      expect(blocks(file)).toBeLessThan(row.sizeBytes + 8192);
      catalog.close();
    });
  },
);

describe('reserving room where it cannot be done', () => {
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  beforeEach(() => void lines.splice(0));

  it('without the tool is said once, and costs nothing', async () => {
    const preallocate = createPreallocate(logger, 'no-such-tool');
    await preallocate('/nowhere', MB);
    await preallocate('/nowhere', MB);
    expect(lines.map((line) => (JSON.parse(line) as { why: string }).why)).toEqual([
      'there is no program no-such-tool',
    ]);
  });

  it.skipIf(!mayMount())('on a disk without so much room is nothing to tell', async () => {
    const mounts = new Mounts();
    try {
      const path = join(mounts.mount('small', 4), 'recording.mp4');
      mkdirSync(mounts.path('small'), { recursive: true });
      writeFileSync(path, 'abc');
      await createPreallocate(logger)(path, 100 * MB);
      expect([lines, statSync(path).size]).toEqual([[], 3]);
    } finally {
      mounts.close();
    }
  });
});
