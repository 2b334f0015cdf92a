import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { cameraScenarios } from './camera-scenarios.ts';
import { runEpisodes } from './episodes.ts';
import { processScenarios } from './process-scenarios.ts';
import { keepResults } from './results.ts';
import { startRig, type Rig } from './rig.ts';
import { lineOf, type Result } from './scenario.ts';

const [ffmpeg] = testFfmpegs();
/** A few pictures, sent late on a busy machine. */
const TOLD_LESS_SECONDS = 0.3;
const scenarios = [...cameraScenarios, ...processScenarios];

describe.skipIf(ffmpeg === undefined)('a fault of one of four cameras', () => {
  let rig: Rig;
  let results: ReadonlyMap<string, Result>;

  beforeAll(async () => {
    rig = await startRig({ ffmpeg: ffmpeg!.path });
    const list = await runEpisodes(rig, scenarios, 2);
    for (const result of list) process.stdout.write(`${lineOf(result)}\n`);
    keepResults('cameras', list);
    results = new Map(list.map((result) => [result.scenario, result]));
  }, 240_000);

  afterAll(() => rig?.stop());

  it.each(scenarios)('"$name" is survived, explained, and costs the others nothing', (scenario) => {
    const result = results.get(scenario.name)!;
    expect(result.error).toBeNull();
    expect(result.others).toBeGreaterThanOrEqual(1);
    expect([result.othersMissing, result.othersChanges]).toEqual([0, []]);
    expect(result.backSeconds).toBeLessThan(scenario.backWithinSeconds);
    if (scenario.reasons === null) {
      expect([result.missing, result.reasons]).toEqual([0, []]);
      return;
    }
    // What is back within a quarter of a second is no hole by its frames; the timeline tells of it all the same.
    expect(Math.max(result.gapSeconds, result.toldSeconds)).toBeGreaterThan(0);
    // The timeline owns up to the whole of it, but for the last picture before, which is shown for a while.
    const least = scenario.trickles === true ? 0 : result.gapSeconds - TOLD_LESS_SECONDS;
    expect(result.toldSeconds).toBeGreaterThan(least);
    expect(result.reasons).toHaveLength(1);
    expect(scenario.reasons).toContain(result.reasons[0]);
  });
});
