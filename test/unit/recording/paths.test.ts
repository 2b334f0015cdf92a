import { expect, it } from 'vitest';
import {
  parseFinishedName,
  parseGrowingName,
  parseKey,
  segmentKey,
  segmentPath,
} from '../../../src/engine/recording/paths.ts';

const startMs = Date.UTC(2026, 1, 28, 23, 59, 58, 7);
const key = segmentKey('mwq2j48sabcd', 12);

it('names a finished segment by its start in UTC, to the millisecond, and its key', () => {
  const path = segmentPath('abcdefghij01', startMs, key);
  expect(path).toBe('abcdefghij01/2026-02-28/23-59-58.007Z_mwq2j48sabcd-00012.mp4');
  expect(parseFinishedName('2026-02-28', path.split('/')[2] ?? '')).toEqual({ startMs, key });
});

it.each([
  '23-59-58.007Z_mwq2j48sabcd-00012.mp4.tmp',
  'x23-59-58.007Z_mwq2j48sabcd-00012.mp4',
  '99-59-58.007Z_mwq2j48sabcd-00012.mp4',
])('does not take %s for a segment', (name) => expect(parseFinishedName('2026-02-28', name)).toBeNull());

it('reads the run and its start out of a key', () => {
  expect(parseKey(key)).toEqual({ runId: 'mwq2j48sabcd', number: 12, runStartMs: Number.parseInt('mwq2j48s', 36) });
  expect(parseGrowingName(`${key}.mp4`)).toBe(key);
  expect(parseGrowingName(key)).toBeNull();
  expect(parseGrowingName('../evil.mp4')).toBeNull();
});
