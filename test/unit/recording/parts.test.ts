import { describe, expect, it } from 'vitest';
import { decodeParts, encodeParts } from '../../../src/engine/recording/index.ts';
import { PartIndex } from '../../../src/engine/recording/part-index.ts';

/** Fragments of 100 ms and 10 bytes from offset 500 on, a key frame each `gop`. */
function indexOf(count: number, gop: number): PartIndex {
  const index = new PartIndex();
  for (let n = 0; n < count; n += 1) {
    const video = { startSeconds: n / 10, endSeconds: (n + 1) / 10 };
    index.add({ offset: 500 + n * 10, bytes: 10, key: n % gop === 0, video });
  }
  return index;
}

describe('parts of a segment', () => {
  it('join whole groups of pictures up to two seconds', () => {
    expect(indexOf(45, 8).all()).toEqual([
      { offset: 500, bytes: 240, startMs: 0, durationMs: 2400 },
      { offset: 740, bytes: 210, startMs: 2400, durationMs: 2100 },
    ]);
  });

  it('hold a long group of pictures in one piece', () => {
    expect(
      indexOf(90, 60)
        .all()
        .map((part) => part.durationMs),
    ).toEqual([6000, 3000]);
  });

  it('never change once they are closed', () => {
    const early = indexOf(45, 10).closed();
    expect(early).toEqual([
      { offset: 500, bytes: 200, startMs: 0, durationMs: 2000 },
      { offset: 700, bytes: 200, startMs: 2000, durationMs: 2000 },
    ]);
    expect(indexOf(300, 10).closed().slice(0, 2)).toEqual(early);
  });

  it('leave out what comes before the first key frame', () => {
    const index = new PartIndex();
    index.add({ offset: 100, bytes: 10, key: false, video: null });
    expect(index.all()).toEqual([]);
    expect(index.lastKeyOffset).toBeNull();
    index.add({ offset: 110, bytes: 10, key: true, video: { startSeconds: 0, endSeconds: 0.04 } });
    expect(index.all()).toEqual([{ offset: 110, bytes: 10, startMs: 0, durationMs: 40 }]);
    expect(index.lastKeyOffset).toBe(110);
  });

  it('do not add up rounding: 15 pictures a second for an hour end at an hour', () => {
    const index = new PartIndex();
    for (let n = 0; n < 15 * 3600; n += 1) {
      const video = { startSeconds: n / 15, endSeconds: (n + 1) / 15 };
      index.add({ offset: n, bytes: 1, key: n % 31 === 0, video });
    }
    expect(index.durationMs).toBe(3_600_000);
    expect(index.all().reduce((sum, part) => sum + part.durationMs, 0)).toBe(3_600_000);
  });
});

describe('the part index in the catalog', () => {
  it('comes back as it was, in a few bytes a part', () => {
    const table = { mediaStartMs: 86_400_000, parts: indexOf(1800, 20).all() };
    const bytes = encodeParts(table);
    expect(decodeParts(bytes)).toEqual(table);
    expect(table.parts).toHaveLength(90);
    expect(bytes.length).toBeLessThan(90 * 5);
  });

  it('holds offsets beyond 4 GB, and nothing at all', () => {
    const parts = [{ offset: 2 ** 40, bytes: 2 ** 33, startMs: 0, durationMs: 1 }];
    expect(decodeParts(encodeParts({ mediaStartMs: 0, parts }))?.parts).toEqual(parts);
    expect(decodeParts(encodeParts({ mediaStartMs: 7, parts: [] }))).toEqual({ mediaStartMs: 7, parts: [] });
  });

  it('refuses parts that do not lie next to each other', () => {
    const hole = [
      { offset: 0, bytes: 10, startMs: 0, durationMs: 10 },
      { offset: 11, bytes: 10, startMs: 10, durationMs: 10 },
    ];
    expect(() => encodeParts({ mediaStartMs: 0, parts: hole })).toThrow('parts do not adjoin');
  });

  it.each([[[]], [[2, 0]], [[1]], [[1, 5, 5]], [[1, 5, 5, 5, 0x80]], [[1, ...new Array<number>(20).fill(0xff)]]])(
    'answers null for bytes that are none: %j',
    (bytes) => expect(decodeParts(Uint8Array.from(bytes))).toBeNull(),
  );
});
