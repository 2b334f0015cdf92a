import { describe, expect, it } from 'vitest';
import { initialServo, servoLimits, stepServo, type ServoState } from '../../../src/renderer/live/player/servo.ts';

interface Simulated {
  /** Delay from the arrival of each frame to its time on screen, ms. */
  readonly delays: number[];
  readonly stalls: number;
  readonly jumps: number;
}

/**
 * A player in miniature: frames each 66.7 ms that arrive late by `lateness(n)`; the playhead runs at the servo's rate,
 * and stands still where nothing is buffered, as a browser's does.
 */
function simulate(frames: number, startAheadMs: number, lateness: (n: number) => number): Simulated {
  const periodMs = 1000 / 15;
  const delays: number[] = [];
  let state: ServoState = initialServo;
  let rate = 1;
  let playheadMs = -startAheadMs;
  let nowMs = 0;
  let stalls = 0;
  let jumps = 0;
  for (let n = 0; n < frames; n += 1) {
    const arrivalMs = Math.max(nowMs, n * periodMs + lateness(n));
    const endMs = n * periodMs;
    const reached = playheadMs + (arrivalMs - nowMs) * rate;
    const stalled = reached > endMs;
    playheadMs = Math.min(reached, endMs);
    nowMs = arrivalMs;
    if (stalled) stalls += 1;
    const step = stepServo(state, { atMs: nowMs, aheadMs: endMs - playheadMs, stalled });
    state = step.state;
    if (step.action.kind === 'jump') {
      playheadMs = endMs - step.action.aheadMs;
      rate = 1;
      jumps += 1;
    } else {
      rate = step.action.rate;
    }
    delays.push(endMs - playheadMs);
  }
  return { delays, stalls, jumps };
}

/** A repeatable noise in [0, 1). */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

const highest = (values: readonly number[]) => Math.max(...values);
const lowest = (values: readonly number[]) => Math.min(...values);

describe('live-edge servo, one step', () => {
  const settled = (aheadMs: number, reserveMs = servoLimits.reserveMs): ServoState => ({
    troughs: [{ atMs: 900, aheadMs }],
    reserveMs,
    rate: 1,
    atMs: 1000,
    stalledAtMs: null,
    burst: false,
  });
  const { reserveMs } = servoLimits;
  it.each([
    ['at its reserve', reserveMs, 1],
    ['a little behind', reserveMs + 10, 1],
    ['100 ms behind', reserveMs + 100, 1.15],
    ['300 ms behind', reserveMs + 300, 1.45],
    ['a second behind', reserveMs + 1000, 1.5],
    ['a little near the edge', reserveMs - 20, 0.97],
    ['past the end', -100, 0.95],
  ])('plays %s (%d ms ahead) at rate %d', (_case, aheadMs, rate) => {
    const { action } = stepServo(settled(aheadMs), { atMs: 1067, aheadMs, stalled: false });
    expect(action).toEqual({ kind: 'rate', rate });
  });

  it('hurries a clock that stalls with plenty buffered, and does not take that for a late stream', () => {
    const { state, action } = stepServo(settled(reserveMs), { atMs: 1067, aheadMs: reserveMs + 200, stalled: true });
    expect(action).toEqual({ kind: 'rate', rate: servoLimits.hurryRate });
    expect(state.reserveMs).toBe(reserveMs);
  });

  it('jumps to its reserve when more than the limit behind, and forgets what it saw before', () => {
    const { state, action } = stepServo(settled(80), { atMs: 1067, aheadMs: 1700, stalled: false });
    expect(action).toEqual({ kind: 'jump', aheadMs: servoLimits.reserveMs });
    expect(state.troughs).toEqual([]);
  });

  it('heeds the lowest trough of the last seconds, not the newest', () => {
    const { action } = stepServo(settled(reserveMs), { atMs: 1067, aheadMs: 400, stalled: false });
    expect(action).toEqual({ kind: 'rate', rate: 1 });
  });

  it('forgets a trough after its window', () => {
    const { action } = stepServo(settled(20), {
      atMs: 900 + servoLimits.windowMs + 1,
      aheadMs: reserveMs + 100,
      stalled: false,
    });
    expect(action).toEqual({ kind: 'rate', rate: 1.15 });
  });

  it('raises the reserve once for a row of stalls, and lets it fall again by half in its half-life', () => {
    const first = stepServo(settled(20), { atMs: 1067, aheadMs: 0, stalled: true }).state;
    const second = stepServo(first, { atMs: 1133, aheadMs: 0, stalled: true }).state;
    expect(first.reserveMs).toBe(servoLimits.reserveMs + servoLimits.stallRaiseMs);
    expect(second.reserveMs).toBeLessThanOrEqual(first.reserveMs);
    const later = stepServo(first, { atMs: 1067 + servoLimits.reserveHalfLifeMs, aheadMs: 40, stalled: false }).state;
    expect(later.reserveMs).toBeCloseTo(servoLimits.reserveMs + servoLimits.stallRaiseMs / 2, 5);
  });

  it('never holds more than the longest reserve, however often it stalls', () => {
    let state = initialServo;
    for (let n = 0; n < 200; n += 1) state = stepServo(state, { atMs: n * 1500, aheadMs: 0, stalled: true }).state;
    expect(state.reserveMs).toBeLessThanOrEqual(servoLimits.longestReserveMs);
  });
});

describe('live-edge servo, over time', () => {
  it('comes from a second behind to under 120 ms within six seconds and stays there', () => {
    const { delays, stalls } = simulate(450, 1000, () => 0);
    expect(highest(delays.slice(90))).toBeLessThan(120);
    expect(stalls).toBe(0);
  });

  it('does not grow over ten minutes of jitter', () => {
    const { delays } = simulate(9000, 100, (n) => noise(n) * 40);
    const minute = (at: number) => delays.slice(at * 900, (at + 1) * 900).sort((a, b) => a - b);
    const p95 = (values: readonly number[]) => values[Math.floor(values.length * 0.95)] ?? NaN;
    expect(p95(minute(9))).toBeLessThan(p95(minute(1)) + 15);
    expect(p95(minute(9))).toBeLessThan(180);
  });

  it('finds the distance that jitter of 90 ms needs: hardly a stall after it has learnt', () => {
    const learnt = simulate(1800, 25, (n) => noise(n) * 90);
    const early = simulate(300, 25, (n) => noise(n) * 90);
    expect(learnt.stalls - early.stalls).toBeLessThan(8);
  });

  it('is back at the edge after a pause of three seconds, by a jump and not by racing', () => {
    const { delays, jumps } = simulate(300, 25, (n) => (n < 100 || n > 145 ? 0 : (145 - n) * (1000 / 15)));
    expect(jumps).toBeLessThanOrEqual(1);
    expect(highest(delays.slice(250))).toBeLessThan(130);
    expect(lowest(delays.slice(250))).toBeGreaterThanOrEqual(0);
  });
});
