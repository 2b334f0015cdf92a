import { join } from 'node:path';
import { expect, it } from 'vitest';
import { underRoot } from '../../../src/engine/storage/index.ts';

it.each(['../outside.mp4', 'a/../../outside.mp4', '/etc/passwd', 'a/b\0.mp4', '', '.'])(
  'never follows the path %j out of the root',
  (path) => expect(underRoot('/recordings', path)).toBeNull(),
);

it('joins a stored path to the root', () => {
  expect(underRoot('/recordings', 'cam/day/file.mp4')).toBe(join('/recordings', 'cam', 'day', 'file.mp4'));
});
