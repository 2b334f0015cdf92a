import { describe, expect, it } from 'vitest';
import { freshSince, planCleaning, urgentNeed, type Expendable } from '../../../src/engine/storage/index.ts';
import { behind, misplaced } from '../../../src/engine/storage/keeper.ts';
import type { RootStatus } from '../../../src/engine/storage/roots.ts';
import { daysLeft } from '../../../src/engine/storage/service.ts';

const FRESH = 1000;
/** Old footage; names in capitals are of fresh footage. */
const of = (...keys: string[]): Expendable[] =>
  keys.map((key) => ({ key, startMs: key === key.toLowerCase() ? 0 : FRESH, sizeBytes: 10 }));

describe('making room', () => {
  it.each([
    ['nothing is needed', 0, 0, of('a'), of('b'), [], [], 0],
    ['the archived suffice', 15, 0, of('a', 'b', 'c'), of('d'), ['a', 'b'], [], 20],
    ['the archived do not suffice', 25, 0, of('a'), of('b', 'c', 'd'), ['a'], ['b', 'c'], 30],
    ['what is archived is among the oldest', 25, 0, of('b'), of('a', 'b', 'c'), ['b'], ['a', 'c'], 30],
    ['there is too little', 100, 0, of('a'), of('b'), ['a'], ['b'], 20],
    ['there is nothing but fresh footage', 100, 0, of(), of('A', 'B'), [], [], 0],
    ['old footage does not suffice', 100, 0, of(), of('a', 'b', 'C', 'D'), [], ['a', 'b'], 20],
    ['recording could not go on', 100, 15, of(), of('A', 'B', 'C'), [], ['A', 'B'], 20],
    ['old footage lets recording go on', 100, 15, of(), of('a', 'b', 'C'), [], ['a', 'b'], 20],
    ['old footage does not let it go on', 100, 25, of(), of('a', 'b', 'C', 'D'), [], ['a', 'b', 'C'], 30],
    ['fresh footage is in the archive too', 15, 0, of('A', 'B'), of('A', 'B', 'C'), ['A', 'B'], [], 20],
  ] as const)('when %s', (_, bytes, urgentBytes, archived, unlocked, release, remove, freedBytes) =>
    expect(planCleaning({ bytes, urgentBytes, freshSinceMs: FRESH }, archived, unlocked)).toEqual({
      release,
      remove,
      freedBytes,
    }),
  );
});

const HOUR = 3_600_000;
/** So many bytes an hour, for ever. */
const at = (perHour: number) => (sinceMs: number) => ((10 * HOUR - sinceMs) / HOUR) * perHour;

it.each([
  ['an hour, where it is a small part of the root', 100, 9 * HOUR],
  ['half an hour, where an hour would fill more than half of it', 700, 9.5 * HOUR],
  ['minutes, of a root that holds less than an hour', 4000, 10 * HOUR - HOUR / 8],
  ['nothing, of a root that holds a second', 1e7, Infinity],
])('fresh is %s', (_, perHour, sinceMs) => expect(freshSince(10 * HOUR, HOUR, 1000, at(perHour))).toBe(sinceMs));

it('fresh is nothing where that is not wanted', () => expect(freshSince(10 * HOUR, 0, 1000, at(1))).toBe(Infinity));

const MB = 1_048_576;
it.each([
  ['below the minimum, but enough to go on', 300, 100_000, 0],
  ['less than recording needs to go on', 200, 100_000, 312],
  ['none left', 0, 100_000, 512],
  ['less than a minimum that is small itself', 3, 4, 5],
  ['no minimum at all', 0, 0, 0],
])('with room %s (%d of %d MB), %d MB are urgent', (_, free, minimum, urgent) =>
  expect(urgentNeed(free * MB, minimum * MB)).toBe(urgent * MB),
);

it('moves the runs that write to another root than the preferred, none when there is no root', () => {
  const writing = [
    { cameraId: 'a', place: 1, lagMs: null },
    { cameraId: 'b', place: 2, lagMs: null },
  ];
  expect(misplaced(writing, 2)).toEqual(['a']);
  expect(misplaced(writing, null)).toEqual([]);
});

it('takes a run for behind only when its disk is slow', () => {
  const roots = [
    { num: 1, state: 'slow' },
    { num: 2, state: 'ok' },
  ] as RootStatus[];
  const late = { cameraId: 'a', place: 1, lagMs: 6000 };
  const writing = [late, { ...late, lagMs: 1000 }, { ...late, lagMs: null }, { ...late, place: 2 }];
  expect(behind(writing, roots)).toEqual([late]);
});

it.each([
  [{ freeBytes: 300, minFreeBytes: 100 }, 50, 4],
  [{ freeBytes: 50, minFreeBytes: 100 }, 50, 0],
  [{ freeBytes: 300, minFreeBytes: null }, 100, 3],
  [{ freeBytes: null, minFreeBytes: null }, 100, null],
  [{ freeBytes: 300, minFreeBytes: 100 }, 0, null],
])('%j at %i bytes a day lasts %j days', (room, rate, days) => expect(daysLeft(room, rate)).toBe(days));
