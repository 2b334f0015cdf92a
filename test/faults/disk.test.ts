import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { diskScenarios } from './disk-scenarios.ts';
import { runEpisodes } from './episodes.ts';
import { keepResults } from './results.ts';
import { startRig, type Rig } from './rig.ts';
import { lineOf, type Result } from './scenario.ts';
import { makeSmallDisk } from './small-disk.ts';

const [ffmpeg] = testFfmpegs();
const disk = ffmpeg === undefined ? null : makeSmallDisk(48);
const scenarios = disk === null ? [] : diskScenarios(disk);

describe.skipIf(disk === null)('a fault of the disk', () => {
  let rig: Rig;
  let results: ReadonlyMap<string, Result>;

  beforeAll(async () => {
    rig = await startRig({ ffmpeg: ffmpeg!.path, cameras: 1, root: disk!.path });
    const { results: list } = await runEpisodes(rig, scenarios);
    for (const result of list) process.stdout.write(`${lineOf(result)}\n`);
    keepResults('disk', list);
    results = new Map(list.map((result) => [result.scenario, result]));
  }, 240_000);

  afterAll(async () => {
    disk?.thaw();
    await rig?.stop();
    disk?.remove();
  });

  it.each(scenarios)('"$name" does not stop recording for good, and is explained', (scenario) => {
    const result = results.get(scenario.name)!;
    expect(result.error).toBeNull();
    expect(result.backSeconds).toBeLessThan(scenario.backWithinSeconds);
    for (const reason of result.reasons) expect(scenario.reasons).toContain(reason);
    expect(result.missing > 0 ? result.reasons.length : 1).toBeGreaterThanOrEqual(1);
  });
});
