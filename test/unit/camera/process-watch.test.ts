import { describe, expect, it } from 'vitest';
import { isProcessFault, judgeProcess, withRestart } from '../../../src/engine/camera/process-watch.ts';

const limits = { cpuWarnPercent: 80, memoryLimitBytes: 1000 };
const before = { atMs: 0, cpuMs: 0, missing: false };
const well = { cpuMs: 300, memoryBytes: 500, segments: { finished: 3, expected: 2 } };

describe('a look at a process', () => {
  it.each([
    { what: 'is well', sample: well, busy: false, restart: null },
    {
      what: 'takes all of its limit',
      sample: { ...well, cpuMs: 24_000, memoryBytes: 1000 },
      busy: false,
      restart: null,
    },
    { what: 'takes too much processor time', sample: { ...well, cpuMs: 24_001 }, busy: true, restart: null },
    { what: 'takes too much memory', sample: { ...well, memoryBytes: 1001 }, busy: false, restart: 'memory' },
    {
      what: 'finishes too few segments',
      sample: { ...well, segments: { finished: 1, expected: 2 } },
      busy: false,
      restart: 'no_segment',
    },
  ])('that $what', ({ sample, busy, restart }) => {
    expect(judgeProcess(before, sample, 30_000, limits)).toMatchObject({ busy, restart });
  });

  it('takes processor time from look to look', () => {
    const first = judgeProcess(before, well, 30_000, limits);
    expect(first.cpuPercent).toBe(1);
    const second = judgeProcess(first.watched, { ...well, cpuMs: 15_300 }, 60_000, limits);
    expect(second.cpuPercent).toBe(50);
  });

  it('that does not find it waits for the next look before it acts', () => {
    const first = judgeProcess(before, null, 30_000, limits);
    expect(first).toMatchObject({ cpuPercent: null, memoryBytes: null, restart: null });
    expect(judgeProcess(first.watched, null, 60_000, limits).restart).toBe('ffmpeg_killed');
    const found = judgeProcess(first.watched, well, 60_000, limits);
    expect(judgeProcess(found.watched, null, 90_000, limits).restart).toBeNull();
  });
});

describe('restarts', () => {
  it('count for as long as the window is', () => {
    let restarts: readonly number[] = [];
    for (const atMs of [0, 1000, 2000]) restarts = withRestart(restarts, atMs, 2000);
    expect(restarts).toEqual([1000, 2000]);
  });

  it('are faults of the process, not of the camera or the network', () => {
    expect(isProcessFault('memory')).toBe(true);
    for (const reason of ['network_lost', 'stalled', 'timeout', 'ended', 'disk'] as const) {
      expect(isProcessFault(reason)).toBe(false);
    }
  });
});
