import { describe, expect, it } from 'vitest';
import { overlap } from '../../../src/shared/geometry.ts';

describe('the overlap of two boxes', () => {
  const box = (x: number, y = 0, w = 10, h = 10) => ({ x, y, w, h });

  it('is the part that both share of all that they cover', () => {
    expect(overlap(box(0), box(5))).toBeCloseTo(1 / 3, 9);
    expect(overlap(box(0), box(5, 5))).toBeCloseTo(25 / 175, 9);
    expect(overlap(box(3, 4), box(3, 4))).toBe(1);
    expect(overlap(box(0), box(2, 2, 5, 5))).toBeCloseTo(1 / 4, 9);
  });

  it('is none where they only touch, lie apart, or one has no area', () => {
    expect([box(10), box(0, 10), box(30, 30), box(5, 5, 0, 3)].map((other) => overlap(box(0), other))).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
