import { describe, expect, it } from 'vitest';
import { localTime, modeAt, modesWithin, segmentSecondsOf } from '../../../src/engine/modes/index.ts';
import { recordingPlanSchema, type RecordingPlan, type ScheduleEntry } from '../../../src/shared/recording-plan.ts';

const plan = (schedule: ScheduleEntry[], mode: RecordingPlan['mode'] = 'continuous'): RecordingPlan =>
  recordingPlanSchema.parse({ mode, schedule });

const office: ScheduleEntry = { day: 0, startMinute: 8 * 60, endMinute: 18 * 60, mode: 'motion' };

describe('the mode of a minute', () => {
  it.each([
    ['before the entry', { day: 0, minute: 479 }, 'continuous'],
    ['at its first minute', { day: 0, minute: 480 }, 'motion'],
    ['at its last minute', { day: 0, minute: 1079 }, 'motion'],
    ['at its end', { day: 0, minute: 1080 }, 'continuous'],
    ['on another day', { day: 1, minute: 600 }, 'continuous'],
  ] as const)('%s', (_, at, mode) => {
    expect(modeAt(plan([office]), at)).toBe(mode);
  });

  it('is of the last entry where several cover it', () => {
    const lunch: ScheduleEntry = { day: 0, startMinute: 720, endMinute: 780, mode: 'off' };
    expect(modeAt(plan([office, lunch]), { day: 0, minute: 730 })).toBe('off');
    expect(modeAt(plan([lunch, office]), { day: 0, minute: 730 })).toBe('motion');
  });

  it('reaches to the end of the day and no further', () => {
    const evening: ScheduleEntry = { day: 6, startMinute: 1380, endMinute: 1440, mode: 'off' };
    expect(modeAt(plan([evening]), { day: 6, minute: 1439 })).toBe('off');
    expect(modeAt(plan([evening]), { day: 0, minute: 0 })).toBe('continuous');
  });
});

describe('local time', () => {
  it.each([
    ['Asia/Ho_Chi_Minh', '2026-11-21T17:30:00Z', { day: 6, minute: 30 }],
    ['UTC', '2026-11-21T23:59:59.999Z', { day: 5, minute: 1439 }],
    ['Asia/Kathmandu', '2026-11-21T00:00:00Z', { day: 5, minute: 345 }],
    ['Europe/Berlin', '2026-03-29T00:59:00Z', { day: 6, minute: 119 }],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', { day: 6, minute: 180 }],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', { day: 6, minute: 150 }],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', { day: 6, minute: 150 }],
  ])('of %s at %s', (zone, at, expected) => {
    expect(localTime(zone)(Date.parse(at))).toEqual(expected);
  });
});

describe('the modes within a span', () => {
  const berlin = localTime('Europe/Berlin');
  const at = (text: string): number => Date.parse(text);

  it('change at the minute, wherever in it the span begins', () => {
    const startMs = at('2026-11-23T06:59:55.500Z');
    expect(modesWithin(plan([office]), startMs, startMs + 10_000, berlin)).toEqual([
      { startMs, endMs: at('2026-11-23T07:00:00Z'), mode: 'continuous' },
      { startMs: at('2026-11-23T07:00:00Z'), endMs: startMs + 10_000, mode: 'motion' },
    ]);
  });

  it('are one where nothing changes', () => {
    const startMs = at('2026-11-23T09:00:00Z');
    expect(modesWithin(plan([office]), startMs, startMs + 300_000, berlin)).toHaveLength(1);
    expect(modesWithin(plan([]), startMs, startMs + 300_000, berlin)).toEqual([
      { startMs, endMs: startMs + 300_000, mode: 'continuous' },
    ]);
  });

  it('follow the wall clock when summer time begins: an hour that is skipped has no entry', () => {
    const skipped: ScheduleEntry = { day: 6, startMinute: 120, endMinute: 180, mode: 'off' };
    const span = modesWithin(plan([skipped]), at('2026-03-29T00:58:00Z'), at('2026-03-29T01:02:00Z'), berlin);
    expect(span.map(({ mode }) => mode)).toEqual(['continuous']);
  });

  it('and when it ends: the hour that comes twice has its entry twice, without a hole', () => {
    const twice: ScheduleEntry = { day: 6, startMinute: 120, endMinute: 180, mode: 'off' };
    const [from, to] = [at('2026-10-24T23:59:00Z'), at('2026-10-25T02:01:00Z')];
    expect(modesWithin(plan([twice]), from, to, berlin)).toEqual([
      { startMs: from, endMs: at('2026-10-25T00:00:00Z'), mode: 'continuous' },
      { startMs: at('2026-10-25T00:00:00Z'), endMs: at('2026-10-25T02:00:00Z'), mode: 'off' },
      { startMs: at('2026-10-25T02:00:00Z'), endMs: to, mode: 'continuous' },
    ]);
  });
});

describe('the length of segments', () => {
  it.each([
    ['continuous', [], 180],
    ['continuous', [office], 10],
    ['motion', [], 10],
    ['off', [], 10],
  ] as const)('of a plan with %s and %j is %i s at all hours', (mode, schedule, seconds) => {
    expect(segmentSecondsOf(plan([...schedule], mode), 180)).toBe(seconds);
  });

  it('is never longer than the installation says', () => {
    expect(segmentSecondsOf(plan([], 'motion'), 2)).toBe(2);
  });
});
