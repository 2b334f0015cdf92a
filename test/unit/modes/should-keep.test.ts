import { describe, expect, it } from 'vitest';
import { shouldKeep, type Activity, type Evidence } from '../../../src/engine/modes/index.ts';
import type { RecordingMode } from '../../../src/shared/recording-plan.ts';

const S = 1000;
/** A span from 100 to 110 s, wholly looked at, with 5 s before and 10 s after what happens. */
function evidence(
  mode: RecordingMode | readonly RecordingMode[],
  activities: Activity[],
  more: Partial<Evidence> = {},
): Evidence {
  const modes = typeof mode === 'string' ? [mode] : mode;
  const each = 10 / modes.length;
  return {
    span: { startMs: 100 * S, endMs: 110 * S },
    modes: modes.map((one, at) => ({ startMs: (100 + at * each) * S, endMs: (100 + (at + 1) * each) * S, mode: one })),
    activities,
    watched: { motion: [{ startMs: 0, endMs: 200 * S }], detection: [{ startMs: 0, endMs: 200 * S }] },
    preMs: 5 * S,
    postMs: 10 * S,
    ...more,
  };
}

const motion = (startS: number, endS: number): Activity => ({ kind: 'motion', startMs: startS * S, endMs: endS * S });
const detection = (startS: number, endS: number): Activity => ({ ...motion(startS, endS), kind: 'detection' });
const LATER = 200 * S;
const keep = (as: string, blind = false) => ({ kind: 'keep', as, blind });
const drop = (reason: string) => ({ kind: 'drop', reason });

describe('footage', () => {
  it.each([
    ['continuous, nothing happens', evidence('continuous', []), keep('continuous')],
    ['continuous, something moves', evidence('continuous', [motion(105, 106)]), keep('motion')],
    ['continuous, something moves next to it', evidence('continuous', [motion(95, 99)]), keep('continuous')],
    [
      'continuous, something is detected',
      evidence('continuous', [motion(105, 106), detection(106, 107)]),
      keep('event'),
    ],
    ['motion, nothing happens', evidence('motion', []), drop('no_motion')],
    ['motion, something moves in it', evidence('motion', [motion(104, 105)]), keep('motion')],
    ['motion, it moves soon after: pre-capture', evidence('motion', [motion(114, 120)]), keep('motion')],
    ['motion, it moves later than that', evidence('motion', [motion(115, 120)]), drop('no_motion')],
    ['motion, it moved just before: post-capture', evidence('motion', [motion(80, 91)]), keep('motion')],
    ['motion, it moved earlier than that', evidence('motion', [motion(80, 90)]), drop('no_motion')],
    ['motion, something is detected that hardly moves', evidence('motion', [detection(104, 105)]), keep('event')],
    ['detection, something moves', evidence('detection', [motion(104, 105)]), drop('no_motion')],
    ['detection, something is detected', evidence('detection', [detection(104, 105)]), keep('event')],
    ['off', evidence('off', [motion(104, 105), detection(104, 105)]), drop('scheduled_off')],
    ['off, then continuous', evidence(['off', 'continuous'], []), keep('continuous')],
    ['off, then motion with none', evidence(['off', 'motion'], []), drop('no_motion')],
    ['off, then motion with some', evidence(['off', 'motion'], [motion(108, 109)]), keep('motion')],
  ])('of mode %s', (_, given, verdict) => {
    expect(shouldKeep(given, LATER)).toEqual(verdict);
  });

  it.each([
    ['nobody looks for motion', 'motion', { motion: [], detection: [{ startMs: 0, endMs: LATER }] }],
    ['there is no detector', 'detection', { motion: [{ startMs: 0, endMs: LATER }], detection: [] }],
    [
      'pictures were missing in the middle',
      'motion',
      {
        motion: [
          { startMs: 0, endMs: 104 * S },
          { startMs: 107 * S, endMs: LATER },
        ],
        detection: [],
      },
    ],
    ['pictures were missing at the end', 'motion', { motion: [{ startMs: 0, endMs: 108 * S }], detection: [] }],
    ['looking began in the middle', 'motion', { motion: [{ startMs: 104 * S, endMs: LATER }], detection: [] }],
  ] as const)('is all kept while %s', (_, mode, watched) => {
    expect(shouldKeep(evidence(mode, [], { watched }), LATER)).toEqual(keep('continuous', true));
  });

  it('of an hour that is off is not kept for want of pictures', () => {
    const watched = { motion: [], detection: [] };
    expect(shouldKeep(evidence('off', [], { watched }), LATER)).toEqual(drop('scheduled_off'));
  });

  it('waits for what may come within the pre-capture, and no longer', () => {
    const given = evidence('motion', []);
    expect(shouldKeep(given, 117.9 * S)).toEqual({ kind: 'wait' });
    expect(shouldKeep(given, 118 * S)).toEqual(drop('no_motion'));
  });

  it('that is kept in any case waits only for the last pictures to be looked at', () => {
    const given = evidence('continuous', []);
    expect(shouldKeep(given, 112.9 * S)).toEqual({ kind: 'wait' });
    expect(shouldKeep(given, 113 * S)).toEqual(keep('continuous'));
  });
});
