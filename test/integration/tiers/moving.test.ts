import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realFiles, type MoveFiles, type TierStore } from '../../../src/engine/tiers/index.ts';
import { eventually } from '../../support/eventually.ts';
import { begin, openTierBench, type TierBench } from '../../support/tier-bench.ts';

let bench: TierBench;
beforeEach(async () => {
  bench = await openTierBench();
});
afterEach(() => bench.close());

const moved = (key: string) => eventually(`${key} to be moved`, () => bench.placeOf(key) === 'slow');
const onlySlow = (key: string) =>
  eventually(`${key} to lie in the slow root alone`, () => {
    const files = bench.files().filter((name) => name.includes(key));
    return files.length === 1 && files[0]?.startsWith('slow');
  });

describe('moving', () => {
  it('takes what is old to the slow root, byte for byte, and leaves what is young', async () => {
    const old = bench.record(1, 5);
    const young = bench.record(2, 0.5);
    await begin(bench.open());
    await moved(old.key);
    await onlySlow(old.key);
    expect(bench.fileOf(old.key)?.equals(old.bytes)).toBe(true);
    expect(bench.placeOf(young.key)).toBe('fast');
    expect(bench.fileOf(young.key)?.equals(young.bytes)).toBe(true);
  });

  it('takes the oldest whatever its age when the fast root is short of room', async () => {
    bench.settings.storage.moveAfterHours = null;
    const { key } = bench.record(1, 0.1);
    const room = { fast: 150, slow: 1000 };
    bench.settings.storage.minFreeBytes = 100;
    const files: MoveFiles = {
      ...realFiles,
      room: (root) => Promise.resolve({ freeBytes: root.endsWith('fast') ? room.fast : room.slow, totalBytes: 1e6 }),
    };
    await begin(bench.open({ files }));
    await moved(key);
    expect(bench.fileOf(key)).toHaveLength(100_000);
  });

  it('leaves a file that cannot be read where it is, and goes on with the others', async () => {
    const broken = bench.record(1, 6);
    const sound = bench.record(2, 5);
    const files: MoveFiles = {
      ...realFiles,
      copy: (from, ...rest) =>
        from.includes(broken.key) ? Promise.reject(new Error('bad sector')) : realFiles.copy(from, ...rest),
    };
    await begin(bench.open({ files }));
    await moved(sound.key);
    expect(bench.placeOf(broken.key)).toBe('fast');
    expect(bench.catalog.tiers.moves()).toEqual([]);
  });

  it('deletes the copy of what was deleted while it was on its way', async () => {
    const { key } = bench.record(1, 5);
    const files: MoveFiles = {
      ...realFiles,
      async place(copy, to) {
        await realFiles.place(copy, to);
        bench.catalog.segments.condemnSegments([key]);
      },
    };
    await begin(bench.open({ files }));
    await eventually('the copy to be gone', () => !bench.files().some((name) => name.startsWith('slow')));
    expect(bench.catalog.tiers.moves()).toEqual([]);
  });
});

type Broken = { readonly files?: MoveFiles; readonly store?: TierStore };
const died = (): never => {
  throw new Error('the program died here');
};

/** Where a program may die: before or after each step. Nothing of it runs after. */
const deaths: readonly (readonly [string, (died: () => never) => Broken])[] = [
  ['before the copy', () => ({ files: { ...realFiles, copy: () => hang() } })],
  [
    'after the copy',
    () => ({ files: { ...realFiles, copy: async (...all) => (await realFiles.copy(...all), hang()) } }),
  ],
  ['before the rename', () => ({ files: { ...realFiles, place: () => hang() } })],
  [
    'after the rename',
    () => ({ files: { ...realFiles, place: async (...all) => (await realFiles.place(...all), hang()) } }),
  ],
  [
    'after the row',
    () => ({
      store: {
        ...bench.catalog.tiers,
        finishMove: (...all) => (bench.catalog.tiers.finishMove(...all), died()),
      },
    }),
  ],
];

function hang(): Promise<never> {
  reached();
  return new Promise(() => undefined);
}
let reached: () => void = () => undefined;

describe('a program that dies while it moves', () => {
  it.each(deaths)('%s loses nothing and leaves nothing behind', async (_where, breaking) => {
    const { key, bytes } = bench.record(1, 5);
    const there = new Promise<void>((resolve) => (reached = resolve));
    const first = bench.open({ dies: true, ...breaking(died) });
    void begin(first);
    await Promise.race([there, moved(key)]);
    // What the row names is whole at every moment.
    expect(bench.fileOf(key)?.equals(bytes)).toBe(true);
    await bench.deleteGarbage();
    await begin(bench.open());
    await moved(key);
    await onlySlow(key);
    expect(bench.fileOf(key)?.equals(bytes)).toBe(true);
    expect(bench.catalog.tiers.moves()).toEqual([]);
  });
});
