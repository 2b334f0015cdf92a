import { describe, expect, it } from 'vitest';
import { createAssigner } from '../../../src/engine/tracking/assignment.ts';
import { randomFrom } from '../../support/mot/scenes.ts';

/** The least sum of (cost - limit), by trying everything. */
function leastSum(cost: Float64Array, rows: number, columns: number, limit: number, row = 0, taken = 0): number {
  if (row === rows) return 0;
  let least = leastSum(cost, rows, columns, limit, row + 1, taken);
  for (let column = 0; column < columns; column += 1) {
    const value = cost[row * columns + column]!;
    if ((taken & (1 << column)) !== 0 || value >= limit) continue;
    least = Math.min(least, value - limit + leastSum(cost, rows, columns, limit, row + 1, taken | (1 << column)));
  }
  return least;
}

describe('the assignment', () => {
  it('is as cheap as the cheapest of all, for 300 random matrices of every shape up to 6 x 6', () => {
    const random = randomFrom(1);
    const assigner = createAssigner();
    for (let round = 0; round < 300; round += 1) {
      const [rows, columns] = [1 + Math.floor(random() * 6), 1 + Math.floor(random() * 6)];
      const cost = Float64Array.from({ length: rows * columns }, () => (random() < 0.2 ? Infinity : random()));
      const pairs = [...assigner.assign(cost, rows, columns, 0.7).subarray(0, rows)];
      const taken = pairs.filter((column) => column >= 0);
      expect(new Set(taken).size).toBe(taken.length);
      const sum = pairs.reduce(
        (whole, column, row) => (column < 0 ? whole : whole + cost[row * columns + column]! - 0.7),
        0,
      );
      expect(sum).toBeCloseTo(leastSum(cost, rows, columns, 0.7), 9);
    }
  });

  it('gives up a cheap pair for two that are cheaper together', () => {
    expect([
      ...createAssigner()
        .assign(Float64Array.of(0.1, 0.2, 0.15, 0.9), 2, 2, 1)
        .subarray(0, 2),
    ]).toEqual([1, 0]);
  });

  it('pairs nothing at or above the limit, and nothing with nothing', () => {
    const assigner = createAssigner();
    expect([...assigner.assign(Float64Array.of(0.5, 0.7), 2, 1, 0.5).subarray(0, 2)]).toEqual([-1, -1]);
    expect([...assigner.assign(new Float64Array(0), 3, 0, 1).subarray(0, 3)]).toEqual([-1, -1, -1]);
  });
});
