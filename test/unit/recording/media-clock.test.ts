import { describe, expect, it } from 'vitest';
import { MediaClock, followingStart } from '../../../src/engine/recording/media-clock.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const startMs = Date.UTC(2026, 0, 1);

/** Media time goes as the clock does; each report comes `lateMs` late. */
async function report(clock: FakeClock, time: MediaClock, lateMs: number, mediaMs = clock.monotonic()): Promise<void> {
  await clock.advance(lateMs);
  time.observe(mediaMs);
}

describe('the clock of a run', () => {
  it('knows nothing before the first report', () => {
    expect(new MediaClock(new FakeClock(startMs)).utcOf(0)).toBeNull();
  });

  it('takes the report that came least late: lateness only ever adds', async () => {
    const clock = new FakeClock(startMs);
    const time = new MediaClock(clock);
    for (const lateMs of [300, 20, 450, 80]) await report(clock, time, lateMs);
    expect(time.utcOf(60_000)).toBe(startMs + 60_000 + 20);
  });

  it('follows a camera whose clock is slow, within minutes', async () => {
    const clock = new FakeClock(startMs);
    const time = new MediaClock(clock);
    for (let minute = 0; minute < 20; minute += 1) {
      await clock.advance(60_000);
      // 100 ms lost each minute.
      time.observe(clock.monotonic() - minute * 100);
    }
    const nowMedia = clock.monotonic() - 19 * 100;
    expect((time.utcOf(nowMedia) ?? 0) - clock.now()).toBeGreaterThanOrEqual(-500);
  });

  it('stands when the machine is set to another time, until it is told to follow', async () => {
    const clock = new FakeClock(startMs);
    const time = new MediaClock(clock);
    await report(clock, time, 0);
    clock.setUtc(startMs + 3_600_000);
    expect(time.utcOf(0)).toBe(startMs);
    expect(time.followJump()).toBe(3_600_000);
    expect(time.utcOf(0)).toBe(startMs + 3_600_000);
    expect(time.followJump()).toBe(0);
  });
});

describe('the start of a following segment', () => {
  it.each([
    ['adjoins what is off by less than a frame', 30, false, 0],
    ['follows a small drift forward in a small step', 200, false, 50],
    ['follows a small drift backward in a small step', -200, false, -50],
    ['keeps a hole', 700, false, 700],
    ['does not overlap after a better guess', -5000, false, -50],
    ['goes back when the clock was set back', -5000, true, -5000],
  ])('%s', (_, offMs, clockWasSet, movedMs) => {
    expect(followingStart(1_000_000, 1_000_000 + offMs, clockWasSet)).toBe(1_000_000 + movedMs);
  });
});
