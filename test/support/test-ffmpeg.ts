import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface TestFfmpeg {
  readonly name: string;
  readonly path: string;
}

/**
 * The ffmpeg programs that tests run with: the machine's own, and the 2018 build inside the npm package.
 * @throws Error when there is none and CI is set, so that nothing is skipped there unseen
 */
export function testFfmpegs(): TestFfmpeg[] {
  const bundled = join(
    import.meta.dirname,
    '../../node_modules/@ffmpeg-installer',
    `${process.platform}-${process.arch}`,
    'ffmpeg',
  );
  const found: TestFfmpeg[] = [];
  if (spawnSync('ffmpeg', ['-version']).status === 0) found.push({ name: 'ffmpeg of the machine', path: 'ffmpeg' });
  if (existsSync(bundled)) found.push({ name: 'ffmpeg of 2018', path: bundled });
  if (found.length === 0) {
    if (process.env.CI === 'true') throw new Error('no ffmpeg to test with');
    process.stderr.write('skipped: there is no ffmpeg\n');
  }
  return found;
}
