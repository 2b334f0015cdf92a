import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBackupKeeper, openCatalog, type Catalog, type Restoration } from '../../../src/engine/catalog/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { eventually } from '../../support/eventually.ts';
import { camA, camB, quiet, segment, storedCamera } from '../../unit/catalog/catalog-fixture.ts';

const never = new AbortController().signal;
let folder = '';
let path = '';
let clock: FakeClock;
let opened: Catalog[];
let restorations: Restoration[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-restore-'));
  path = join(folder, 'vigil.db');
  clock = new FakeClock();
  opened = [];
  restorations = [];
});
afterEach(() => {
  for (const catalog of opened) catalog.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Catalog {
  const catalog = openCatalog(path, { logger: quiet, clock });
  catalog.onRestored((restoration) => restorations.push(restoration));
  opened.push(catalog);
  return catalog;
}

function close(catalog: Catalog): void {
  catalog.close();
  opened = opened.filter((one) => one !== catalog);
}

function record(catalog: Catalog, count: number, fromMs = 0): void {
  for (let index = 0; index < count; index += 1)
    catalog.segments.insertSegment(segment(camA, fromMs + index * 1000, 1000));
}

const recorded = (catalog: Catalog) => catalog.segments.recordedSpans(camA, 0, 1e9, 1);
const backups = () => readdirSync(join(folder, 'backups')).sort();

/** Overwrites a stretch of the file in place, as a bad disk would: whoever has it open sees it. */
function damage(file: string, from: number, bytes: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(bytes, 0xa5), 0, bytes, from);
  closeSync(handle);
}

/** A catalog with a camera, 300 segments in its backup, and 100 more since. */
async function backedUp(): Promise<Catalog> {
  const catalog = open();
  catalog.cameras.insert(storedCamera(camA));
  record(catalog, 300);
  await catalog.backUp(never);
  record(catalog, 100, 300_000);
  return catalog;
}

describe('a backup of the catalog', () => {
  it('is one private file that holds what was stored, made while the catalog is written to', async () => {
    const catalog = open();
    record(catalog, 3000);
    const making = catalog.backUp(never);
    record(catalog, 10, 3_000_000);
    const made = await making;
    expect(backups()).toHaveLength(1);
    expect(statSync(made).mode & 0o777).toBe(0o600);
    expect(recorded(catalog)).toEqual([{ startMs: 0, endMs: 3_010_000 }]);
  });

  it('replaces the oldest when there are three', async () => {
    const catalog = open();
    for (let day = 0; day < 5; day += 1) {
      await catalog.backUp(never);
      await clock.advance(86_400_000);
    }
    expect(backups().map((name) => name.slice(8, 18))).toEqual(['2026-01-03', '2026-01-04', '2026-01-05']);
  });

  it('leaves nothing behind when it is given up', async () => {
    const catalog = open();
    record(catalog, 3000);
    const aborted = new AbortController();
    const making = catalog.backUp(aborted.signal);
    aborted.abort(new Error('enough'));
    await expect(making).rejects.toThrow('enough');
    expect(backups()).toEqual([]);
  });

  it('is made within minutes of the first start, then each day, and at the stop when the last one is old', async () => {
    const catalog = open();
    const keeper = createBackupKeeper({ catalog, clock, logger: quiet });
    const count = (wanted: number) =>
      eventually(`${wanted} backups`, () => backups().filter((name) => name.endsWith('.db')).length === wanted);
    keeper.start();
    await clock.advance(301_000);
    await count(1);
    await clock.advance(23 * 3_600_000);
    await count(1);
    await clock.advance(2 * 3_600_000);
    await count(2);
    await clock.advance(13 * 3_600_000);
    await keeper.stop();
    await count(3);
  });
});

describe('a broken catalog at the start', () => {
  it.each([
    ['overwritten in the middle', () => damage(path, Math.floor(statSync(path).size / 2 / 4096) * 4096, 8192)],
    ['overwritten at its head', () => damage(path, 0, 100)],
    ['overwritten behind the first words of its head', () => damage(path, 40, 16_384)],
    ['cut off', () => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['empty', () => truncateSync(path, 0)],
    ['gone', () => rmSync(path)],
    ['no database', () => writeFileSync(path, 'this is no database, whatever its name says '.repeat(100))],
  ])('that is %s is replaced by the backup, its cameras by their mirror', async (_, breakIt) => {
    const before = await backedUp();
    before.cameras.insert(storedCamera(camB, { name: 'added later', position: 1 }));
    before.cameras.update({ ...storedCamera(camA, { name: 'renamed' }), passwordSealed: Buffer.from([1, 2, 3]) });
    close(before);
    breakIt();
    const after = open();
    expect(after.cameras.list().map(({ camera }) => camera.name)).toEqual(['renamed', 'added later']);
    expect([...after.cameras.list()[0]!.passwordSealed!]).toEqual([1, 2, 3]);
    expect(recorded(after)).toEqual([{ startMs: 0, endMs: 300_000 }]);
    await eventually('being told', () => restorations.length > 0);
    expect(restorations).toEqual([
      {
        backup: backups()[0],
        backupMs: clock.now(),
        keptAs: existsSync(path) ? restorations[0]!.keptAs : null,
        why: expect.any(String) as string,
      },
    ]);
    const kept = restorations[0]!.keptAs;
    expect(kept === null || existsSync(join(folder, kept))).toBe(true);
  });

  it('falls back to the backup before, when the newest is broken too', async () => {
    const catalog = await backedUp();
    await clock.advance(86_400_000);
    await catalog.backUp(never);
    close(catalog);
    damage(path, 0, 4096);
    damage(join(join(folder, 'backups'), backups()[1]!), 0, 4096);
    expect(recorded(open())).toEqual([{ startMs: 0, endMs: 300_000 }]);
  });

  it('is begun anew with the cameras of the mirror, when there is no backup', () => {
    const catalog = open();
    catalog.cameras.insert(storedCamera(camA));
    record(catalog, 10);
    close(catalog);
    damage(path, 0, 4096);
    const after = open();
    expect(after.cameras.list()).toHaveLength(1);
    expect(recorded(after)).toEqual([]);
  });

  it('is kept aside, at most twice', async () => {
    for (let round = 0; round < 4; round += 1) {
      close(open());
      damage(path, 0, 4096);
      await clock.advance(1000);
    }
    close(open());
    expect(
      readdirSync(folder).filter((name) => /broken-[^-]+-\d\d-\d\dT[^-]+-\d\d-\d\d\.\d{3}Z$/.test(name)),
    ).toHaveLength(2);
  });
});

describe('a catalog that breaks while it is used', () => {
  const KEYS = Array.from({ length: 500 }, (_, index) => `zzzzzzzzzzzz-${String(10_000 + index)}`);

  /** More than SQLite keeps in memory: what it does not read it does not notice. */
  function recordMuch(catalog: Catalog): void {
    for (const [index, key] of KEYS.entries()) {
      catalog.segments.insertSegment({ ...segment(camA, index * 1000, 1000, key), parts: new Uint8Array(100_000) });
    }
  }

  async function large(): Promise<Catalog> {
    const first = open();
    first.cameras.insert(storedCamera(camA));
    recordMuch(first);
    await first.backUp(never);
    record(first, 100, 500_000);
    close(first);
    return open();
  }

  const readMuch = (catalog: Catalog) => KEYS.map((key) => catalog.segments.partsOf(key)?.byteLength);
  const damageAll = () => damage(path, 8192, statSync(path).size - 8192);

  it.each([
    ['overwritten', damageAll],
    ['cut off', () => truncateSync(path, 8192)],
  ])('by being %s is replaced within the call that notices, and goes on', async (_, breakIt) => {
    const catalog = await large();
    breakIt();
    expect(new Set(readMuch(catalog))).toEqual(new Set([100_000]));
    record(catalog, 5, 900_000);
    expect(recorded(catalog)).toEqual([
      { startMs: 0, endMs: 500_000 },
      { startMs: 900_000, endMs: 905_000 },
    ]);
    expect(catalog.cameras.list()).toHaveLength(1);
    await eventually('being told', () => restorations.length > 0);
    expect(restorations.map(({ backup }) => backup)).toEqual(backups());
  });

  it('is not replaced again and again: a bad disk would fill', async () => {
    const catalog = await large();
    damageAll();
    readMuch(catalog);
    damageAll();
    expect(() => readMuch(catalog)).toThrow('broke again');
    expect(() => readMuch(catalog)).toThrow('cannot be used');
    await clock.advance(301_000);
    readMuch(catalog);
    expect(recorded(catalog)).toEqual([{ startMs: 0, endMs: 500_000 }]);
  });

  it('keeps the mirror of the cameras up to date, with passwords sealed', () => {
    const catalog = open();
    catalog.cameras.insert({ ...storedCamera(camA), passwordSealed: Buffer.from('sealed') });
    catalog.cameras.insert(storedCamera(camB, { position: 1 }));
    catalog.cameras.remove(camB);
    const mirror = JSON.parse(readFileSync(join(folder, 'cameras.json'), 'utf8')) as {
      cameras: { passwordSealed: string }[];
    };
    expect(mirror.cameras.map(({ passwordSealed }) => passwordSealed)).toEqual([
      Buffer.from('sealed').toString('base64'),
    ]);
    expect(statSync(join(folder, 'cameras.json')).mode & 0o777).toBe(0o600);
  });
});
