import { describe, expect, it } from 'vitest';
import { camA, camB, memoryCatalog, segment } from './catalog-fixture.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const noon = Date.UTC(2026, 2, 1, 12);

describe('segments', () => {
  it('gives back what was stored, with its part index', () => {
    const { segments } = memoryCatalog();
    const { parts, ...stored } = segment(camA, noon, 3 * MINUTE);
    expect(segments.insertSegment({ ...stored, parts })).toBe(true);
    expect(segments.findSegment(stored.key)).toEqual(stored);
    expect(new Uint8Array(segments.partsOf(stored.key) ?? [])).toEqual(parts);
    expect(segments.findSegment('zzzzzzzzzzzz-00000')).toBeNull();
    expect(segments.partsOf('zzzzzzzzzzzz-00000')).toBeNull();
  });

  it('stores a key once and leaves the first row and its parts alone', () => {
    const { segments } = memoryCatalog();
    const first = segment(camA, noon, 3 * MINUTE);
    segments.insertSegment(first);
    const again = { ...first, startMs: noon + 5, durationMs: 10 * DAY, parts: new Uint8Array([9]) };
    expect(segments.insertSegment(again)).toBe(false);
    expect(segments.findSegment(first.key)?.startMs).toBe(noon);
    expect(new Uint8Array(segments.partsOf(first.key) ?? [])).toEqual(first.parts);
  });

  it('finds what overlaps a span, also what began long before it', () => {
    const { segments } = memoryCatalog();
    const long = segment(camA, noon - 90 * MINUTE, 2 * 60 * MINUTE);
    const inside = segment(camA, noon + 40 * MINUTE, MINUTE);
    const touchingEnd = segment(camA, noon + 60 * MINUTE, MINUTE);
    const endedAtStart = segment(camA, noon - 2 * 60 * MINUTE, 2 * 60 * MINUTE);
    for (const each of [inside, touchingEnd, long, endedAtStart, segment(camB, noon, MINUTE)]) {
      segments.insertSegment(each);
    }
    const found = segments.segmentsInRange(camA, noon, noon + 60 * MINUTE, 100);
    expect(found.map(({ key }) => key)).toEqual([long.key, inside.key]);
    expect(segments.segmentsInRange(camA, noon, noon + 60 * MINUTE, 1).map(({ key }) => key)).toEqual([long.key]);
  });

  it('joins footage that is nearly adjoining, splits where time is missing, and clips to the asked span', () => {
    const { segments } = memoryCatalog();
    for (const [start, length] of [
      [-MINUTE, 2 * MINUTE],
      [MINUTE + 999, MINUTE],
      [2 * MINUTE + 999 + 1000, MINUTE],
      [10 * MINUTE, 5 * MINUTE],
    ] as const) {
      segments.insertSegment(segment(camA, noon + start, length));
    }
    expect(segments.recordedSpans(camA, noon, noon + 12 * MINUTE, 1000)).toEqual([
      { startMs: noon, endMs: noon + 2 * MINUTE + 999 },
      { startMs: noon + 2 * MINUTE + 1999, endMs: noon + 3 * MINUTE + 1999 },
      { startMs: noon + 10 * MINUTE, endMs: noon + 12 * MINUTE },
    ]);
    expect(segments.recordedSpans(camB, noon, noon + DAY, 1000)).toEqual([]);
  });

  it('names the days that hold footage by the midnights of the asked zone', () => {
    const { segments } = memoryCatalog();
    for (let minute = 0; minute < 30; minute += 1)
      segments.insertSegment(segment(camA, noon + minute * MINUTE, MINUTE));
    // Twenty minutes around midnight UTC of two days later: two days there, one day in Hanoi.
    segments.insertSegment(segment(camA, Date.UTC(2026, 2, 3, 23, 50), 20 * MINUTE));
    expect(segments.daysWithFootage(camA, 0)).toEqual([
      Date.UTC(2026, 2, 1),
      Date.UTC(2026, 2, 3),
      Date.UTC(2026, 2, 4),
    ]);
    const hanoi = 7 * 60;
    expect(segments.daysWithFootage(camA, hanoi)).toEqual([
      Date.UTC(2026, 2, 1) - hanoi * MINUTE,
      Date.UTC(2026, 2, 4) - hanoi * MINUTE,
    ]);
    expect(segments.daysWithFootage(camB, 0)).toEqual([]);
  });

  it('knows the end of the newest footage, also when a longer segment began earlier', () => {
    const { segments } = memoryCatalog();
    expect(segments.lastFootageEndMs(camA)).toBeNull();
    segments.insertSegment(segment(camA, noon, 10 * MINUTE));
    segments.insertSegment(segment(camA, noon + MINUTE, MINUTE));
    expect(segments.lastFootageEndMs(camA)).toBe(noon + 10 * MINUTE);
  });

  it('deletes by a garbage list: rows first, then files, then the list', () => {
    const { segments } = memoryCatalog();
    const one = segment(camA, noon, MINUTE);
    const two = segment(camA, noon + MINUTE, MINUTE);
    const other = segment(camB, noon, MINUTE);
    for (const each of [one, two, other]) segments.insertSegment(each);
    segments.beginGap(camA, noon + 2 * MINUTE, 'refused');

    segments.condemnSegments([one.key]);
    expect(segments.findSegment(one.key)).toBeNull();
    expect(segments.partsOf(one.key)).toBeNull();
    expect(segments.garbage(1, 10)).toEqual([{ key: one.key, place: 1, path: one.path }]);

    segments.condemnCamera(camA, false);
    expect(segments.recordedSpans(camA, 0, noon + DAY, 1000)).toEqual([]);
    expect(segments.openGap(camA)).toBeNull();
    expect(segments.findSegment(other.key)?.key).toBe(other.key);
    expect(segments.garbage(1, 10).map(({ key }) => key)).toEqual([one.key, two.key]);
    expect(segments.garbage(1, 1)).toHaveLength(1);

    segments.forgetGarbage(segments.garbage(1, 10));
    expect(segments.garbage(1, 10)).toEqual([]);
    expect(segments.insertSegment(segment(camA, noon, MINUTE))).toBe(true);
  });
});

describe('gaps', () => {
  it('lasts until it is ended, and there is one open gap per camera', () => {
    const { segments } = memoryCatalog();
    segments.beginGap(camA, noon, 'refused');
    expect(segments.openGap(camA)).toEqual({ cameraId: camA, startMs: noon, endMs: null, reason: 'refused' });
    expect(segments.openGap(camB)).toBeNull();
    segments.beginGap(camA, noon + MINUTE, 'disabled');
    segments.endGap(camA, noon + 2 * MINUTE);
    expect(segments.openGap(camA)).toBeNull();
    expect(segments.gapsInRange(camA, noon, noon + DAY)).toEqual([
      { cameraId: camA, startMs: noon, endMs: noon + MINUTE, reason: 'refused' },
      { cameraId: camA, startMs: noon + MINUTE, endMs: noon + 2 * MINUTE, reason: 'disabled' },
    ]);
  });

  it('drops a gap that would be empty or negative', () => {
    const { segments } = memoryCatalog();
    segments.beginGap(camA, noon, 'refused');
    segments.endGap(camA, noon);
    segments.beginGap(camA, noon, 'refused');
    segments.endGap(camA, noon - MINUTE);
    segments.endGap(camA, noon + MINUTE);
    segments.beginGap(camA, noon, 'refused');
    segments.beginGap(camA, noon, 'timeout');
    expect(segments.gapsInRange(camA, 0, noon + DAY)).toEqual([
      { cameraId: camA, startMs: noon, endMs: null, reason: 'timeout' },
    ]);
  });

  it('finds a long gap that reaches into the span, and the open one', () => {
    const { segments } = memoryCatalog();
    segments.beginGap(camA, noon - 30 * DAY, 'network_lost');
    segments.endGap(camA, noon + MINUTE);
    segments.beginGap(camA, noon + 5 * MINUTE, 'stopped');
    expect(segments.gapsInRange(camA, noon, noon + 2 * MINUTE).map(({ reason }) => reason)).toEqual(['network_lost']);
    expect(segments.gapsInRange(camA, noon + DAY, noon + 2 * DAY).map(({ reason }) => reason)).toEqual(['stopped']);
    expect(segments.gapsInRange(camA, noon + MINUTE, noon + 5 * MINUTE)).toEqual([]);
  });
});
