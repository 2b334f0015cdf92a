import { describe, expect, it } from 'vitest';
import { planCleaning, type Expendable } from '../../../src/engine/storage/index.ts';
import { behind, misplaced } from '../../../src/engine/storage/keeper.ts';
import type { RootStatus } from '../../../src/engine/storage/roots.ts';
import { daysLeft } from '../../../src/engine/storage/service.ts';

const of = (...keys: string[]): Expendable[] => keys.map((key) => ({ key, sizeBytes: 10 }));

describe('making room', () => {
  it.each([
    ['nothing is needed', 0, of('a'), of('b'), [], [], 0],
    ['the archived suffice', 15, of('a', 'b', 'c'), of('d'), ['a', 'b'], [], 20],
    ['the archived do not suffice', 25, of('a'), of('b', 'c', 'd'), ['a'], ['b', 'c'], 30],
    ['what is archived is among the oldest', 25, of('b'), of('a', 'b', 'c'), ['b'], ['a', 'c'], 30],
    ['there is too little', 100, of('a'), of('b'), ['a'], ['b'], 20],
  ] as const)('when %s', (_, need, archived, unlocked, release, remove, freedBytes) =>
    expect(planCleaning(need, archived, unlocked)).toEqual({ release, remove, freedBytes }),
  );
});

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
