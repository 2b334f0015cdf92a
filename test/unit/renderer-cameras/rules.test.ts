import { describe, expect, it } from 'vitest';
import { ruleSchema } from '../../../src/shared/detection-plan.ts';
import {
  clockOf,
  dayHoursOf,
  hoursOf,
  minutesOf,
  possibleKinds,
  ruleOfKind,
  rulesThatHold,
} from '../../../src/renderer/cameras/model/rules.ts';

const polygon = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 0, y: 1 },
];
const zones = [{ id: 'z1', name: 'Gate', polygon }];
const wires = [{ id: 'w1', name: 'Door', points: polygon.slice(0, 2) }];

describe('hours of a rule', () => {
  it('go over midnight into the day after', () => {
    expect(hoursOf({ days: [6], fromMinute: 1320, toMinute: 360 })).toEqual([
      { day: 6, startMinute: 1320, endMinute: 1440 },
      { day: 0, startMinute: 0, endMinute: 360 },
    ]);
  });

  it('end at midnight without a rest on the day after', () => {
    expect(hoursOf({ days: [2], fromMinute: 600, toMinute: 0 })).toEqual([
      { day: 2, startMinute: 600, endMinute: 1440 },
    ]);
  });

  it.each([
    { days: [0, 1, 2, 3, 4], fromMinute: 480, toMinute: 1080 },
    { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 1320, toMinute: 360 },
    { days: [5, 6], fromMinute: 1320, toMinute: 360 },
    { days: [3], fromMinute: 0, toMinute: 1440 },
  ])('are read back as they were said: %j', (said) => {
    expect(dayHoursOf(hoursOf(said))).toEqual(said);
  });

  it('are left alone where they are of another kind', () => {
    const odd = [...hoursOf({ days: [0], fromMinute: 60, toMinute: 120 }), { day: 1, startMinute: 5, endMinute: 7 }];
    expect(dayHoursOf(odd)).toBeNull();
    expect(dayHoursOf([])).toBeNull();
  });

  it('are typed as times of day', () => {
    expect(['08:30', '24:00', '24:01', '7:5', 'noon'].map(minutesOf)).toEqual([510, 1440, null, null, null]);
    expect([clockOf(510), clockOf(1440)]).toEqual(['08:30', '00:00']);
  });
});

describe('rules', () => {
  const appear = ruleSchema.parse({ kind: 'appear', id: 'r1', name: 'Someone', labels: ['person'], alert: true });

  it('can be of the kinds for which there are shapes', () => {
    expect(possibleKinds({ zones: [], wires: [] })).toEqual(['appear']);
    expect(possibleKinds({ zones, wires })).toEqual(['appear', 'enter', 'leave', 'loiter', 'cross']);
  });

  it('keep what both kinds have when they become another kind', () => {
    const loiter = ruleOfKind(appear, 'loiter', { zones, wires });
    expect(loiter).toMatchObject({ kind: 'loiter', zoneId: 'z1', seconds: 10, labels: ['person'], alert: true });
    expect(ruleOfKind(loiter, 'cross', { zones, wires })).toMatchObject({ kind: 'cross', wireId: 'w1' });
    expect(ruleSchema.safeParse(loiter).success).toBe(true);
  });

  it('go with the zone or the line that they are about', () => {
    const cross = ruleOfKind(appear, 'cross', { zones, wires });
    const enter = ruleOfKind(appear, 'enter', { zones, wires });
    expect(rulesThatHold([appear, cross, enter], { zones: [], wires })).toEqual([appear, cross]);
    expect(rulesThatHold([appear, cross, enter], { zones, wires: [] })).toEqual([appear, enter]);
  });
});
