import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createSyncer, SYNC_EVERY_MS, type FileToSync } from '../../../src/engine/recording/sync-growing.ts';
import { FakeClock } from '../../support/fake-clock.ts';

interface Synced {
  readonly path: string;
  readonly atMs: number;
  readonly isNew: boolean;
}

/** A syncer over fake disks: each sync takes as long as its disk does. */
function scene(files: FileToSync[], tookMs: Readonly<Record<string, number>> = {}) {
  const clock = new FakeClock();
  const synced: Synced[] = [];
  const behind: { disk: string; behindMs: number }[] = [];
  const under: Record<string, number> = {};
  let most = 0;
  const syncer = createSyncer({
    files: () => files,
    clock,
    logger: pino({ level: 'warn' }, { write: (line) => void behind.push(JSON.parse(line) as (typeof behind)[number]) }),
    async sync(path, isNew) {
      const disk = files.find((file) => file.path === path)?.disk ?? '';
      synced.push({ path, atMs: clock.monotonic(), isNew });
      under[disk] = (under[disk] ?? 0) + 1;
      most = Math.max(most, under[disk]);
      const ms = tookMs[disk] ?? 0;
      if (ms > 0) await new Promise<void>((resolve) => void clock.after(ms, resolve));
      under[disk] -= 1;
    },
  });
  syncer.start();
  return { clock, synced, behind, syncer, files, most: () => most };
}

const file = (path: string, disk = 'ssd'): FileToSync => ({ path, disk });
const cameras = (count: number, disk = 'ssd') =>
  Array.from({ length: count }, (_, index) => file(`${disk}/cam${index}`, disk));

function longestPause(synced: readonly Synced[], path: string): number {
  const times = synced.filter((one) => one.path === path).map(({ atMs }) => atMs);
  return Math.max(...times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0)));
}

describe('syncing what grows', () => {
  it('syncs each file at least every 1.6 s, and tells a new one', async () => {
    const { clock, synced, files } = scene(cameras(64));
    await clock.advance(10_000);
    expect(Math.max(...files.map(({ path }) => longestPause(synced, path)))).toBeLessThanOrEqual(SYNC_EVERY_MS + 100);
    expect(synced.filter(({ isNew }) => isNew)).toHaveLength(64);
  });

  it('spreads files over the time instead of syncing all at once', async () => {
    const { clock, synced } = scene(cameras(64));
    await clock.advance(10_000);
    const perTick = new Map<number, number>();
    for (const { atMs } of synced) perTick.set(atMs, (perTick.get(atMs) ?? 0) + 1);
    // 64 files in three thirds are 21.3 each.
    expect(Math.max(...perTick.values())).toBeLessThanOrEqual(24);
  });

  it('has one sync under way per disk, and gives each file its turn when the disk is too slow for all', async () => {
    const { clock, synced, most, files } = scene(cameras(8, 'hdd'), { hdd: 700 });
    await clock.advance(60_000);
    expect(most()).toBe(1);
    const turns = files.map(({ path }) => synced.filter((one) => one.path === path).length);
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1);
  });

  it('lets a slow disk hold up no other', async () => {
    const { clock, synced, files } = scene([...cameras(4), ...cameras(4, 'hdd')], { hdd: 20_000 });
    await clock.advance(10_000);
    const fast = files.filter(({ disk }) => disk === 'ssd');
    expect(Math.max(...fast.map(({ path }) => longestPause(synced, path)))).toBeLessThanOrEqual(SYNC_EVERY_MS + 100);
    expect(synced.filter(({ path }) => path.startsWith('hdd'))).toHaveLength(1);
  });

  it('tells of a disk that is seconds behind, once a minute', async () => {
    const { clock, behind } = scene(cameras(8, 'hdd'), { hdd: 1000 });
    await clock.advance(50_000);
    expect(behind.map(({ disk }) => disk)).toEqual(['hdd']);
    expect(behind[0]!.behindMs).toBeGreaterThanOrEqual(5000);
    await clock.advance(60_000);
    expect(behind).toHaveLength(2);
  });

  it('forgets files that are finished, and does nothing after the stop', async () => {
    const { clock, synced, files, syncer } = scene(cameras(2));
    await clock.advance(2000);
    files.splice(0);
    await clock.advance(200);
    const count = synced.length;
    await clock.advance(5000);
    files.push(file('ssd/next'));
    syncer.stop();
    await clock.advance(5000);
    expect(synced).toHaveLength(count);
  });
});
