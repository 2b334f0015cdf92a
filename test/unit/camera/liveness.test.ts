import { describe, expect, it } from 'vitest';
import { DropMeter } from '../../../src/engine/camera/drops.ts';
import { Liveness, silenceLimits } from '../../../src/engine/camera/liveness.ts';
import { MediaTimeWatch } from '../../../src/engine/camera/media-time.ts';
import { RunLiveness } from '../../../src/engine/camera/run-liveness.ts';
import { SegmentPace, WrittenWatch } from '../../../src/engine/camera/written.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('silence', () => {
  const limits = silenceLimits(5000, true);

  it('at the start is granted its time; then pictures are wanted', () => {
    const liveness = new Liveness(limits, 0);
    expect(liveness.stalled(20_000)).toBeNull();
    expect(liveness.stalled(20_001)).toBe('main');
    expect(liveness.main(1, 20_000)).toBe(true);
    liveness.sub(20_000);
    liveness.sub(27_000);
    expect(liveness.stalled(28_000)).toBeNull();
    expect(liveness.stalled(28_001)).toBe('main');
  });

  it('is not broken by a count that does not grow', () => {
    const liveness = new Liveness(limits, 0);
    expect([liveness.main(0, 1), liveness.main(5, 2), liveness.main(5, 3), liveness.main(null, 4)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('of a sub stream is known, also when it never spoke', () => {
    const liveness = new Liveness(limits, 0);
    for (let atMs = 0; atMs <= 31_000; atMs += 1000) liveness.main(atMs / 1000 + 1, atMs);
    expect(liveness.stalled(30_000)).toBeNull();
    expect(liveness.stalled(30_001)).toBe('sub');
    liveness.sub(30_001);
    expect(liveness.stalled(31_001)).toBeNull();
  });

  it.each([
    { fps: 25, patienceMs: 5500 },
    { fps: 4, patienceMs: 5500 },
    { fps: 1, patienceMs: 22_000 },
    { fps: 0.25, patienceMs: 22_000 },
  ])('of a camera with $fps frames a second is borne for $patienceMs ms: more than 10 drops', (row) => {
    const liveness = new Liveness(silenceLimits(5000, false), 0);
    let lastMs = 0;
    for (let reports = 1; reports <= 40; reports += 1) {
      const frames = Math.floor((reports * 2000 * row.fps) / 1000);
      if (liveness.main(frames, reports * 2000)) lastMs = reports * 2000;
    }
    expect(liveness.stalled(lastMs + row.patienceMs - 1)).toBeNull();
    expect(liveness.stalled(lastMs + row.patienceMs)).toBe('main');
  });
});

describe('drops', () => {
  const steady = (intervalMs: number): { meter: DropMeter; atMs: number } => {
    const meter = new DropMeter();
    let atMs = 0;
    for (let frame = 0; frame < 100; frame += 1) meter.seen((atMs += intervalMs), 1, true);
    return { meter, atMs };
  };

  it.each([
    { intervalMs: 40, silenceMs: 499, drops: 0 },
    { intervalMs: 40, silenceMs: 500, drops: 1 },
    { intervalMs: 40, silenceMs: 5400, drops: 10 },
    { intervalMs: 1000, silenceMs: 1900, drops: 0 },
    { intervalMs: 1000, silenceMs: 4100, drops: 2 },
  ])('after $silenceMs ms of a camera with a frame each $intervalMs ms are $drops', (row) => {
    const { meter, atMs } = steady(row.intervalMs);
    expect(meter.total).toBe(0);
    expect(meter.inRow(atMs + row.silenceMs)).toBe(row.drops);
    meter.seen(atMs + row.silenceMs, 1, true);
    expect(meter.total).toBe(row.drops);
    expect(meter.inRow(atMs + row.silenceMs)).toBe(0);
  });

  it('are not made up between reports that come each two seconds', () => {
    const meter = new DropMeter();
    for (let atMs = 0; atMs < 20_000; atMs += 2000) meter.seen(atMs, 50, false);
    expect([meter.total, meter.dropMs]).toEqual([0, 500]);
  });
});

describe('what is written', () => {
  it('is missed when pictures come and the file stands still', () => {
    const watch = new WrittenWatch(0);
    watch.saw('a', 100, 1000);
    watch.saw('a', 100, 11_000);
    expect(watch.stuck(11_000, 10_500)).toBe(false);
    expect(watch.stuck(11_001, 11_001)).toBe(true);
    watch.saw('b', 10, 11_002);
    expect(watch.stuck(11_003, 11_003)).toBe(false);
  });

  it('is missed when the file is gone, but not while there is nothing to be written', () => {
    const watch = new WrittenWatch(0);
    for (let atMs = 0; atMs < 30_000; atMs += 2000) watch.saw('a', null, atMs);
    expect(watch.stuck(30_000, null)).toBe(false);
    expect(watch.stuck(30_000, 4000)).toBe(false);
    expect(watch.stuck(30_000, 30_000)).toBe(true);
  });

  it('is not known while a look takes long: the disk hangs', () => {
    const watch = new WrittenWatch(0);
    watch.looks(1000);
    expect([watch.hangs(4000), watch.hangs(4001)]).toEqual([false, true]);
    watch.saw('a', 1, 4002);
    expect(watch.hangs(9000)).toBe(false);
  });
});

describe('the pace of segments', () => {
  it('has a grace, a longer one before the first', () => {
    const pace = new SegmentPace(180_000);
    expect(pace.overdue(1e9)).toBe(false);
    pace.begins(0);
    expect([pace.overdue(240_000), pace.overdue(240_001)]).toEqual([false, true]);
    pace.finished(180_000, 240_001);
    expect([pace.overdue(450_001), pace.overdue(450_002)]).toEqual([false, true]);
  });

  it('is patient with key frames that are far apart', () => {
    const pace = new SegmentPace(10_000);
    pace.begins(0);
    pace.finished(30_000, 30_000);
    expect([pace.overdue(110_000), pace.overdue(110_001)]).toEqual([false, true]);
  });

  it('expects of ten minutes what fits in, less one, and nothing of a young run', () => {
    const pace = new SegmentPace(180_000);
    pace.begins(0);
    expect(pace.within(600_000, 599_999)).toEqual({ finished: 0, expected: 0 });
    for (const atMs of [180_000, 360_000, 540_000]) pace.finished(180_000, atMs);
    expect(pace.within(600_000, 600_000)).toEqual({ finished: 3, expected: 2 });
    expect(pace.within(600_000, 1_100_000)).toEqual({ finished: 1, expected: 2 });
  });
});

describe('media time', () => {
  const reports = (kind: 'arrival' | 'own', pairs: readonly (readonly [mediaMs: number, clockMs: number])[]) => {
    const watch = new MediaTimeWatch(kind);
    return pairs.map(([mediaMs, clockMs]) => watch.observe(mediaMs, clockMs));
  };
  const last = (...args: Parameters<typeof reports>) => reports(...args).at(-1);

  it.each([
    {
      what: 'jumps ahead',
      pairs: [
        [0, 100_000],
        [2000, 102_000],
        [9100, 104_000],
      ],
      fault: 'time_jump',
    },
    {
      what: 'runs backwards',
      pairs: [
        [5000, 100_000],
        [7000, 102_000],
        [5900, 104_000],
      ],
      fault: 'time_jump',
    },
    {
      what: 'goes back by a frame or two',
      pairs: [
        [5000, 100_000],
        [7000, 102_000],
        [6800, 102_500],
      ],
      fault: null,
    },
    {
      what: 'catches up after it was held up',
      pairs: [
        [0, 0],
        [2000, 2000],
        [2100, 12_000],
        [14_000, 14_000],
      ],
      fault: null,
    },
  ] as const)('of its own that $what: $fault', ({ pairs, fault }) => {
    expect(last('own', pairs)).toBe(fault);
  });

  it.each(['arrival', 'own'] as const)(
    '(%s) that leaves the clock behind for three reports in a row has drifted',
    (kind) => {
      const pairs = [0, 1, 2, 3].map((n) => [n * 2000, n * 2000 + (n === 0 ? 0 : 21_000)] as const);
      expect(reports(kind, pairs)).toEqual([null, null, null, 'clock_drift']);
      expect(last(kind, pairs.slice(0, 3))).toBeNull();
    },
  );

  it('of its own may drift slowly for days: the recording follows', () => {
    const minutes = Array.from({ length: 5000 }, (_, n) => [n * 60_000, n * 60_600] as const);
    expect(reports('own', minutes).filter((fault) => fault !== null)).toEqual([]);
  });
});

describe('the life of a run', () => {
  const block = { droppedFrames: 0, totalSizeBytes: null, ended: false };
  const open = (hasSub = false) => {
    const clock = new FakeClock();
    const liveness = new RunLiveness({
      clock,
      connectTimeoutMs: 5000,
      hasSub,
      segmentMs: 60_000,
      mediaEpochMs: clock.now(),
    });
    let frames = 0;
    let sizeBytes = 0;
    /** Seconds of a camera that delivers. */
    const lives = async (seconds: number, options = { grows: true }): Promise<(string | null)[]> => {
      const reasons: (string | null)[] = [];
      for (let second = 0; second < seconds; second += 1) {
        await clock.advance(1000);
        if (second % 2 === 0) {
          liveness.progress({ ...block, frames: (frames += 30), outTimeUs: clock.monotonic() * 1000 });
        }
        liveness.written.looks(clock.monotonic());
        liveness.written.saw('a', options.grows ? (sizeBytes += 1000) : sizeBytes, clock.monotonic());
        reasons.push(liveness.verdict()?.reason ?? null);
      }
      return reasons;
    };
    return { clock, liveness, lives };
  };

  it('that delivers is left alone', async () => {
    const { lives } = open();
    expect(new Set(await lives(50))).toEqual(new Set([null]));
  });

  it('is over when its file stands still, and when no segment is finished', async () => {
    expect((await open().lives(15, { grows: false })).find((reason) => reason !== null)).toBe('not_written');
    expect((await open().lives(125)).find((reason) => reason !== null)).toBe('no_segment');
  });

  it('is not judged by a program that has slept itself: what came meanwhile is yet to be read', async () => {
    const { clock, liveness, lives } = open();
    await lives(10);
    await clock.advance(30_000);
    expect(liveness.verdict()).toBeNull();
    await clock.advance(1000);
    expect(liveness.verdict()).toEqual({ reason: 'stalled', stream: 'main' });
  });

  it('that is silent while a look at its file does not come back has a disk that hangs', async () => {
    const { clock, liveness, lives } = open();
    await lives(10);
    liveness.written.looks(clock.monotonic());
    for (let second = 0; second < 7; second += 1) {
      await clock.advance(1000);
      const verdict = liveness.verdict();
      if (verdict !== null) expect(verdict.reason).toBe('not_written');
    }
    expect(liveness.verdict()?.reason).toBe('not_written');
  });
});
