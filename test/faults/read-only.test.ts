import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StorageAnswer } from '../../src/shared/storage.ts';
import { eventually } from '../support/eventually.ts';
import { mayMount, Mounts } from '../support/mounts.ts';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { runEpisodes } from './episodes.ts';
import { keepResults } from './results.ts';
import { FPS, filesOf, startRig, type Rig } from './rig.ts';
import { lineOf, type Result, type Scenario } from './scenario.ts';

const [ffmpeg] = testFfmpegs();
/** Most that the fall-over may take: it waits for a write to fail, and for a key frame. */
const MOST_SECONDS = 10;
/** Long enough that a good deal would be missing if the file that grows on the disk were not listed. */
const SEGMENT_SECONDS = 6;

function becomesReadOnly(mounts: Mounts, name: string, next: string): Scenario {
  return {
    name: 'disk: becomes read-only, with another root',
    // ffmpeg cannot begin its next file, or the watch over roots was there first and has begun another run.
    reasons: ['disk', 'renewed'],
    backWithinSeconds: MOST_SECONDS,
    async provoke(rig) {
      mounts.readOnly(name);
      await eventually(
        'the next root to be recorded to',
        async () => {
          const { roots } = await rig.product().json<StorageAnswer>('GET', '/api/storage');
          const became = roots.find(({ path }) => path === mounts.path(name))?.state;
          if (became !== 'read_only') throw new Error(`it is ${became}`);
          return rig.cameras.every(({ id }) => filesOf([next], id).length > 0);
        },
        { timeoutMs: 40_000, everyMs: 50 },
      );
    },
    // It stays as it is.
    heal: () => undefined,
  };
}

describe.skipIf(ffmpeg === undefined || !mayMount())('a disk that becomes read-only', () => {
  const mounts = new Mounts();
  let rig: Rig;
  let result: Result;
  let scenario: Scenario;

  beforeAll(async () => {
    const [root, next] = [mounts.mount('first', 64), mounts.mount('next', 64)];
    rig = await startRig({
      ffmpeg: ffmpeg!.path,
      cameras: 1,
      segmentSeconds: SEGMENT_SECONDS,
      root,
      furtherRoots: [next],
    });
    scenario = becomesReadOnly(mounts, 'first', next);
    const { results } = await runEpisodes(rig, [scenario]);
    result = results[0]!;
    process.stdout.write(`${lineOf(result)}, ${result.missing} frames missing\n`);
    keepResults('read-only', results);
  }, 120_000);

  afterAll(async () => {
    await rig?.stop();
    mounts.close();
  });

  it('is left for the next one, at the cost of one gap that is told of', () => {
    expect(result.error).toBeNull();
    expect(result.gapSeconds).toBeLessThan(MOST_SECONDS);
    expect(result.missing).toBeLessThan(MOST_SECONDS * FPS);
    expect(result.toldGaps).toBe(1);
    expect(scenario.reasons).toContain(result.reasons[0]);
    // What was written last stays where it grew, and is listed there: no more is told than is missing.
    expect(result.toldSeconds).toBeGreaterThan(result.gapSeconds - 0.3);
    expect(result.toldSeconds).toBeLessThan(result.gapSeconds + 0.3);
  });
});
