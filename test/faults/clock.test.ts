import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Segment, Timeline } from '../../src/shared/recording.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { eventually } from '../support/eventually.ts';
import { hostClock } from '../support/host-clock.ts';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { missingWithin, type Account } from './account.ts';
import { countByBirth, filesByBirth, setClock, type ClockStep } from './clock-steps.ts';
import { catalogDiffers } from './host-kill.ts';
import { keepResults } from './results.ts';
import { FPS, startRig, type Rig, type RigCamera } from './rig.ts';

const [ffmpeg] = testFfmpegs();
const clock = ffmpeg === undefined ? null : hostClock();
const HOUR_MS = 3_600_000;
const AHEAD_MS = 2 * HOUR_MS;
/** What was recorded before the clock was set would be older than this by it. */
const KEPT_DAYS = 1 / 24;
/** From the step to the first key frame of the next run, on a busy machine. */
const MOST_LOST_MS = 5000;

interface Told {
  readonly camera: RigCamera;
  readonly gaps: Timeline['cameras'][number]['gaps'];
  readonly recorded: Timeline['cameras'][number]['recorded'];
  readonly segments: readonly Segment[];
}

describe.skipIf(clock === null)('a recorder whose clock is set two hours forward, then back', () => {
  let rig: Rig;
  let forward: ClockStep;
  let back: ClockStep;
  let startMs: number;
  let ahead: Told[];
  let after: Told[];
  let differs: string[];
  const finishedBefore: string[] = [];
  const accounts: Account[] = [];

  const finished = (): string[] =>
    rig.cameras.flatMap((camera) => filesByBirth(rig, camera)).filter((path) => !path.includes('.growing'));

  const told = (): Promise<Told[]> =>
    Promise.all(
      rig.cameras.map(async (camera) => {
        const span = `startMs=${startMs - HOUR_MS}&endMs=${startMs + AHEAD_MS + HOUR_MS}`;
        const product = rig.product();
        const { cameras } = await product.json<Timeline>('GET', `/api/timeline?cameraIds=${camera.id}&${span}`);
        const { segments } = await product.json<{ segments: Segment[] }>(
          'GET',
          `/api/cameras/${camera.id}/segments?${span}`,
        );
        return { camera, segments, gaps: cameras[0]!.gaps, recorded: cameras[0]!.recorded };
      }),
    );

  /** Other limits make retention look at everything at once. */
  const keepFor = async (days: number): Promise<void> => {
    const settings = await rig.product().json<Settings>('GET', '/api/settings');
    const retention = { ...settings.retention, continuousDays: days };
    await rig.product().json('PUT', '/api/settings', { ...settings, retention });
    const saidSo = 'the clock was set forward: nothing is deleted for its age for an hour';
    await eventually('retention to look', () => Object.values(rig.product().output()).join('').includes(saidSo));
  };

  beforeAll(async () => {
    const settings = { retention: { continuousDays: KEPT_DAYS } };
    rig = await startRig({ ffmpeg: ffmpeg!.path, cameras: 2, env: clock!.env, settings });
    startMs = Date.now();
    await eventually('footage from before the step', () => finished().length >= 4);
    finishedBefore.push(...finished());
    forward = await setClock(rig, clock!, AHEAD_MS / 1000);
    await keepFor(KEPT_DAYS * 0.9);
    ahead = await told();
    finishedBefore.push(...finished());
    back = await setClock(rig, clock!, 0);
    after = await told();
    differs = await eventually('the catalog to list the files', async () => {
      const wrong = await catalogDiffers(rig, AHEAD_MS + HOUR_MS);
      return wrong.length > 0 ? null : wrong;
    }).catch(() => catalogDiffers(rig, AHEAD_MS + HOUR_MS));
    await rig.product().stop();
    for (const camera of rig.cameras) accounts.push(await countByBirth(rig, camera, Date.now()));
    const lost = [forward, back].map(({ aheadSeconds, atMs, endMs }) => {
      const frames = accounts.map(({ missing }) => missingWithin(missing, atMs - 1000, endMs - 2000));
      process.stdout.write(`clock set to ${aheadSeconds} s ahead: ${frames.join(', ')} frames lost\n`);
      return { aheadSeconds, frames };
    });
    keepResults('clock', lost);
  }, 200_000);

  afterAll(async () => {
    await rig?.stop();
    clock?.remove();
  });

  it('loses what its cameras send until the next run begins, and nothing else', () => {
    for (const { missing, recorded, strange } of accounts) {
      // One or two pictures between two holes are too few to be recognised.
      expect(strange).toBeLessThan(3);
      const within = missingWithin(missing, startMs, back.endMs - 2000);
      const bySteps = [forward, back].map(({ atMs, endMs }) => missingWithin(missing, atMs - 1000, endMs - 2000));
      expect(within).toBe(bySteps.reduce((sum, frames) => sum + frames, 0));
      for (const frames of bySteps) expect(frames).toBeLessThan((MOST_LOST_MS / 1000) * FPS);
      expect(recorded.at(-1)?.sentMs).toBeGreaterThan(back.endMs - 2000);
    }
  });

  it('tells the two hours that were leapt over as a time without footage, because the run was begun anew', () => {
    for (const { gaps, recorded } of ahead) {
      const since = gaps.filter(({ endMs }) => endMs > startMs);
      expect(since.map(({ reason }) => reason)).toEqual(since.map(() => 'renewed'));
      const [leapt, ...others] = since.filter((gap) => gap.endMs - gap.startMs > HOUR_MS);
      expect(others).toEqual([]);
      expect(Math.abs(leapt!.startMs - forward.atMs)).toBeLessThan(MOST_LOST_MS);
      const empty = since.reduce((sum, gap) => sum + gap.endMs - gap.startMs, 0);
      expect(Math.abs(empty - AHEAD_MS)).toBeLessThan(MOST_LOST_MS);
      for (const span of recorded) expect(span.endMs - span.startMs).toBeLessThan(60_000);
    }
  });

  it('tells one gap where the clock was set back, and shows the footage of after it where no footage was', () => {
    for (const { gaps, recorded } of after) {
      // What is left of the two hours that were leapt over begins where the recordings end by now.
      const here = gaps.filter((gap) => gap.endMs < back.atMs + HOUR_MS);
      const since = here.filter((gap) => gap.startMs > back.atMs - 1000 && gap.startMs < back.atMs + MOST_LOST_MS);
      expect(since.map(({ reason }) => reason)).toEqual(['renewed']);
      const [own] = since;
      expect(own!.endMs - own!.startMs).toBeLessThan(MOST_LOST_MS);
      const now = recorded.find((span) => span.startMs >= back.atMs && span.startMs < back.endMs);
      expect(now!.endMs - now!.startMs).toBeGreaterThan(2000);
      expect(gaps.filter((gap) => gap.startMs < now!.endMs - 100 && gap.endMs > now!.startMs + 100)).toEqual([]);
    }
  });

  it('deletes and puts aside nothing, though all from before the step is too old by the clock that was set', () => {
    const left = new Set(finished());
    expect(finishedBefore.length).toBeGreaterThan(8);
    expect(finishedBefore.filter((path) => !left.has(path))).toEqual([]);
    expect(existsSync(join(rig.root, '.quarantine'))).toBe(false);
  });

  it('has a row for each file and a file for each row, none of which claims to last for hours', () => {
    expect(differs).toEqual([]);
    const durations = after.flatMap(({ segments }) => segments.map(({ durationMs }) => durationMs));
    expect(durations.length).toBeGreaterThan(10);
    expect(Math.max(...durations)).toBeLessThan(10_000);
  });

  it('goes on without a failure, and nobody is signed out', () => {
    expect(rig.product().process.exitCode).toBe(0);
    // The requests of this test were made with one session, signed in before the clock was set.
    for (const { segments } of after) expect(segments.some((one) => one.startMs > startMs + HOUR_MS)).toBe(true);
  });
});
