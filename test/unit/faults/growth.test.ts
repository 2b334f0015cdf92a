import { describe, expect, it } from 'vitest';
import { growthOf } from '../../faults/growth.ts';
import type { Holdings } from '../../faults/reconnects.ts';

const held = (memoryAt: (at: number) => number, handlesAt: (at: number) => number = () => 60): Holdings[] =>
  Array.from({ length: 60 }, (_, at) => ({ memoryBytes: memoryAt(at), handles: handlesAt(at), processes: 4 }));

describe('growth over a long run', () => {
  it('is no complaint while memory only moves up and down, or settles after the warming up', () => {
    expect(growthOf(held((at) => 150e6 + (at % 7) * 1e6)).complaints).toEqual([]);
    expect(growthOf(held((at) => (at < 10 ? 80e6 : 150e6))).complaints).toEqual([]);
  });

  it('is one complaint for each thing that keeps growing', () => {
    const grown = growthOf(
      held(
        (at) => 150e6 + at * 0.5e6,
        (at) => 60 + Math.floor(at / 6),
      ),
    );
    expect(grown.complaints).toEqual(['memory has grown', 'open handles have grown']);
  });

  it('is not spoken of with a handful of samples', () => {
    expect(() => growthOf(held(() => 1).slice(0, 11))).toThrow('too few');
  });
});
