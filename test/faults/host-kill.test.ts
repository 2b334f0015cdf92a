import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import type { Account } from './account.ts';
import { catalogDiffers, killHost, lostBefore, seededRandom, type HostKill } from './host-kill.ts';
import { keepResults } from './results.ts';
import { startRig, type Rig } from './rig.ts';

const [ffmpeg] = testFfmpegs();
const MOMENTS = 3;

describe.skipIf(ffmpeg === undefined)('the host, killed at random moments under load', () => {
  let rig: Rig;
  const kills: HostKill[] = [];
  const accounts: Account[] = [];
  let differs: readonly string[];

  beforeAll(async () => {
    const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);
    process.stdout.write(`host killed at ${MOMENTS} moments, FAULT_SEED=${seed}\n`);
    const random = seededRandom(seed);
    rig = await startRig({ ffmpeg: ffmpeg!.path });
    for (let at = 0; at < MOMENTS; at += 1) kills.push(await killHost(rig, random, 4000));
    differs = await eventually('the catalog to list the files', async () => {
      const wrong = await catalogDiffers(rig);
      if (wrong.length > 0) throw new Error(wrong.join(', '));
      return wrong;
    }).catch(() => catalogDiffers(rig));
    await rig.product().stop();
    for (const camera of rig.cameras) accounts.push(await rig.count(camera, Date.now()));
    const results = kills.map((kill) => ({ ...kill, lostMs: accounts.map((one) => lostBefore(kill, one)) }));
    for (const { afterMs, backMs, lostMs } of results) {
      const lost = lostMs.map((ms) => Math.round(ms)).join(', ');
      process.stdout.write(`host killed after ${afterMs} ms: lost ${lost} ms, back after ${backMs} ms\n`);
    }
    keepResults('host-kill', results);
  }, 240_000);

  afterAll(() => rig?.stop());

  it('costs each camera at most 2 s of what it had sent', () => {
    for (const kill of kills) {
      for (const account of accounts) expect(lostBefore(kill, account)).toBeLessThanOrEqual(2000);
    }
  });

  it('leaves every finished segment whole, each file with its row and each row with its file', () => {
    expect(kills.flatMap(({ lostSegments }) => lostSegments)).toEqual([]);
    expect(differs).toEqual([]);
  });

  it('leaves no ffmpeg without a parent', () => {
    expect(kills.map(({ orphans }) => orphans)).toEqual([0, 0, 0]);
  });

  it('is followed by recording on all cameras', () => {
    for (const { backMs } of kills) expect(backMs).toBeLessThan(60_000);
  });
});
