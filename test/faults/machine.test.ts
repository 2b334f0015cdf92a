import { once } from 'node:events';
import { closeSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { catalogDiffers } from './host-kill.ts';
import { reconnect } from './reconnects.ts';
import { startRig, type Rig } from './rig.ts';

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
    rig = await startRig({ ffmpeg: ffmpeg!.path, cameras: 2 });
  });

  afterAll(() => rig?.stop());

  it('holds no more files and processes after many reconnects than before', async () => {
    await reconnect(rig, 1);
    const held = await reconnect(rig, 4);
    const [first, last] = [held[0]!, held.at(-1)!];
    // Requests in flight hold a socket or two.
    expect(last.handles).toBeLessThanOrEqual(first.handles + 4);
    expect(last.processes).toBeLessThanOrEqual(first.processes);
  });

  it.each([
    ['has bytes flipped', flipBytes],
    ['is cut in half', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
  ])('records on, with its cameras and all of its segments, when its catalog %s', async (_what, damage) => {
    const { process: host } = rig.product();
    const exited = once(host, 'exit');
    host.kill('SIGKILL');
    await exited;
    damage(join(rig.folder, 'data', 'vigil.db'));
    const sinceMs = Date.now();
    await rig.start();
    for (const camera of rig.cameras) await rig.recovered(camera, sinceMs);
    await eventually(
      'each file to have its row',
      async () => {
        const wrong = await catalogDiffers(rig);
        if (wrong.length > 0) throw new Error(wrong.join(', '));
        return true;
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );
    expect(await catalogDiffers(rig)).toEqual([]);
  });
});
