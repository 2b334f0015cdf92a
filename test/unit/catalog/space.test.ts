import { expect, it } from 'vitest';
import { camA, camB, memoryCatalog, segment } from './catalog-fixture.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;

it('counts the footage of each place, whatever happens to the rows', () => {
  const { segments, space } = memoryCatalog();
  const [one, two, other] = [
    segment(camA, noon, MINUTE),
    segment(camA, noon + MINUTE, MINUTE),
    segment(camB, noon, MINUTE),
  ];
  segments.insertSegment(one);
  segments.insertSegment(two);
  segments.insertSegment({ ...other, place: 2 });
  expect(space.usage(1)).toEqual({ bytes: one.sizeBytes + two.sizeBytes, segments: 2, oldestMs: noon });
  expect(space.usage(2)).toEqual({ bytes: other.sizeBytes, segments: 1, oldestMs: noon });
  expect(space.bytesSince(1, noon + 1)).toBe(two.sizeBytes);
  segments.condemnSegments([one.key]);
  segments.condemnCamera(camB, true);
  expect(space.usage(1)).toEqual({ bytes: two.sizeBytes, segments: 1, oldestMs: noon + MINUTE });
  expect(space.usage(2)).toEqual({ bytes: 0, segments: 0, oldestMs: null });
});

it('names the oldest of a place, of all cameras', () => {
  const { segments, space } = memoryCatalog();
  const rows = [
    segment(camA, noon + MINUTE, MINUTE),
    segment(camB, noon, MINUTE),
    segment(camA, noon + 2 * MINUTE, MINUTE),
  ];
  rows.forEach((row) => segments.insertSegment(row));
  expect(space.unlockedOldest(1, 2).map(({ key }) => key)).toEqual([rows[1]?.key, rows[0]?.key]);
  expect(space.unlockedOldest(2, 2)).toEqual([]);
  expect(space.archivedOldest(1, 2)).toEqual([]);
});

it('gives up the local copy of what is archived, locked or not, and nothing else that is locked', () => {
  const { segments, space, tiers, retention } = memoryCatalog();
  const [archived, local] = [segment(camA, noon, MINUTE), segment(camA, noon + MINUTE, MINUTE)];
  segments.insertSegment(archived);
  segments.insertSegment(local);
  retention.addLock({
    cameraId: camA,
    cameraName: 'Gate',
    startMs: noon,
    endMs: noon + 2 * MINUTE,
    note: '',
    createdMs: noon,
  });
  tiers.finishUpload(archived.key, 7, 'ab'.repeat(32));
  expect(space.archivedOldest(1, 9).map(({ key }) => key)).toEqual([archived.key]);
  expect(space.unlockedOldest(1, 9)).toEqual([]);
  space.releaseToArchive([archived.key, local.key]);
  expect(segments.findSegment(archived.key)?.place).toBe(7);
  expect(segments.garbage(1, 9)).toEqual([{ key: archived.key, place: 1, path: archived.path }]);
  expect(segments.findSegment(local.key)?.place).toBe(1);
});
