import { describe, expect, it } from 'vitest';
import { joinSpans, midnightOf, midnightsOf } from '../../../src/engine/catalog/spans.ts';

describe('joinSpans', () => {
  it.each([
    ['nothing', [], []],
    ['one span inside', [[10, 5]], [[10, 15]]],
    ['a span that covers all', [[-50, 500]], [[0, 100]]],
    [
      'spans that meet',
      [
        [10, 10],
        [20, 10],
      ],
      [[10, 30]],
    ],
    [
      'spans closer than the tolerance',
      [
        [10, 10],
        [24, 6],
      ],
      [[10, 30]],
    ],
    [
      'spans as far apart as the tolerance',
      [
        [10, 10],
        [25, 5],
      ],
      [
        [10, 20],
        [25, 30],
      ],
    ],
    [
      'a short span within a long one',
      [
        [10, 50],
        [20, 5],
        [61, 9],
      ],
      [[10, 70]],
    ],
    [
      'spans outside',
      [
        [-20, 20],
        [100, 5],
      ],
      [],
    ],
    ['an empty span', [[10, 0]], []],
  ] as const)('%s', (_name, rows, spans) => {
    expect(joinSpans(rows, 0, 100, 5).map(({ startMs, endMs }) => [startMs, endMs])).toEqual(spans);
  });
});

describe('midnights', () => {
  it('are of the zone that was asked for', () => {
    const at = Date.UTC(2026, 0, 1, 20);
    expect(midnightOf(at, 0)).toBe(Date.UTC(2026, 0, 1));
    expect(midnightOf(at, 7 * 60)).toBe(Date.UTC(2026, 0, 1, 17));
    expect(midnightOf(at, -8 * 60)).toBe(Date.UTC(2026, 0, 1, 8));
  });

  it('leave out a day at whose first instant a span ends', () => {
    const day = Date.UTC(2026, 0, 2);
    expect(midnightsOf(day - 10, day, 0)).toEqual([day - 86_400_000]);
    expect(midnightsOf(day - 10, day + 1, 0)).toEqual([day - 86_400_000, day]);
  });
});
