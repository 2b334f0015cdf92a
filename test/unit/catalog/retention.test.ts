import { describe, expect, it } from 'vitest';
import { camA, camB, memoryCatalog, segment } from './catalog-fixture.ts';

const lockOf = (cameraId: string, startMs: number, endMs: number) => ({
  cameraId,
  cameraName: 'Gate',
  startMs,
  endMs,
  note: '',
  createdMs: 5,
});

function catalogWith(...starts: number[]) {
  const { segments, retention } = memoryCatalog();
  const keys = starts.map((startMs) => {
    const added = segment(camA, startMs, 100);
    segments.insertSegment(added);
    return added.key;
  });
  const unlocked = () => retention.oldestUnlocked(camA, 99).map(({ startMs }) => startMs);
  return { segments, retention, keys, unlocked };
}

describe('running totals', () => {
  it('follow what is added, locked and given up', () => {
    const { segments, retention, keys } = catalogWith(100, 200, 300);
    segments.insertSegment(segment(camB, 50, 10));
    retention.addLock(lockOf(camA, 250, 260));
    expect(retention.usage()).toEqual([
      {
        ...zero,
        cameraId: camA,
        oldestMs: 100,
        newestMs: 300,
        sizeBytes: 3000,
        continuousBytes: 3000,
        lockedBytes: 1000,
      },
      { ...zero, cameraId: camB, oldestMs: 50, newestMs: 50, sizeBytes: 1000, continuousBytes: 1000 },
    ]);
    segments.condemnSegments(keys.slice(0, 1));
    expect(retention.bytesOf(camA)).toBe(2000);
    segments.condemnSegments(keys);
    expect(retention.usage().map(({ cameraId }) => cameraId)).toEqual([camB]);
  });

  it('do not count a segment that is there already', () => {
    const { segments, retention, keys } = catalogWith(100);
    expect(segments.insertSegment(segment(camA, 100, 100, keys[0]))).toBe(false);
    expect(retention.bytesOf(camA)).toBe(1000);
  });
});

const zero = { sizeBytes: 0, continuousBytes: 0, motionBytes: 0, eventBytes: 0, lockedBytes: 0 };

describe('a lock', () => {
  it('holds the segments that it touches and no others', () => {
    const { retention, unlocked } = catalogWith(100, 200, 300, 400);
    retention.addLock(lockOf(camA, 299, 400));
    expect(unlocked()).toEqual([100, 400]);
  });

  it('holds what is recorded later, and that of no other camera', () => {
    const { segments, retention, unlocked } = catalogWith(100);
    retention.addLock(lockOf(camA, 150, 1000));
    segments.insertSegment(segment(camA, 900, 100));
    segments.insertSegment(segment(camA, 1000, 100));
    segments.insertSegment(segment(camB, 900, 100));
    expect(unlocked()).toEqual([1000]);
    expect(retention.oldestUnlocked(camB, 9)).toHaveLength(1);
  });

  it('holds what is recorded later of a camera without any footage yet', () => {
    const { segments, retention, unlocked } = catalogWith();
    retention.addLock(lockOf(camA, 0, 1000));
    segments.insertSegment(segment(camA, 900, 100));
    expect(unlocked()).toEqual([]);
  });

  it('releases on removal what no other lock holds', () => {
    const { retention, unlocked } = catalogWith(100, 200, 300);
    const first = retention.addLock(lockOf(camA, 100, 300));
    retention.addLock(lockOf(camA, 250, 400));
    expect(retention.removeLock(first.id)?.startMs).toBe(100);
    expect(unlocked()).toEqual([100]);
    expect(retention.locks(null).map(({ startMs }) => startMs)).toEqual([250]);
    expect(retention.removeLock(first.id)).toBeNull();
  });

  it('keeps its footage from being condemned by retention and from going with its camera', () => {
    const { segments, retention, keys } = catalogWith(100, 200);
    retention.addLock(lockOf(camA, 200, 201));
    retention.condemnUnlocked(keys);
    expect(segments.findSegment(keys[1] ?? '')?.startMs).toBe(200);
    expect(segments.findSegment(keys[0] ?? '')).toBeNull();
    segments.condemnCamera(camA, false);
    expect(retention.bytesOf(camA)).toBe(1000);
    expect(retention.locks(camA)).toHaveLength(1);
    segments.condemnCamera(camA, true);
    expect(retention.usage()).toEqual([]);
    expect(retention.locks(camA)).toEqual([]);
  });
});

describe('gaps', () => {
  it('from before the oldest footage are forgotten; later ones and the one that lasts stay', () => {
    const { segments, retention, keys } = catalogWith(100, 300, 500);
    segments.beginGap(camA, 200, 'stalled');
    segments.endGap(camA, 300);
    segments.beginGap(camA, 400, 'refused');
    segments.endGap(camA, 500);
    segments.beginGap(camA, 600, 'disabled');
    segments.condemnSegments(keys.slice(0, 1));
    retention.dropGapsBeforeFootage(camA);
    expect(segments.gapsInRange(camA, 0, 1000).map(({ reason }) => reason)).toEqual(['refused', 'disabled']);
  });
});
