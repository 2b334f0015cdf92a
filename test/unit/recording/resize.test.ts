import { pino } from 'pino';
import { expect, it } from 'vitest';
import { renewalAfterResize } from '../../../src/engine/recording/resize.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const gate = 'abcdefghij01';
/** The recorder asks at each look, as long as the size is another one. */
const LOOK_MS = 5500;

/** Seconds at which a run is begun anew for a camera whose size is found to be wrong at each look of a time. */
async function renewals(wrong: (seconds: number) => boolean, forSeconds: number): Promise<number[]> {
  const clock = new FakeClock();
  const at: number[] = [];
  const asked = renewalAfterResize(clock, pino({ level: 'silent' }), () => at.push(clock.monotonic() / 1000));
  while (clock.monotonic() < forSeconds * 1000) {
    if (wrong(clock.monotonic() / 1000)) asked(gate);
    await clock.advance(LOOK_MS);
  }
  return at;
}

it('follows a camera that is set to another size, and one that is soon set back', async () => {
  expect(await renewals((seconds) => seconds === 11 || seconds === 22, 60)).toEqual([11, 22]);
});

it('begins ever fewer runs for a camera that flaps, one each five minutes at last', async () => {
  const at = await renewals(() => true, 3600);
  expect(at.slice(0, 5)).toEqual([0, 5.5, 16.5, 38.5, 82.5]);
  expect(at.length).toBeLessThan(20);
  const last = at.slice(-5);
  for (const [index, seconds] of last.entries())
    if (index > 0) expect(seconds - last[index - 1]!).toBeGreaterThanOrEqual(300);
});

it('takes the next change for a first one when nothing has changed for ten minutes', async () => {
  const at = await renewals((seconds) => seconds < 100 || (seconds >= 1001 && seconds < 1012), 1100);
  expect(at.slice(-2)).toEqual([1001, 1006.5]);
});

it('counts for each camera alone', () => {
  const renewed: string[] = [];
  const asked = renewalAfterResize(new FakeClock(), pino({ level: 'silent' }), (id) => renewed.push(id));
  for (const id of [gate, gate, 'abcdefghij02']) asked(id);
  expect(renewed).toEqual([gate, 'abcdefghij02']);
});
