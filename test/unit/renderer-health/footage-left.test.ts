import { expect, it } from 'vitest';
import { daysToLimit } from '../../../src/renderer/health/footage-left.ts';

const MBIT = 1_000_000;

it.each([
  ['half of the limit is taken', 432_000_000_000, 864_000_000_000, 4 * MBIT, 10],
  ['the limit is reached', 900_000_000_000, 864_000_000_000, 4 * MBIT, 0],
  ['there is no limit', 1000, null, 4 * MBIT, null],
  ['nothing is recorded', 1000, 2000, 0, null],
])('when %s', (_, sizeBytes, maxBytes, rate, days) => expect(daysToLimit({ sizeBytes }, maxBytes, rate)).toBe(days));
