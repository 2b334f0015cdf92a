import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRoots, createStorageKeeper, type StorageKeeper } from '../../../src/engine/storage/index.ts';
import { createProbe, type Probe } from '../../../src/engine/storage/probe.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { memoryPlaces } from '../../support/roots.ts';

const logger = pino({ level: 'silent' });

/** A disk with room enough, on which nothing waits to be deleted. */
const neverShort = {
  garbage: () => [],
  forgetGarbage: () => undefined,
  bytesSince: () => 0,
  archivedOldest: () => [],
  unlockedOldest: () => [],
  releaseToArchive: () => undefined,
  condemnSegments: () => undefined,
};

let folder: string;
let keeper: StorageKeeper;
let returned: number;
/** What is seen of the disk instead of what it is. */
let seen: Probe | 'read_only' | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-keeper-'));
  [returned, seen] = [0, null];
  const clock = new FakeClock();
  const look = createProbe();
  const roots = createRoots({
    settings: () => [{ path: folder, kind: 'fast' }],
    places: memoryPlaces(),
    logger,
    clock,
    async probe(path, marker) {
      const found = await look(path, marker);
      if (seen !== 'read_only') return seen ?? found;
      return found.kind === 'found' ? { ...found, trouble: 'read_only', why: 'EROFS' } : found;
    },
  });
  await roots.start();
  keeper = createStorageKeeper({
    ...{ roots, clock, logger },
    store: neverShort,
    raise: () => undefined,
    writing: () => [],
    renew: () => undefined,
    returned: () => void (returned += 1),
    retry: () => undefined,
  });
  keeper.start();
});
afterEach(async () => {
  await keeper.stop();
  await rm(folder, { recursive: true, force: true });
});

it.each<[string, typeof seen]>([
  ['has vanished', { kind: 'absent' }],
  ['was read-only', 'read_only'],
])('says once that a root which %s can be written to again', async (_what, trouble) => {
  await keeper.check();
  seen = trouble;
  await keeper.check();
  expect(returned).toBe(0);
  seen = null;
  await keeper.check();
  await keeper.check();
  expect(returned).toBe(1);
});
