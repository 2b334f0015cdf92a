import { describe, expect, it } from 'vitest';
import { cameraDay, midnightBefore } from '../../../src/engine/health/camera-day.ts';

const id = 'abcdefabcdef';
const hour = 3_600_000;

describe("a camera's day", () => {
  it.each([
    ['whole', [[0, 10]], [], { gaps: 0, gapMs: 0, longestGapMs: 0, recordedShare: 1 }],
    [
      'with two losses',
      [
        [0, 4],
        [5, 8],
        [8.5, 10],
      ],
      [
        [4, 5, 'stalled'],
        [8, 8.5, 'renewed'],
      ],
      { gaps: 2, gapMs: 1.5 * hour, longestGapMs: hour, recordedShare: 0.85 },
    ],
    [
      'that was switched off for a while by a person',
      [[0, 5]],
      [[5, 10, 'disabled']],
      { gaps: 0, gapMs: 0, longestGapMs: 0, recordedShare: 1 },
    ],
    ['of a camera that came at noon', [[5, 10]], [], { gaps: 0, gapMs: 0, longestGapMs: 0, recordedShare: 1 }],
    [
      'never delivered',
      [],
      [[0, 10, 'unauthorized']],
      { gaps: 1, gapMs: 10 * hour, longestGapMs: 10 * hour, recordedShare: 0 },
    ],
    ['not to be recorded', [], [[0, 10, 'not_recording']], { gaps: 0, gapMs: 0, longestGapMs: 0, recordedShare: null }],
  ] as const)('%s', (_, recorded, gaps, expected) => {
    const timeline = {
      recorded: recorded.map(([from, to]) => ({ startMs: from * hour, endMs: to * hour })),
      gaps: gaps.map(([from, to, reason]) => ({ startMs: from * hour, endMs: to * hour, reason })),
    };
    expect(cameraDay(id, timeline, [], 0)).toEqual({ cameraId: id, failures: 0, ...expected });
  });

  it('counts failed runs since midnight, not attempts and not what went before', () => {
    const changes = [
      { atMs: 900, state: 'ok', reason: null },
      { atMs: 800, state: 'connecting', reason: null },
      { atMs: 700, state: 'retrying', reason: 'refused' },
      { atMs: 600, state: 'no_signal', reason: 'stalled' },
      { atMs: 400, state: 'retrying', reason: 'refused' },
    ] as const;
    expect(cameraDay(id, { recorded: [], gaps: [] }, changes, 500).failures).toBe(2);
  });

  it.each([
    [0, '2026-11-21T00:00:00Z'],
    [7 * 60, '2026-11-20T17:00:00Z'],
    [-8 * 60, '2026-11-20T08:00:00Z'],
  ])('begins at midnight of a zone %i minutes ahead of UTC', (offset, expected) => {
    expect(new Date(midnightBefore(Date.parse('2026-11-21T06:00:00Z'), offset)).toISOString()).toBe(
      new Date(expected).toISOString(),
    );
  });
});
