import { describe, expect, it } from 'vitest';
import { keptEach, MOST_KEPT_EACH, type Held } from '../../faults/held.ts';

const before: Held = { objectBytes: 28e6, codeBytes: 6e6, externalBytes: 5e6 };

describe('what each of many repetitions leaves behind', () => {
  it('is what objects and buffers have grown by', () => {
    expect(keptEach(before, { ...before, objectBytes: 30e6, externalBytes: 6e6 }, 600)).toBe(5000);
    expect(keptEach(before, { ...before, objectBytes: 27e6 }, 500)).toBe(-2000);
  });

  it('is not code that was compiled on the way, but is too much when it is a run or a buffer of a pipe', () => {
    expect(keptEach(before, { ...before, codeBytes: 9e6 }, 600)).toBe(0);
    expect(keptEach(before, { ...before, externalBytes: 5e6 + 600 * 4096 }, 600)).toBeGreaterThan(MOST_KEPT_EACH);
  });
});
