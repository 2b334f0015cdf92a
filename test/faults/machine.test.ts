import { once } from 'node:events';
import { closeSync, openSync, readdirSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { startInVain, takeLock } from './catalog-lock.ts';
import { catalogDiffers } from './host-kill.ts';
import { reconnect } from './reconnects.ts';
import { startRig, type Rig } from './rig.ts';
import { recordedUntil } from './scenario.ts';
import { missingWithin } from './account.ts';

const [ffmpeg] = testFfmpegs();

/** Noise over the first pages: header, schema and what follows. */
function flipBytes(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(16_384, 0xa5), 0, 16_384, 40);
  closeSync(file);
}

describe.skipIf(ffmpeg === undefined)('a recorder that has had trouble', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig({ ffmpeg: ffmpeg!.path, cameras: 3 });
  });

  afterAll(() => rig?.stop());

  it('holds no more files and processes after many reconnects than before', async () => {
    // Three cameras lose it at the same time: six reconnects lie between the first look and the last.
    const held = await reconnect(rig, 3);
    const [first, last] = [held[0]!, held.at(-1)!];
    // Requests in flight hold a socket or two.
    expect(last.handles).toBeLessThanOrEqual(first.handles + 4);
    expect(last.processes).toBeLessThanOrEqual(first.processes);
  });

  const dataDir = () => join(rig.folder, 'data');
  const catalogFiles = () =>
    readdirSync(dataDir())
      .filter((name) => name.startsWith('vigil.db'))
      .sort();
  const allListed = () =>
    eventually(
      'each file to have its row',
      async () => {
        const wrong = await catalogDiffers(rig);
        if (wrong.length > 0) throw new Error(wrong.join(', '));
        return true;
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );

  it.each([
    ['has bytes flipped', flipBytes],
    ['is cut in half', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
  ])('records on, with its cameras and all of its segments, when its catalog %s', async (_what, damage) => {
    const { process: host } = rig.product();
    const exited = once(host, 'exit');
    host.kill('SIGKILL');
    await exited;
    damage(join(dataDir(), 'vigil.db'));
    const sinceMs = Date.now();
    await rig.start();
    for (const camera of rig.cameras) await rig.recovered(camera, sinceMs);
    await allListed();
    expect(await catalogDiffers(rig)).toEqual([]);
  });

  it('loses no frame while others want its catalog, and gives it to none of them', async () => {
    const startMs = Date.now();
    expect(await takeLock(join(dataDir(), 'vigil.db'))).toBe('SQLITE_BUSY');
    const second = await startInVain(dataDir());
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('Vigil cannot start: another Vigil uses this data folder');
    expect(await takeLock(join(dataDir(), 'vigil.db'))).toBe('SQLITE_BUSY');
    const endMs = Date.now();
    for (const camera of rig.cameras) await recordedUntil(rig, camera, endMs + 500);
    for (const camera of rig.cameras) {
      const changes = (await rig.history(camera)).filter(({ atMs }) => atMs >= startMs);
      expect([changes, (await rig.gaps(camera)).filter((gap) => gap.endMs > startMs)]).toEqual([[], []]);
    }
    await rig.product().stop();
    for (const camera of rig.cameras) {
      const { missing, recorded } = await rig.count(camera, endMs);
      expect(recorded.filter(({ sentMs }) => sentMs >= startMs).length).toBeGreaterThan(15);
      expect(missingWithin(missing, startMs, endMs)).toBe(0);
    }
  });

  it('says that its catalog is in use when it starts, leaves it as it is, and starts once it is free', async () => {
    await rig.product().stop();
    const holder = await takeLock(join(dataDir(), 'vigil.db'));
    if (typeof holder === 'string') throw new Error(holder);
    const refused = await startInVain(dataDir());
    await holder.release();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Vigil cannot start: another Vigil uses this data folder');
    expect(catalogFiles().filter((name) => name.includes('broken'))).toEqual([]);
    const sinceMs = Date.now();
    await rig.start();
    for (const camera of rig.cameras) await rig.recovered(camera, sinceMs);
    expect(await allListed()).toBe(true);
  });
});
