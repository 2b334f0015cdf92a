import { describe, expect, it } from 'vitest';
import {
  footageFrom,
  gapAt,
  joinTimelines,
  reasonBetween,
  spanAt,
} from '../../../src/renderer/replay/model/footage.ts';
import { replayAction } from '../../../src/renderer/replay/model/shortcuts.ts';
import { neighbourSpeed, speedLabel } from '../../../src/renderer/replay/model/speeds.ts';

const recorded = [
  { startMs: 1000, endMs: 5000 },
  { startMs: 9000, endMs: 12_000 },
];
const gaps = [
  { startMs: 5000, endMs: 6000, reason: 'timeout' as const },
  { startMs: 6000, endMs: 9000, reason: 'network_lost' as const },
];

describe('footage at a time', () => {
  it.each([
    [500, 1000],
    [1000, 1000],
    [4999, 4999],
    [5000, 9000],
    [12_000, null],
  ])('from %d on begins at %s', (ms, begin) => {
    expect(footageFrom(recorded, ms)).toBe(begin);
  });

  it('is the span that holds the time, its end apart', () => {
    expect(spanAt(recorded, 4999)).toEqual(recorded[0]);
    expect(spanAt(recorded, 5000)).toBeNull();
  });

  it('is a gap with its reason where there is none', () => {
    expect(gapAt({ recorded, gaps }, 7000)).toEqual({ startMs: 6000, endMs: 9000, reason: 'network_lost' });
    expect(gapAt({ recorded, gaps: [] }, 7000)).toEqual({ startMs: 5000, endMs: 9000, reason: null });
    expect(gapAt({ recorded, gaps }, 20_000)).toEqual({ startMs: 12_000, endMs: Infinity, reason: null });
    expect(gapAt({ recorded, gaps }, 2000)).toBeNull();
  });

  it('is missing for the reason that covers most of the gap', () => {
    expect(reasonBetween(gaps, 5000, 9000)).toBe('network_lost');
    expect(reasonBetween(gaps, 5000, 6500)).toBe('timeout');
    expect(reasonBetween(gaps, 0, 5000)).toBeNull();
  });

  it('joins what two days said about a span across midnight', () => {
    const late = { startMs: 12_000, endMs: 13_000, kind: 'event' as const };
    const early = { startMs: 2000, endMs: 3000, kind: 'motion' as const };
    const parts = [
      { cameraId: 'cam000000001', recorded: [{ startMs: 10_000, endMs: 20_000 }], active: [late], gaps: [] },
      { cameraId: 'cam000000001', recorded: [{ startMs: 0, endMs: 10_000 }], active: [early], gaps },
    ];
    expect(joinTimelines(parts)).toEqual({ recorded: [{ startMs: 0, endMs: 20_000 }], active: [early, late], gaps });
  });
});

describe('keys and speeds', () => {
  it('move by 5 s, by a minute with Shift', () => {
    expect(replayAction('ArrowLeft', false)).toEqual({ type: 'skip', ms: -5000 });
    expect(replayAction('ArrowRight', true)).toEqual({ type: 'skip', ms: 60_000 });
  });

  it('are the same with and without Shift for letters, and nothing for others', () => {
    expect(replayAction('L', true)).toEqual({ type: 'live' });
    expect(replayAction('d', false)).toEqual({ type: 'day' });
    expect(replayAction('x', false)).toBeNull();
  });

  it('stay at the slowest and the fastest speed', () => {
    expect(neighbourSpeed(1, 1)).toBe(2);
    expect(neighbourSpeed(16, 1)).toBe(16);
    expect(neighbourSpeed(0.125, -1)).toBe(0.125);
    expect([speedLabel(0.125), speedLabel(16)]).toEqual(['1/8×', '16×']);
  });
});
