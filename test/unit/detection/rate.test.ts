import { describe, expect, it } from 'vitest';
import { initialRate, isDue, offered, overtaken, rethink, type RateState } from '../../../src/engine/detection/rate.ts';

/** Two seconds in which so many pictures were offered, and so many of them in vain. */
function stretch(state: RateState, offers: number, inVain: number, wantedFps: number): RateState {
  let next = state;
  for (let at = 0; at < offers; at += 1) next = offered(next, at);
  for (let at = 0; at < inVain; at += 1) next = overtaken(next);
  return rethink(next, wantedFps, state.sinceMs + 2000);
}

describe('the rate at which pictures are looked at', () => {
  it('begins as wanted, and stays so while no picture is overtaken', () => {
    expect(stretch(initialRate(10, 0), 20, 0, 10).grantedFps).toBe(10);
  });

  it('falls when many pictures are overtaken, again and again', () => {
    const once = stretch(initialRate(10, 0), 20, 8, 10);
    const twice = stretch(once, 20, 8, 10);
    const thrice = stretch(twice, 15, 6, 10);
    expect([once, twice, thrice].map(({ grantedFps }) => grantedFps)).toEqual([10, 7.5, 5.625]);
  });

  it('falls no further than to a fifth more than there is time for', () => {
    let state = initialRate(30, 0);
    for (let turn = 0; turn < 6; turn += 1) {
      const offers = Math.round(state.grantedFps * 2);
      state = stretch(state, offers, Math.max(0, offers - 46), 30);
    }
    expect(state.grantedFps).toBeCloseTo(27.6);
  });

  it('does not fall for a moment in which the machine had no time', () => {
    let state = initialRate(10, 0);
    for (const inVain of [8, 0, 8, 1, 8]) state = stretch(state, 20, inVain, 10);
    expect(state.grantedFps).toBe(10);
  });

  it('stays where hardly one is overtaken, and rises to what is wanted when none is', () => {
    const slow = { ...initialRate(10, 0), grantedFps: 6 };
    expect(stretch(slow, 12, 1, 10).grantedFps).toBe(6);
    expect(stretch(slow, 12, 0, 10).grantedFps).toBeCloseTo(8);
    expect(stretch({ ...slow, grantedFps: 8 }, 16, 0, 10).grantedFps).toBe(10);
  });

  it('never falls below one picture in five seconds', () => {
    expect(stretch({ ...initialRate(10, 0), grantedFps: 0.21, wasStrained: true }, 4, 4, 10).grantedFps).toBe(0.2);
  });

  it('does not raise a scan interval that is longer than that', () => {
    expect(stretch({ ...initialRate(0.1, 0), wasStrained: true }, 4, 4, 0.1).grantedFps).toBe(0.1);
  });

  it('begins anew as wanted after a rest', () => {
    expect(stretch({ ...initialRate(10, 0), grantedFps: 3 }, 0, 0, 10).grantedFps).toBe(10);
  });

  it('follows at once when less is wanted', () => {
    expect(rethink(initialRate(10, 0), 2, 100).grantedFps).toBe(2);
  });

  it('takes a picture that comes nearly in time, and leaves one that comes too early', () => {
    const state = offered(initialRate(5, 0), 1000);
    expect([1100, 1179, 1181, 1200].map((atMs) => isDue(state, atMs))).toEqual([false, false, true, true]);
  });

  it.each([
    { camera: 15, wanted: 10 },
    { camera: 25, wanted: 10 },
    { camera: 15, wanted: 7.5 },
    { camera: 12.5, wanted: 5 },
  ])('takes $wanted of $camera pictures a second', ({ camera, wanted }) => {
    let state = initialRate(wanted, 0);
    let taken = 0;
    for (let picture = 0; picture < camera * 20; picture += 1) {
      const atMs = Math.round(1_000_000 + (picture * 1000) / camera);
      if (!isDue(state, atMs)) continue;
      state = offered(state, atMs);
      taken += 1;
    }
    expect(taken / 20).toBeCloseTo(wanted, 0);
    expect(Math.abs(taken / 20 - wanted)).toBeLessThan(wanted * 0.03);
  });

  it('takes the next picture when time has run backwards', () => {
    expect(isDue(offered(initialRate(5, 0), 5000), 1000)).toBe(true);
  });
});
