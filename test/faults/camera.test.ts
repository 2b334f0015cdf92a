import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentFrame } from '../../src/simulator/index.ts';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { startBadWebhooks, troubles, type BadWebhooks } from './bad-webhooks.ts';
import { cameraScenarios } from './camera-scenarios.ts';
import { runEpisodes, type Watched } from './episodes.ts';
import { processScenarios } from './process-scenarios.ts';
import { keepResults } from './results.ts';
import { FPS, startRig, type Rig } from './rig.ts';
import { lineOf, type Result } from './scenario.ts';

const [ffmpeg] = testFfmpegs();
/** A few pictures, sent or read late on a busy machine (0.33 s were seen at a load average of 12). */
const TOLD_LESS_SECONDS = 0.5;
/** As many cameras have faults at the same time, in turn and together. */
const LANES = 4;
/** These have none, ever: what one fault, or four of them, must not cost a frame. */
const CLEAN = 3;
/** The first camera's picture changes its size: that is not for the camera that is played, ffmpeg's HLS reader keeps the first size. */
const [resolution, ...others] = cameraScenarios;
const scenarios = [resolution!, ...processScenarios, ...others];

const without = (some: readonly SentFrame[], others: readonly SentFrame[]): SentFrame[] => {
  const there = new Set(others.map(({ index }) => index));
  return some.filter(({ index }) => !there.has(index));
};

describe.skipIf(ffmpeg === undefined)('a fault of one camera', () => {
  let rig: Rig;
  let results: ReadonlyMap<string, Result>;
  let watched: readonly Watched[];
  let webhooks: BadWebhooks;
  let delivered: Awaited<ReturnType<BadWebhooks['heal']>>;

  beforeAll(async () => {
    rig = await startRig({ ffmpeg: ffmpeg!.path, cameras: LANES + CLEAN });
    webhooks = await startBadWebhooks(rig);
    const outcome = await runEpisodes(rig, scenarios, {
      lanes: LANES,
      play: rig.cameras.slice(LANES - 1, LANES + 1),
      afterwards: async () => void (delivered = await webhooks.heal()),
    });
    for (const result of outcome.results) process.stdout.write(`${lineOf(result)}\n`);
    keepResults('cameras', outcome.results);
    results = new Map(outcome.results.map((result) => [result.scenario, result]));
    watched = outcome.watched;
  }, 240_000);

  afterAll(async () => {
    await rig?.stop();
    await webhooks?.close();
  });

  it.each(scenarios)('"$name" is survived, explained, and costs the others nothing', (scenario) => {
    const result = results.get(scenario.name)!;
    expect(result.error).toBeNull();
    expect(result.others).toBeGreaterThanOrEqual(CLEAN);
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
    expect(result.toldGaps).toBe(scenario.gaps ?? 1);
  });

  // While the faults lasted, nobody took an alert: that the others lost no frame is said above.
  it.each(troubles)(
    'tells a webhook that was %s, once it is well, of each camera lost and back, in order',
    (...row) => {
      const [trouble, reason] = row;
      const { before, told, listed } = delivered.get(trouble)!;
      expect([before.lastSuccessMs, before.lastFailure?.reason]).toEqual([null, reason]);
      expect(before.failures).toBeGreaterThanOrEqual(1);
      expect(told).toEqual(listed);
      for (const { name } of rig.cameras) {
        const kinds = told.filter(({ camera }) => camera === name).map(({ kind }) => kind);
        expect(kinds).toEqual(kinds.map((_kind, at) => (at % 2 === 0 ? 'camera_down' : 'camera_back')));
        expect(kinds.length > 0).toBe(rig.cameras.findIndex((camera) => camera.name === name) < LANES);
      }
    },
  );

  it('plays all that is on disk to an outside player, of cameras with and without faults, in its order', () => {
    const [faulty, steady] = watched;
    expect([faulty!.had.length > 2, steady!.had]).toEqual([true, []]);
    for (const { shown, onDisk } of watched) {
      expect(without(shown.recorded, onDisk.recorded)).toEqual([]);
      // ffmpeg's MP4 reader marks the first picture behind a break as one to discard, since time stamps go back there; it does so with playlists
      // of its own too, and hls.js shows the picture: playlist-break.test.ts (integration, browser).
      const behindBreaks = onDisk.missing.map(({ toMs }) => onDisk.recorded.find(({ sentMs }) => sentMs > toMs)!);
      expect(without(without(onDisk.recorded, shown.recorded), behindBreaks)).toEqual([]);
    }
    const { sentMs } = steady!.onDisk.recorded[0]!;
    expect(steady!.shown.missing.filter(({ toMs }) => toMs >= sentMs)).toEqual([]);
    expect(steady!.shown.recorded.length).toBeGreaterThan(20 * FPS);
  });
});
