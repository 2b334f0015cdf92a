import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dateKey, dayOfKey, nearestDay, neighbourDay, viewerDay } from '../../../src/renderer/replay/model/days.ts';
import { addDays, startOfDay, tickStepSeconds, tickTimes } from '../../../src/renderer/replay/model/ticks.ts';
import {
  firstView,
  keepInView,
  MAX_SPAN_MS,
  MIN_SPAN_MS,
  pan,
  spanOf,
  timeAt,
  xOf,
  zoomAt,
} from '../../../src/renderer/replay/model/view.ts';

const HOUR = 3_600_000;

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('the view of the timeline', () => {
  const view = { startMs: 0, endMs: 10 * HOUR };

  it('maps pixels to times and back', () => {
    expect(timeAt(view, 250, 1000)).toBe(2.5 * HOUR);
    expect(xOf(view, 2.5 * HOUR, 1000)).toBe(250);
    expect(xOf(view, -HOUR, 1000)).toBe(-100);
  });

  it('zooms with the time under the pointer standing still', () => {
    const zoomed = zoomAt(view, 2 * HOUR, 0.5);
    expect(spanOf(zoomed)).toBe(5 * HOUR);
    expect(xOf(zoomed, 2 * HOUR, 1000)).toBeCloseTo(xOf(view, 2 * HOUR, 1000));
  });

  it('begins near to footage that would be too small to hit, and as it is otherwise', () => {
    const minute = { startMs: 5 * HOUR, endMs: 5 * HOUR + 60_000 };
    const near = firstView(view, [minute]);
    expect(spanOf(near)).toBe(10 * 60_000);
    expect((near.startMs + near.endMs) / 2).toBe(5 * HOUR + 30_000);
    expect(firstView(view, [minute, { startMs: 8 * HOUR, endMs: 9 * HOUR }])).toBe(view);
    expect(firstView(view, [])).toBe(view);
  });

  it('stays between a minute and a day', () => {
    expect(spanOf(zoomAt(view, HOUR, 1e-9))).toBe(MIN_SPAN_MS);
    expect(spanOf(zoomAt(view, HOUR, 1e9))).toBe(MAX_SPAN_MS);
  });

  it('follows a playhead that reaches its end and leaves every other place alone', () => {
    expect(keepInView(view, 5 * HOUR)).toBe(view);
    const moved = keepInView(view, 9.95 * HOUR);
    expect(spanOf(moved)).toBe(spanOf(view));
    expect(xOf(moved, 9.95 * HOUR, 1000)).toBeCloseTo(100);
    expect(keepInView(view, 20 * HOUR)).toEqual(pan(view, 15 * HOUR));
  });
});

describe('ticks', () => {
  it.each([
    [24 * HOUR, 1000, 80, 2 * 3600],
    [HOUR, 1000, 80, 300],
    [60_000, 1000, 80, 5],
    [25 * HOUR, 100, 80, 12 * 3600],
  ])('of %d ms on %d px, %d px apart, stand every %d s', (span, width, apart, step) => {
    expect(tickStepSeconds({ startMs: 0, endMs: span }, width, apart)).toBe(step);
  });

  it('stand at whole hours of the viewer’s clock', () => {
    const day = new Date(2026, 10, 21).getTime();
    const times = tickTimes({ startMs: day + 1, endMs: day + 7 * HOUR }, 3 * 3600);
    expect(times).toEqual([day + 3 * HOUR, day + 6 * HOUR]);
  });

  it('stay at whole hours on the day that the clocks go forward, without the hour that is skipped', () => {
    const day = new Date(2026, 2, 29).getTime();
    expect(addDays(day, 1) - day).toBe(23 * HOUR);
    const hours = tickTimes({ startMs: day, endMs: day + 6 * HOUR }, 3600).map((ms) => new Date(ms).getHours());
    expect(hours).toEqual([0, 1, 3, 4, 5, 6, 7]);
  });

  it('go on in the view across midnight', () => {
    const day = new Date(2026, 9, 25).getTime();
    const next = addDays(day, 1);
    expect(next - day).toBe(25 * HOUR);
    const times = tickTimes({ startMs: next - 2 * HOUR, endMs: next + 2 * HOUR }, 3600);
    expect(times.map((ms) => (ms - next) / HOUR)).toEqual([-2, -1, 0, 1, 2]);
  });
});

describe('days', () => {
  it('are the same date on the viewer’s clock, told by midnight at the offset or by midnight in UTC', () => {
    const date = new Date(2026, 6, 14).getTime();
    expect(viewerDay(Date.UTC(2026, 6, 14), 120)).toBe(date);
    expect(viewerDay(date, 120)).toBe(date);
    // Asked for in winter, the engine reckons a summer day from an hour later.
    expect(viewerDay(Date.UTC(2026, 6, 14) - HOUR, 60)).toBe(date);
  });

  it('have a key for the calendar and come back from it', () => {
    const day = new Date(2026, 0, 5, 23, 59).getTime();
    expect(dateKey(day)).toBe('2026-01-05');
    expect(dayOfKey('2026-01-05')).toBe(startOfDay(day));
    expect(dayOfKey('tomorrow')).toBeNull();
  });

  it('have neighbours and a nearest one', () => {
    const at = (date: number) => new Date(2026, 9, date).getTime();
    const days = [at(20), at(24), at(26)];
    expect(neighbourDay(days, at(25), -1)).toBe(at(24));
    expect(neighbourDay(days, at(24), -1)).toBe(at(20));
    expect(neighbourDay(days, at(24), 1)).toBe(at(26));
    expect(neighbourDay(days, at(26), 1)).toBeNull();
    expect(nearestDay(days, at(21))).toBe(at(20));
    expect(nearestDay([], at(21))).toBeNull();
  });
});
