import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/engine/storage/probe.ts';
import {
  alertsOf,
  choose,
  judge,
  LEAST_ROOM_BYTES,
  minimumFree,
  SETTLE_MS,
  SLOW_PROBE_MS,
  type Candidate,
  type Sight,
} from '../../../src/engine/storage/root-state.ts';
import type { RootState } from '../../../src/shared/storage.ts';

const found = (changes: Partial<Probe & { kind: 'found' }> = {}): Probe => ({
  kind: 'found',
  marker: 'ours',
  freeBytes: 1000,
  totalBytes: 2000,
  trouble: null,
  why: null,
  ...changes,
});
const sight = (probe: Probe, changes: Partial<Sight> = {}): Sight => ({
  probe,
  tookMs: 3,
  knownId: 'ours',
  minFreeBytes: 100,
  before: 'ok',
  exhausted: false,
  ...changes,
});
const stateOf = (probe: Probe, changes: Partial<Sight> = {}) => {
  const verdict = judge(sight(probe, changes));
  return verdict.kind === 'new' ? 'new' : verdict.state;
};

describe('the state of a root', () => {
  it.each<[string, Probe, Partial<Sight>, RootState | 'new']>([
    ['there, ours, with room', found(), {}, 'ok'],
    ['an empty mount point of a known root', found({ marker: null }), {}, 'missing'],
    ['a known folder that is gone', { kind: 'absent' }, {}, 'missing'],
    ['another disk of a recorder', found({ marker: 'theirs' }), {}, 'wrong_disk'],
    ['a marker that is not ours', { kind: 'foreign_marker', why: 'x' }, {}, 'wrong_disk'],
    ['a folder that never was a root', found({ marker: null }), { knownId: null }, 'new'],
    ['a folder that is not made yet', { kind: 'absent' }, { knownId: null }, 'new'],
    ['a root that comes from elsewhere', found({ marker: 'moved' }), { knownId: null }, 'ok'],
    ['read-only', found({ trouble: 'read_only' }), {}, 'read_only'],
    ['a new folder that is read-only', found({ marker: null, trouble: 'read_only' }), { knownId: null }, 'read_only'],
    ['errors when writing', found({ trouble: 'failing' }), {}, 'failing'],
    ['errors when reading', { kind: 'failed', why: 'EIO' }, {}, 'failing'],
    ['no answer', { kind: 'hangs' }, {}, 'slow'],
    ['a late answer', found(), { tookMs: SLOW_PROBE_MS }, 'slow'],
    ['less than the minimum', found({ freeBytes: 99 }), {}, 'low'],
    ['exactly the minimum', found({ freeBytes: 100 }), {}, 'ok'],
    ['a little more than the minimum after it was low', found({ freeBytes: 110 }), { before: 'low' }, 'low'],
    ['well above the minimum after it was low', found({ freeBytes: 130 }), { before: 'low' }, 'ok'],
    ['nothing more to delete', found({ freeBytes: 99 }), { exhausted: true }, 'critical'],
    ['room again', found({ freeBytes: 130 }), { before: 'critical', exhausted: true }, 'ok'],
  ])('%s', (_, probe, changes, state) => expect(stateOf(probe, changes)).toBe(state));
});

it.each([
  [2_000_000_000_000, 100_000_000_000],
  [500_000_000_000, 50_000_000_000],
  [40_000_000, 4_000_000],
])('keeps the smaller of 100 GB and a tenth free on a disk of %i bytes', (totalBytes, free) =>
  expect(minimumFree({ minFreeBytes: 100e9, minFreePercent: 10 }, totalBytes)).toBe(free),
);

describe('the root for new footage', () => {
  const nowMs = 1_000_000;
  const root = (state: RootState, changes: Partial<Candidate> = {}): Candidate => ({
    state,
    freeBytes: 10 * LEAST_ROOM_BYTES,
    hanging: false,
    fineSinceMs: state === 'ok' || state === 'low' ? 0 : null,
    ...changes,
  });
  const unsettled = { fineSinceMs: nowMs - SETTLE_MS + 1 };
  it.each<[string, Candidate[], number | null]>([
    ['is the first that is fine', [root('ok'), root('ok')], 0],
    ['stays while room is being made', [root('low'), root('ok')], 0],
    [
      'is not one that is lost',
      [root('missing'), root('wrong_disk'), root('read_only'), root('failing'), root('ok')],
      4,
    ],
    ['is not one that came back just now', [root('ok', unsettled), root('ok')], 1],
    ['is one that came back just now, if it is the only one', [root('missing'), root('ok', unsettled)], 1],
    ['is another one when nothing more can be deleted', [root('critical'), root('ok')], 1],
    ['is short of room, if there is no other', [root('critical'), root('missing')], 0],
    ['is not one without any room', [root('critical', { freeBytes: 0 }), root('missing')], null],
    ['is not one that is low without any room', [root('low', { freeBytes: 0 }), root('ok')], 1],
    ['is a slow one at last', [root('missing'), root('slow')], 1],
    ['is never one that hangs', [root('slow', { hanging: true })], null],
    ['is none without roots', [], null],
  ])('%s', (_, roots, index) => expect(choose(roots, nowMs)).toBe(index === null ? null : roots[index]));
});

describe('alerts', () => {
  it.each<[RootState | null, RootState, string[]]>([
    ['ok', 'ok', []],
    [null, 'ok', ['root_back', 'storage_recovered']],
    [null, 'missing', ['root_lost']],
    ['ok', 'read_only', ['root_lost']],
    ['missing', 'wrong_disk', []],
    ['wrong_disk', 'ok', ['root_back', 'storage_recovered']],
    ['ok', 'low', ['storage_low']],
    ['low', 'critical', ['storage_critical']],
    ['critical', 'low', []],
    ['low', 'ok', ['storage_recovered']],
    ['critical', 'ok', ['storage_recovered']],
  ])('from %s to %s are %j', (before, after, kinds) =>
    expect(alertsOf('/r', before, after, null).map(({ kind }) => kind)).toEqual(kinds),
  );
});
