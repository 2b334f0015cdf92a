import { describe, expect, it } from 'vitest';
import { copiedDay, painted, presetWeek, scheduleOf, weekOf } from '../../../src/renderer/cameras/model/week.ts';

const empty = weekOf({ schedule: [] });

describe('the week by hours', () => {
  it('becomes as few entries as possible, and reads back as it was', () => {
    const week = painted(painted(painted(empty, 6, 22, 'motion'), 6, 23, 'motion'), 0, 0, 'off');
    const schedule = scheduleOf(week);
    expect(schedule).toEqual([
      { day: 0, startMinute: 0, endMinute: 60, mode: 'off' },
      { day: 6, startMinute: 1320, endMinute: 1440, mode: 'motion' },
    ]);
    expect(weekOf({ schedule })).toEqual(week);
  });

  it('copies a day to all others', () => {
    const week = copiedDay(painted(empty, 3, 5, 'motion'), 3);
    expect(scheduleOf(week).map(({ day, startMinute }) => [day, startMinute])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((day) => [day, 300]),
    );
  });

  it('has presets of which working hours and nights with weekends make up the whole week', () => {
    expect(scheduleOf(presetWeek('always', 'motion'))).toEqual([]);
    const [working, nights] = [presetWeek('working', 'motion'), presetWeek('nights', 'motion')];
    const both = working.flatMap((hours, day) => hours.map((mode, hour) => [mode, nights[day]?.[hour]]));
    expect(both.every(([a, b]) => (a === 'motion') !== (b === 'motion'))).toBe(true);
    expect(working.flat().filter((mode) => mode === 'motion')).toHaveLength(50);
  });
});
