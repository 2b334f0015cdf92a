import { describe, expect, it } from 'vitest';
import { limitsOf, overdue, type RetainedSegment } from '../../../src/engine/retention/index.ts';
import { retentionSchema, type Retention } from '../../../src/shared/recording-plan.ts';

const DAY = 86_400_000;
const now = 100 * DAY;

function limits(some: Partial<Retention>): Retention {
  return retentionSchema.parse(some);
}

/** A segment of 10 bytes that ended so many days ago, named by its letter. */
function segment(key: string, daysAgo: number, changes: Partial<RetainedSegment> = {}): RetainedSegment {
  const endMs = now - daysAgo * DAY;
  return { key, startMs: endMs - 1000, endMs, sizeBytes: 10, kind: 'continuous', locked: false, ...changes };
}

interface Case {
  readonly what: string;
  readonly segments: readonly RetainedSegment[];
  readonly limits: Partial<Retention>;
  /** All of the camera; the bytes of `segments` when it is left out. */
  readonly totalBytes?: number;
  readonly nowMs?: number;
  readonly expected: readonly string[];
}

const cases: readonly Case[] = [
  { what: 'nothing without limits', segments: [segment('a', 99)], limits: {}, expected: [] },
  { what: 'nothing of nothing', segments: [], limits: { continuousDays: 0, maxBytes: 0 }, expected: [] },
  {
    what: 'what is exactly as old as it may get, and not what is a millisecond younger',
    segments: [segment('a', 7), { ...segment('b', 7), endMs: now - 7 * DAY + 1 }],
    limits: { continuousDays: 7 },
    expected: ['a'],
  },
  {
    what: 'not what began too long ago but ended in time',
    segments: [{ ...segment('a', 6.99), startMs: now - 8 * DAY }],
    limits: { continuousDays: 7 },
    expected: [],
  },
  {
    what: 'each kind by its own limit',
    segments: [
      segment('a', 8),
      segment('b', 8, { kind: 'motion' }),
      segment('c', 31, { kind: 'motion' }),
      segment('d', 400, { kind: 'event' }),
    ],
    limits: { continuousDays: 7, motionDays: 30 },
    expected: ['c', 'a'],
  },
  {
    what: 'everything finished at zero days',
    segments: [segment('a', 0)],
    limits: { continuousDays: 0 },
    expected: ['a'],
  },
  {
    what: 'half days',
    segments: [segment('a', 0.6), segment('b', 0.4)],
    limits: { continuousDays: 0.5 },
    expected: ['a'],
  },
  {
    what: 'the oldest of any kind until the rest fits',
    segments: [segment('c', 1), segment('a', 3, { kind: 'event' }), segment('b', 2, { kind: 'motion' })],
    limits: { maxBytes: 15 },
    expected: ['a', 'b'],
  },
  {
    what: 'nothing when the rest fits exactly',
    segments: [segment('a', 2), segment('b', 1)],
    limits: { maxBytes: 20 },
    expected: [],
  },
  {
    what: 'as many bytes as are too many, counting what is not in sight',
    segments: [segment('a', 3), segment('b', 2), segment('c', 1)],
    limits: { maxBytes: 990 },
    totalBytes: 1005,
    expected: ['a', 'b'],
  },
  {
    what: 'everything at zero bytes',
    segments: [segment('a', 2), segment('b', 1)],
    limits: { maxBytes: 0 },
    expected: ['a', 'b'],
  },
  {
    what: 'first by age, and by bytes only what is still too much then',
    segments: [segment('a', 9), segment('b', 8), segment('c', 2), segment('d', 1)],
    limits: { continuousDays: 7, maxBytes: 20 },
    expected: ['a', 'b'],
  },
  {
    what: 'by bytes an older one that its age lets stay',
    segments: [segment('a', 50, { kind: 'event' }), segment('b', 8), segment('c', 1)],
    limits: { continuousDays: 7, maxBytes: 15 },
    expected: ['b', 'a'],
  },
  {
    what: 'never what is locked, whose bytes count',
    segments: [segment('a', 50, { locked: true }), segment('b', 3), segment('c', 2)],
    limits: { continuousDays: 7, maxBytes: 10 },
    expected: ['b', 'c'],
  },
  {
    what: 'nothing when the clock was set back',
    segments: [segment('a', 1), segment('b', 0)],
    limits: { continuousDays: 7 },
    nowMs: now - 50 * DAY,
    expected: [],
  },
];

describe('retention deletes', () => {
  it.each(cases)('$what', ({ segments, limits: some, totalBytes, nowMs, expected }) => {
    const total = totalBytes ?? segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect(overdue(segments, limits(some), total, nowMs ?? now)).toEqual(expected);
  });
});

describe('the limits of a camera', () => {
  const installation = limits({ continuousDays: 30, maxBytes: 1000 });

  it('are its own where it has them, else those of the installation', () => {
    expect(limitsOf(limits({ continuousDays: 0, eventDays: 90 }), installation)).toEqual({
      continuousDays: 0,
      motionDays: null,
      eventDays: 90,
      maxBytes: 1000,
    });
  });

  it('are those of the installation when it was removed', () => {
    expect(limitsOf(null, installation)).toEqual(installation);
  });
});
