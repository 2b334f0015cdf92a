import { describe, expect, it } from 'vitest';
import { ClockSteps, type ClockMemory, type Machine } from '../../../src/engine/clock-steps.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const startMs = Date.UTC(2026, 0, 1, 12);

/** A clock that is looked at each second for a while, then set. */
async function setBy(byMs: number, options: { readonly keep?: (memory: ClockMemory) => void; machine?: Machine } = {}) {
  const clock = new FakeClock(startMs);
  const steps = new ClockSteps({ clock, ...options });
  clock.every(1000, () => steps.look());
  await clock.advance(10_400);
  clock.setUtc(clock.now() + byMs);
  return { clock, steps };
}

describe('steps of the clock', () => {
  it.each([30_000, -30_000, 2500])('tell by how much it was set (%i ms) and when, within a second', async (byMs) => {
    const { clock, steps } = await setBy(byMs);
    await clock.advance(600);
    const setMs = startMs + 10_400;
    const [step, ...others] = steps.known();
    expect([step?.byMs, others]).toEqual([byMs, []]);
    expect(step?.latestMs).toBe(setMs + 600);
    expect(step?.earliestMs).toBe(setMs - 400 + byMs);
  });

  it('are none where the clock goes a little wrong', async () => {
    const { clock, steps } = await setBy(1900);
    await clock.advance(5000);
    expect(steps.known()).toEqual([]);
  });

  it.each<[string, number, number, boolean]>([
    ['from the picture before to the picture after', 10_350, 40_420, true],
    ['of a camera that was silent around it', 8000, 43_000, true],
    ['that ended before it', 5000, 10_300, false],
    ['that began after it', 40_500, 75_000, false],
    ['that is shorter', 10_350, 20_350, false],
  ])('explain a pause %s: %i to %i ms, %s', async (_what, fromMs, toMs, explained) => {
    const { clock, steps } = await setBy(30_000);
    await clock.advance(1000);
    expect(steps.explains(startMs + fromMs, startMs + toMs)).toBe(explained);
  });

  it('explain no pause where the clock was set back', async () => {
    const { clock, steps } = await setBy(-30_000);
    await clock.advance(1000);
    expect(steps.explains(startMs + 9000, startMs + 45_000)).toBe(false);
  });
});

describe('another life of the program', () => {
  const machineOf = (clock: FakeClock, bootId: string): Machine => ({ bootId, uptimeMs: () => clock.monotonic() });

  function firstLife(bootId: string) {
    const kept: ClockMemory[] = [];
    const clock = new FakeClock(startMs);
    const steps = new ClockSteps({ clock, machine: machineOf(clock, bootId), keep: (memory) => kept.push(memory) });
    return { clock, steps, kept };
  }

  it('knows the steps of the one before', () => {
    const { clock, steps, kept } = firstLife('one');
    clock.setUtc(clock.now() + 10_000);
    steps.look();
    const next = new ClockSteps({ clock, machine: machineOf(clock, 'one'), memory: kept.at(-1)! });
    expect(next.known()).toEqual([{ byMs: 10_000, latestMs: startMs, earliestMs: startMs + 10_000 }]);
    expect(next.unseenMs).toBe(0);
  });

  it.each([
    ['one', 10_000],
    ['another', 0],
  ])(
    'finds out what the one before did not see, if the machine was not started anew (%s)',
    async (bootId, unseenMs) => {
      const { clock, kept } = firstLife('one');
      await clock.advance(60_000);
      clock.setUtc(clock.now() + 10_000);
      const next = new ClockSteps({ clock, machine: machineOf(clock, bootId), memory: kept.at(-1)! });
      expect([next.unseenMs, next.known()]).toEqual([unseenMs, []]);
    },
  );
});
