import { afterEach, describe, expect, it } from 'vitest';
import { createRetentionJob, createRetentionService } from '../../../src/engine/retention/index.ts';
import { retentionSchema, type Retention } from '../../../src/shared/recording-plan.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { camA, camB, memoryCatalog, quiet, segment } from '../catalog/catalog-fixture.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const SEGMENT = 3 * MINUTE;

const jobs: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const job of jobs.splice(0)) await job.stop();
});

function bench() {
  const clock = new FakeClock();
  const { segments, retention: store } = memoryCatalog();
  const own = new Map<string, Retention>();
  let installation = retentionSchema.parse({});
  let deletions = 0;
  const job = createRetentionJob({
    store,
    clock,
    logger: quiet,
    cameras: () => own,
    installation: () => installation,
    deleteFiles: () => Promise.resolve(void (deletions += 1)),
  });
  jobs.push(job);
  return {
    clock,
    store,
    segments,
    job,
    deletions: () => deletions,
    limitAll: (some: Partial<Retention>) => void (installation = retentionSchema.parse(some)),
    limit: (id: string, some: Partial<Retention>) => void own.set(id, retentionSchema.parse(some)),
    /** So many segments, the last of which ends now. */
    record: (cameraId: string, count: number): void => {
      const firstMs = clock.now() - count * SEGMENT;
      for (let n = 0; n < count; n += 1) segments.insertSegment(segment(cameraId, firstMs + n * SEGMENT, SEGMENT));
    },
    left: (cameraId: string) => store.bytesOf(cameraId) / 1000,
  };
}

describe('the retention job', () => {
  it('takes a segment within a minute of its time', async () => {
    const { clock, job, record, left, limitAll } = bench();
    limitAll({ continuousDays: 1 });
    record(camA, 10);
    job.start();
    await clock.advance(DAY - 9 * SEGMENT - 1);
    expect(left(camA)).toBe(10);
    await clock.advance(MINUTE);
    expect(left(camA)).toBe(9);
  });

  it('catches up after a long stop, in batches whose files are deleted as it goes', async () => {
    const { clock, job, record, left, limitAll, deletions } = bench();
    limitAll({ continuousDays: 10 });
    record(camA, 1000);
    await clock.advance(100 * DAY);
    record(camA, 2);
    job.start();
    await clock.advance(0);
    expect(left(camA)).toBe(2);
    expect(deletions()).toBe(10);
  });

  it('keeps the limits of each camera, and those of the installation for one that was removed', async () => {
    const { clock, job, record, left, limitAll, limit } = bench();
    limitAll({ maxBytes: 5000 });
    limit(camA, { maxBytes: 2000 });
    record(camA, 10);
    record(camB, 10);
    job.start();
    await clock.advance(0);
    expect([left(camA), left(camB)]).toEqual([2, 5]);
  });

  it('heeds a change at once', async () => {
    const { clock, job, record, left, limitAll } = bench();
    record(camA, 10);
    job.start();
    await clock.advance(0);
    expect(left(camA)).toBe(10);
    limitAll({ maxBytes: 3000 });
    job.poke();
    await clock.advance(0);
    expect(left(camA)).toBe(3);
  });

  it('goes around locked footage, whose bytes count, and takes it when it is unlocked', async () => {
    const { clock, store, job, record, left, limitAll } = bench();
    limitAll({ maxBytes: 3000 });
    record(camA, 10);
    const service = createRetentionService({ store, clock, cameraName: () => 'Gate', onUnlock: () => job.poke() });
    const firstMs = clock.now() - 10 * SEGMENT;
    const lock = service.lock(camA, { startMs: firstMs, endMs: firstMs + 2 * SEGMENT, note: 'parcel' });
    expect(service.locks(camA)).toMatchObject([{ cameraName: 'Gate', note: 'parcel', createdMs: clock.now() }]);
    job.start();
    await clock.advance(0);
    expect(store.usage()[0]).toMatchObject({ sizeBytes: 3000, lockedBytes: 2000, oldestMs: firstMs });
    service.unlock(lock.id);
    limitAll({ maxBytes: 1000 });
    await clock.advance(MINUTE);
    expect(store.usage()[0]).toMatchObject({ sizeBytes: 1000, oldestMs: firstMs + 9 * SEGMENT });
    expect(() => service.unlock(lock.id)).toThrow(/no such lock/);
    expect(left(camA)).toBe(1);
  });

  it('takes nothing for its age in the hour after the clock was set forward, and nothing at all when it is set back again', async () => {
    const { clock, job, record, left, limitAll } = bench();
    limitAll({ continuousDays: 7 });
    record(camA, 10);
    job.start();
    await clock.advance(MINUTE);
    clock.setUtc(clock.now() + 3000 * DAY);
    await clock.advance(59 * MINUTE);
    expect(left(camA)).toBe(10);
    clock.setUtc(clock.now() - 3000 * DAY);
    await clock.advance(10 * MINUTE);
    expect(left(camA)).toBe(10);
    clock.setUtc(clock.now() + 3000 * DAY);
    await clock.advance(62 * MINUTE);
    expect(left(camA)).toBe(0);
  });

  it('tries again in a minute when deleting failed', async () => {
    const { clock, segments, store, left, record } = bench();
    let broken = true;
    const job = createRetentionJob({
      store,
      clock,
      logger: quiet,
      cameras: () => new Map(),
      installation: () => retentionSchema.parse({ maxBytes: 0 }),
      deleteFiles: () => (broken ? Promise.reject(new Error('EIO')) : Promise.resolve()),
    });
    jobs.push(job);
    record(camA, 250);
    job.start();
    await clock.advance(0);
    expect(left(camA)).toBe(150);
    broken = false;
    await clock.advance(MINUTE);
    expect(left(camA)).toBe(0);
    expect(segments.segmentsInRange(camA, 0, clock.now(), 1)).toEqual([]);
  });
});
