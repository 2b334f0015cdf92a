import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Run } from '../../../src/engine/camera/index.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { createRecorder } from '../../../src/engine/recording/index.ts';
import { eventually } from '../../support/eventually.ts';
import { ffmpegs, recordFootage } from '../../support/footage.ts';
import { MemorySegmentStore } from '../../support/memory-segment-store.ts';
import { openRoots } from '../../support/roots.ts';

const cameraId = 'abcdefghij01';
const all = ffmpegs();

describe.each(all)('pictures that change their size (ffmpeg $name)', ({ path: ffmpeg }) => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'vigil-resized-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  function newRun(tail: string): Run {
    const startedMs = Date.now();
    const id = `${startedMs.toString(36).padStart(8, '0')}${tail}`;
    return { id, cameraId, cameraName: 'Gate', startedMs, hasSub: false, record: true };
  }

  /** One segment of a second. */
  async function footage(size: string): Promise<string> {
    const pattern = join(root, `${size}-%05d.mp4`);
    const place = { prepare: () => Promise.resolve(pattern) };
    const made = await recordFootage({
      ...{ ffmpeg, run: newRun('aaaa'), place, sinks: [], segmentSeconds: 2, frames: 10, size },
    });
    await made.ended;
    return pattern.replace('%05d', '00000');
  }

  it('begin another run, though nobody looked into a growing file between the two sizes', async () => {
    const renew = vi.fn<(id: string) => void>();
    const store = new MemorySegmentStore();
    const roots = await openRoots(join(root, 'disk'));
    const recorder = createRecorder({ roots, store, clock: systemClock, logger: pino({ level: 'silent' }), renew });
    const run = newRun('bbbb');
    const pattern = await recorder.prepare(run);
    await recorder.begin(run);
    for (const [number, size] of ['160x120', '160x120', '320x240'].entries()) {
      expect(renew).not.toHaveBeenCalled();
      const file = pattern.replace('%05d', String(number).padStart(5, '0'));
      await copyFile(await footage(size), file);
      recorder.segment(run, { file, startSeconds: number, endSeconds: number + 1 });
      await eventually('its row', () => store.segmentsInRange(cameraId, 0, Infinity, Infinity).length === number + 1);
    }
    await eventually('the word', () => renew.mock.calls.length > 0);
    expect(renew.mock.calls).toEqual([[cameraId]]);
    await recorder.end(run, { kind: 'renewed' });
  });
});
