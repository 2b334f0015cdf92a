import { describe, expect, it } from 'vitest';
import { Ticks } from '../../../src/engine/ticks.ts';
import type { Timer } from '../../../src/engine/clock.ts';

/** Time that is moved by hand; counts how often the process would wake. Timers fire early by `earlyMs`, as those of a machine do. */
class Machine {
  nowMs = 0;
  wakings = 0;
  readonly #earlyMs: number;
  #timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  constructor(startMs: number, earlyMs = 0) {
    this.nowMs = startMs;
    this.#earlyMs = earlyMs;
  }

  monotonic = (): number => this.nowMs;

  after = (delayMs: number, callback: () => void): Timer => {
    const timer = { atMs: this.nowMs + delayMs - this.#earlyMs, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  };

  runUntil(endMs: number): void {
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.wakings += 1;
      next.callback();
    }
    this.nowMs = endMs;
  }
}

describe('ticks', () => {
  it('fall on multiples of their period, the first within one', () => {
    const machine = new Machine(730.25);
    const seen: number[] = [];
    new Ticks(machine).add(500, () => seen.push(Math.floor(machine.nowMs)));
    machine.runUntil(2600);
    expect(seen).toEqual([1000, 1500, 2000, 2500]);
  });

  it('of many watchers wake the process no more often than the quickest of them', () => {
    const machine = new Machine(12.4);
    const ticks = new Ticks(machine);
    let calls = 0;
    for (const periodMs of [500, 1000, 1000, 1000, 2000, 5000]) ticks.add(periodMs, () => (calls += 1));
    machine.runUntil(10_050);
    expect(calls).toBe(20 + 3 * 10 + 5 + 2);
    expect(machine.wakings).toBe(20);
  });

  it('come once each, also where the timers of the machine fire a little early', () => {
    const machine = new Machine(3.7, 0.9);
    const ticks = new Ticks(machine);
    let calls = 0;
    ticks.add(500, () => (calls += 1));
    machine.runUntil(10_050);
    expect([calls, machine.wakings]).toEqual([20, 20]);
  });

  it('that were missed while the machine stood still are not made up for', () => {
    const machine = new Machine(0);
    const seen: number[] = [];
    new Ticks(machine).add(500, () => {
      seen.push(machine.nowMs);
      if (machine.nowMs === 1000) machine.nowMs = 4200;
    });
    machine.runUntil(5100);
    expect(seen).toEqual([500, 1000, 4200, 4500, 5000]);
  });

  it('come no more once they are cancelled, also by another one of the same waking', () => {
    const machine = new Machine(0);
    const ticks = new Ticks(machine);
    let calls = 0;
    ticks.add(1000, () => second.cancel());
    const second = ticks.add(1000, () => (calls += 1));
    machine.runUntil(3000);
    expect(calls).toBe(0);
  });

  it('leave the process asleep when nobody is left', () => {
    const machine = new Machine(0);
    const ticks = new Ticks(machine);
    ticks.add(1000, () => undefined).cancel();
    machine.runUntil(60_000);
    expect(machine.wakings).toBe(0);
  });
});
