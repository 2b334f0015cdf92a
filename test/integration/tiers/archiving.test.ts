import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createS3Store, digestOf } from '../../../src/engine/archive/index.ts';
import { eventually } from '../../support/eventually.ts';
import { SERVER_KEY, startObjectServer, type ObjectServer } from '../../support/object-server.ts';
import { begin, openTierBench, type TierBench } from '../../support/tier-bench.ts';

let bench: TierBench;
let server: ObjectServer;
const { signal } = new AbortController();

beforeEach(async () => {
  server = await startObjectServer();
  bench = await openTierBench();
  bench.settings.storage.moveAfterHours = null;
  Object.assign(bench.settings.archive, server.address, { enabled: true });
});
afterEach(async () => {
  await bench.close();
  await server.stop();
});

const archived = (key: string) =>
  eventually(`${key} to be archived`, () => bench.catalog.segments.archiveOf(key) !== null);

async function objectOf(path: string): Promise<string | null> {
  const store = createS3Store({ address: server.address, secretKey: SERVER_KEY });
  try {
    const key = `site-a/${path}`;
    return (await store.head(key, signal)) === null ? null : await digestOf(store, key, signal);
  } finally {
    store.close();
  }
}

it('keeps a verified copy of what is old, and the local file until it has to go', async () => {
  const { key, bytes } = bench.record(1, 5);
  const young = bench.record(2, 0.5);
  const tiers = bench.open();
  tiers.setArchiveSecret(SERVER_KEY);
  await begin(tiers);
  await archived(key);
  const path = bench.catalog.segments.findSegment(key)?.path ?? '';
  expect(await objectOf(path)).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(bench.fileOf(key)?.equals(bytes)).toBe(true);
  expect(bench.catalog.segments.archiveOf(young.key)).toBe(null);
  expect(tiers.status()).toMatchObject({ hasSecret: true, archiving: { state: 'ok', queue: { segments: 0 } } });
});

it('deletes the object of a segment that is deleted', async () => {
  const { key } = bench.record(1, 5);
  const tiers = bench.open();
  tiers.setArchiveSecret(SERVER_KEY);
  await begin(tiers);
  await archived(key);
  await tiers.stop();
  const path = bench.catalog.segments.findSegment(key)?.path ?? '';
  bench.catalog.segments.condemnSegments([key]);
  await begin(bench.open());
  await eventually('the object to be gone', async () => (await objectOf(path)) === null);
});

it('tells of an archive that fails once, and goes on when it is back', async () => {
  const { key } = bench.record(1, 5);
  server.trouble.refuse = true;
  const tiers = bench.open();
  tiers.setArchiveSecret(SERVER_KEY);
  await begin(tiers);
  await eventually('it to be told', () => tiers.status().archiving.state === 'failing');
  expect(tiers.status().archiving.lastError).toMatchObject({ fault: 'unreachable' });
  server.trouble.refuse = false;
  await archived(key);
  expect(bench.alerts.map(({ kind }) => kind)).toEqual(['archive_failing']);
  expect(tiers.status().archiving.state).toBe('ok');
});

it('sends no faster than the rate, also when it moves meanwhile', async () => {
  bench.settings.storage.moveBytesPerSecond = 400_000;
  bench.settings.storage.moveAfterHours = 1;
  const { key } = bench.record(1, 5, 600_000);
  const tiers = bench.open();
  tiers.setArchiveSecret(SERVER_KEY);
  const beganMs = performance.now();
  await begin(tiers);
  await archived(key);
  await eventually('it to be moved', () => bench.placeOf(key) === 'slow');
  // 600 kB sent and 600 kB copied at 400 kB/s, less what goes at once at the beginning.
  expect(performance.now() - beganMs).toBeGreaterThan(2000);
});

it('says what is wrong before an archive is saved', async () => {
  const tiers = bench.open();
  const { address } = server;
  expect(await tiers.testArchive({ ...address, secretKey: SERVER_KEY })).toEqual({ ok: true });
  expect(await tiers.testArchive({ ...address })).toMatchObject({ ok: false, fault: 'no_secret' });
  expect(await tiers.testArchive({ ...address, bucket: 'none', secretKey: 'x' })).toMatchObject({ fault: 'no_bucket' });
});
