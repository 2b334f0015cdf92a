import { describe, expect, it } from 'vitest';
import {
  fileStem,
  formatBitRate,
  formatBytes,
  formatDuration,
  formatFps,
  formatSeconds,
} from '../../../src/renderer/ui/format.ts';
import { isDown, secondsToNextAttempt } from '../../../src/renderer/ui/state-look.ts';

describe('figures', () => {
  it.each([
    [0, '0 bit/s'],
    [512_000, '512 kbit/s'],
    [999_960, '1.0 Mbit/s'],
    [4_230_000, '4.2 Mbit/s'],
    [120_000_000, '120 Mbit/s'],
    [-5, '0 bit/s'],
  ])('shows %d bits per second as %s', (bps, text) => expect(formatBitRate(bps, 'en')).toBe(text));

  it.each([
    [900, '900 B'],
    [1_400_000_000, '1.4 GB'],
    [3_000_000_000_000_000_000, '3,000 PB'],
  ])('shows %d bytes as %s', (bytes, text) => expect(formatBytes(bytes, 'en')).toBe(text));

  it.each([
    [15, '15 fps'],
    [29.97, '30 fps'],
    [0.5, '0.5 fps'],
    [7.02, '7 fps'],
  ])('shows %d frames per second as %s', (fps, text) => expect(formatFps(fps, 'en')).toBe(text));

  it.each([
    [-1, '0 s'],
    [8_400, '8 s'],
    [185_000, '3 min 05 s'],
    [7_800_000, '2 h 10 min'],
    [367_200_000, '4 d 6 h'],
  ])('shows a span of %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [8_400, '8 giây'],
    [185_000, '3 phút 05 giây'],
    [7_800_000, '2 giờ 10 phút'],
    [367_200_000, '4 ngày 6 giờ'],
  ])('shows a span of %d ms in Vietnamese as %s', (ms, text) => expect(formatDuration(ms, 'vi')).toBe(text));

  it('writes the decimal comma of Vietnamese', () => {
    expect([formatBytes(1_400_000_000, 'vi'), formatFps(0.5, 'vi'), formatSeconds(2, 'vi')]).toEqual([
      '1,4 GB',
      '0,5 fps',
      '2,0 giây',
    ]);
  });
});

describe('file names', () => {
  const at = new Date(2026, 10, 21, 4, 3, 9).getTime();
  it.each([
    ['Front door', 'Front-door_2026-11-21_04-03-09'],
    ['Cổng / chính: 1', 'Cổng-chính-1_2026-11-21_04-03-09'],
    ['../..', 'camera_2026-11-21_04-03-09'],
  ])('makes %s safe for every file system', (name, stem) => expect(fileStem(name, at)).toBe(stem));
});

describe('states', () => {
  const retrying = {
    state: 'retrying',
    sinceMs: 0,
    reason: 'timeout',
    attempt: 2,
    maxAttempts: 5,
    nextAttemptMs: 10_000,
  } as const;
  it('counts whole seconds down to the next attempt and stops at 0', () => {
    expect([2_000, 9_001, 10_000, 12_000].map((now) => secondsToNextAttempt(retrying, now))).toEqual([8, 1, 0, 0]);
    expect(secondsToNextAttempt({ state: 'ok', sinceMs: 0 }, 0)).toBeNull();
  });
  it('calls a camera down while it is retried, also in the moment of the attempt itself', () => {
    expect(isDown(retrying)).toBe(true);
    expect(isDown({ state: 'connecting', sinceMs: 0, attempt: 2 })).toBe(true);
    expect(isDown({ state: 'connecting', sinceMs: 0, attempt: 1 })).toBe(false);
    expect(isDown({ state: 'disabled', sinceMs: 0 })).toBe(false);
  });
});
