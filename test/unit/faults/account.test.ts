import { describe, expect, it } from 'vitest';
import type { SentFrame } from '../../../src/simulator/index.ts';
import { account, holes, missingWithin } from '../../faults/account.ts';

const LOOP = 10;

/** Frames with these places in the camera's life, one each 100 ms. */
function sent(from: number, to: number): SentFrame[] {
  return Array.from({ length: to - from }, (_, at) => {
    const index = from + at;
    return { frame: index % LOOP, loop: Math.floor(index / LOOP), index, sentMs: index * 100 };
  });
}

const numbers = (frames: readonly SentFrame[]): number[] => frames.map(({ frame }) => frame);

describe('the account of what was sent and what was recorded', () => {
  it('misses nothing when everything is there, across the end of the loop', () => {
    const all = sent(0, 25);
    expect(account(all, numbers(all), LOOP)).toEqual({ recorded: all, missing: [], strange: 0 });
  });

  it('tells one missing frame in the middle, with its time', () => {
    const all = sent(0, 9);
    const seen = numbers(all.filter(({ index }) => index !== 4));
    expect(account(all, seen, LOOP).missing).toEqual([{ frames: 1, fromMs: 400, toMs: 400 }]);
  });

  it('tells what is missing at the begin and at the end', () => {
    const all = sent(0, 20);
    const { missing } = account(all, numbers(all.slice(3, 18)), LOOP);
    expect(missing.map(({ frames }) => frames)).toEqual([3, 2]);
  });

  it('is not led astray by a damaged picture or two with a number that fits elsewhere', () => {
    const all = sent(0, 20);
    const seen: (number | null)[] = numbers(all);
    seen.splice(5, 2, 9, null);
    const { missing, strange } = account(all, seen, LOOP);
    expect(missing).toEqual([{ frames: 2, fromMs: 500, toMs: 600 }]);
    expect(strange).toBe(2);
  });

  it('does not take footage twice', () => {
    const all = sent(0, 8);
    const twice = [...numbers(all), ...numbers(all.slice(4))];
    expect(account(all, twice, LOOP)).toMatchObject({ missing: [], strange: 4 });
  });

  it('counts what is missing in a span, and the holes in it', () => {
    const all = sent(0, 30);
    const recorded = all.filter(({ index }) => index < 5 || (index >= 8 && index < 20) || index >= 25);
    const { missing } = account(all, numbers(recorded), LOOP);
    expect(missingWithin(missing, 0, 1000)).toBe(3);
    expect(missingWithin(missing, 1500, 2100)).toBe(5);
    expect(holes(recorded, 1500, 3000, 150)).toEqual([{ fromMs: 1900, toMs: 2500 }]);
  });
});
