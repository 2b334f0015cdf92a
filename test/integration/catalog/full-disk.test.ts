import {
  existsSync,
  mkdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
  openSync,
  closeSync,
  fsyncSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCatalog, type Catalog } from '../../../src/engine/catalog/index.ts';
import { clean, createRoots } from '../../../src/engine/storage/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { mayMountImages, Mounts } from '../../support/mounts.ts';
import { camA, quiet, segment } from '../../unit/catalog/catalog-fixture.ts';

const SEGMENTS = 400;
const FILE_BYTES = 40_000;

/** A disk with the catalog and the recordings on it, as in the data folder by default, and not one byte free. */
describe.skipIf(!mayMountImages())('a catalog on a disk that is full to the last byte', () => {
  let mounts: Mounts;
  let disk: string;
  let catalog: Catalog;
  let clock: FakeClock;

  beforeEach(() => {
    mounts = new Mounts();
    disk = mounts.mountImage(mounts.makeImage('disk.img', 96), 'disk');
    clock = new FakeClock();
    catalog = openCatalog(join(disk, 'vigil.db'), { logger: quiet, clock });
  });
  afterEach(() => {
    catalog.close();
    mounts.close();
  });

  const reserve = (): string => join(disk, 'vigil.reserve');
  const freeBytes = (): number => statfsSync(disk).bavail * statfsSync(disk).bsize;

  async function recordings() {
    const roots = createRoots({
      settings: () => [{ path: disk, kind: 'fast' }],
      places: catalog.places,
      logger: quiet,
    });
    await roots.start();
    const place = roots.preferred() ?? 0;
    for (let at = 0; at < SEGMENTS; at += 1) {
      const row = { ...segment(camA, at * 60_000, 60_000), place, sizeBytes: FILE_BYTES };
      mkdirSync(dirname(join(disk, row.path)), { recursive: true });
      writeFileSync(join(disk, row.path), Buffer.alloc(FILE_BYTES, 1));
      catalog.segments.insertSegment(row);
    }
    return { roots, place };
  }

  /** Other programs take what is left: big pieces first, then the crumbs. */
  function fill(): void {
    const handle = openSync(join(disk, 'foreign'), 'a');
    for (const size of [1_048_576, 4096, 1]) {
      try {
        for (;;) writeSync(handle, Buffer.alloc(size, 7));
      } catch {
        // It is full: that is what this is for.
      }
    }
    fsyncSync(handle);
    closeSync(handle);
  }

  /** Until the catalog has used up what its files had to spare. */
  function writeUntilFull(place: number): void {
    for (let at = SEGMENTS; at < 20 * SEGMENTS; at += 1)
      catalog.segments.insertSegment({ ...segment(camA, at * 60_000, 60_000), place, sizeBytes: FILE_BYTES });
  }

  it('lets footage be deleted by the room that was set aside for it alone, and sets it aside again later', async () => {
    const { roots, place } = await recordings();
    expect(existsSync(reserve())).toBe(true);
    fill();
    expect(() => writeUntilFull(place)).toThrow('full');
    expect([freeBytes(), existsSync(reserve())]).toEqual([0, true]);
    const before = catalog.space.usage(place).segments;
    const need = { bytes: 100 * FILE_BYTES, urgentBytes: 0, freshSinceMs: Infinity };
    const store = { ...catalog.segments, ...catalog.space };
    expect(await clean({ roots, store, logger: quiet }, place, need)).toBe(true);
    expect(catalog.space.usage(place).segments).toBe(before - 100);
    expect(existsSync(reserve())).toBe(false);
    expect(freeBytes()).toBeGreaterThan(0);
    rmSync(join(disk, 'foreign'));
    await clock.advance(60_000);
    expect(existsSync(reserve())).toBe(true);
  });
});
