import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../../src/engine/camera/index.ts';
import { createRecorder, type Recorder } from '../../../src/engine/recording/index.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ffmpegs, recordFootage } from '../../support/footage.ts';
import { MemorySegmentStore } from '../../support/memory-segment-store.ts';
import { mayMount, Mounts } from '../../support/mounts.ts';
import { openRoots } from '../../support/roots.ts';
import { quiet } from '../../unit/catalog/catalog-fixture.ts';

const cameraId = 'abcdefghij01';
const [ffmpeg] = ffmpegs();
const SECONDS = 4;

describe.skipIf(ffmpeg === undefined || !mayMount())('a file that grows on a disk that goes', () => {
  let mounts: Mounts;
  let root: string;
  let clock: FakeClock;
  let store: MemorySegmentStore;
  let recorder: Recorder;
  const growing = (): string[] => readdirSync(join(root, cameraId, '.growing'));

  beforeEach(async () => {
    mounts = new Mounts();
    root = mounts.mount('disk', 32);
    clock = new FakeClock(Date.now());
    store = new MemorySegmentStore();
    recorder = createRecorder({ roots: await openRoots(root), store, clock, logger: quiet });
    recorder.start();
  });
  afterEach(async () => {
    await recorder.stop();
    mounts.close();
  });

  /** A run at whose only file something happens before it is finished. */
  async function record(happens: () => void = () => undefined): Promise<Run> {
    await clock.advance(60_000);
    const startedMs = clock.now();
    const id = `${startedMs.toString(36).padStart(8, '0')}test`;
    const run: Run = { id, cameraId, cameraName: 'Gate', startedMs, hasSub: false, record: true };
    const sink: Recorder = {
      ...recorder,
      segment(ended, entry) {
        happens();
        recorder.segment(ended, entry);
      },
    };
    const options = { ffmpeg: ffmpeg!.path, run, place: recorder, sinks: [sink] };
    await (
      await recordFootage({ ...options, segmentSeconds: 60, frames: 10 * SECONDS })
    ).ended;
    return run;
  }

  it('is listed where it lies when the disk becomes read-only, and put in its place once it can be written to', async () => {
    const run = await record(() => mounts.readOnly('disk'));
    const key = `${run.id}-00000`;
    const [row] = [...store.rows.values()];
    expect(row).toMatchObject({ key, durationMs: SECONDS * 1000, path: `${cameraId}/.growing/${key}.mp4` });
    expect(growing()).toEqual([`${key}.mp4`]);
    const footageEndMs = row!.startMs + row!.durationMs;
    expect(store.gapsInRange(cameraId, 0, Infinity).at(-1)).toMatchObject({ startMs: footageEndMs });
    // As long as it is read-only, looking again changes nothing and is no failure.
    expect(await recorder.recover()).toMatchObject({ indexed: 0, failed: 0, lost: 0 });
    mounts.writable('disk');
    expect(await recorder.recover()).toMatchObject({ indexed: 0, failed: 0, lost: 0 });
    const settled = store.rows.get(key)!;
    expect({ ...settled, path: '' }).toEqual({ ...row, path: '' });
    expect(settled.path).toMatch(new RegExp(`^${cameraId}/\\d{4}-\\d\\d-\\d\\d/.*Z_${key}\\.mp4$`));
    expect([growing(), existsSync(join(root, settled.path))]).toEqual([[], true]);
  });

  it('is found when a disk that had vanished is there again', async () => {
    const before = await record();
    mounts.bind('disk', 'kept');
    const run = await record(() => mounts.takeAway('disk'));
    expect([...store.rows.keys()]).toEqual([`${before.id}-00000`]);
    mounts.bind('kept', 'disk');
    recorder.rootReturned();
    await eventually('the file to be listed', async () => {
      await clock.advance(15_000);
      return store.rows.has(`${run.id}-00000`);
    });
    expect(store.rows.get(`${run.id}-00000`)?.durationMs).toBe(SECONDS * 1000);
  });
});
