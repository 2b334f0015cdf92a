import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ffmpegs } from '../../support/footage.ts';
import { makeTwoRuns, PICTURES, type TwoRuns } from '../../support/two-runs.ts';

const all = ffmpegs();
const [maker] = all;

/** Pictures as ffmpeg decodes them, one sum each. */
function shown(ffmpeg: string, path: string): string[] {
  const input = path.endsWith('.m3u8') ? ['-allowed_extensions', 'ALL', '-i', path] : ['-i', path];
  const args = ['-v', 'error', ...input, '-map', '0:v', '-vsync', 'passthrough', '-f', 'framemd5', '-'];
  const lines = execFileSync(ffmpeg, args, { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.startsWith('0,')).map((line) => line.slice(line.lastIndexOf(',') + 1).trim());
}

async function within(begins: readonly [number, number], look: (runs: TwoRuns) => void): Promise<void> {
  const runs = await makeTwoRuns({ ffmpeg: maker!.path, begins });
  try {
    look(runs);
  } finally {
    runs.remove();
  }
}

/**
 * Where time stamps go back from one run to the next, ffmpeg's MP4 reader marks the pictures of the first fragment behind the break as ones to
 * discard ("DTS ... out of order", mov.c): in our files that is one picture, in those of its own HLS writer a whole segment's. RFC 8216
 * (4.3.2.3) lets time stamps change at a discontinuity in any way, and hls.js shows the picture (test/browser/playlist-break.test.ts).
 */
describe.skipIf(maker === undefined).each(all)('a break in a playlist, as $name shows it', ({ path }) => {
  it('costs the one picture that ffmpeg itself marks as one to discard', async () => {
    await within([0.7, 0.7], ({ ours }) => {
      const [before, after] = ours.files.map((file) => shown(path, file));
      expect([before!.length, after!.length]).toEqual([PICTURES, PICTURES]);
      expect(shown(path, ours.playlist)).toEqual([...before!, ...after!.slice(1)]);
    });
  });

  it('costs a whole segment of a playlist that ffmpeg wrote itself', async () => {
    await within([0, 0], ({ own }) => {
      expect(shown(path, own.playlist)).toHaveLength(2 * PICTURES - own.picturesPerFragment);
    });
  });

  it('costs nothing where time stamps go forward, with the same playlist otherwise', async () => {
    await within([0.7, 55], ({ ours }) => {
      expect(shown(path, ours.playlist)).toEqual(ours.files.flatMap((file) => shown(path, file)));
    });
  });
});
