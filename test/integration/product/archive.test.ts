import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCatalog } from '../../../src/engine/catalog/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import type { TiersStatus } from '../../../src/shared/archive.ts';
import type { Segment } from '../../../src/shared/recording.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { SERVER_KEY, startObjectServer, type ObjectServer } from '../../support/object-server.ts';
import { startProduct, type Product } from '../../support/product.ts';
import {
  addCamera,
  gapsOf,
  playlistInput,
  recordingFiles,
  segmentFile,
  segmentsAtLeast,
  segmentsOf,
  stateOf,
} from '../../support/recorded.ts';
import { breaks, readFrames } from '../../support/read-frames.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();
const LOOP = 300;

describe.skipIf(ffmpeg === undefined)('footage that lies in the archive alone', () => {
  let folder: string;
  let simulator: Simulator;
  let archive: ObjectServer;
  let product: Product;
  let cameraId: string;
  /** The first three. The files of two were given up for room, the third is gone from the disk by accident. */
  let far: Segment[];
  /** Of the first, as they were on the disk. */
  let bytes: Buffer;
  /** The numbers of the frames that were played from the disk. */
  let played: (number | null)[];

  const get = (segment: Segment, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(new URL(`/api/segments/${segment.key}.mp4?download=0`, product.url), {
      method,
      headers: { cookie: product.cookie, ...headers },
    });
  const enable = (enabled: boolean) => product.json('POST', `/api/cameras/${cameraId}/enabled`, { enabled });
  const play = async () => {
    const span = { startMs: far[0]!.startMs, endMs: far[2]!.startMs + far[2]!.durationMs };
    const { frames, stderr } = await readFrames({
      ffmpeg: ffmpeg!.path,
      input: await playlistInput(product, cameraId, span),
    });
    expect(breaks(frames, LOOP), stderr).toEqual([]);
    return frames.map(({ frame }) => frame);
  };
  const open = () => openCatalog(join(folder, 'vigil.db'), { logger: createLogger({ level: 'silent' }) });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-archive-'));
    archive = await startObjectServer();
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips') };
    const main = await makeTestClip({ ...clips, frames: LOOP, gop: 15 });
    simulator = await startSimulator({ host: '127.0.0.1', port: 0, cameras: [{ name: 'gate', main }] });
    const settings = {
      recording: { segmentSeconds: 2 },
      reconnect: { firstDelayMs: 200, longestDelayMs: 1000, slowRetryMs: 1000, jitter: 0 },
      archive: { ...archive.address, enabled: true, afterHours: 0 },
    };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    product = await startProduct({ dataDir: folder });
    expect((await product.request('PUT', '/api/archive/secret', { secretKey: SERVER_KEY })).status).toBe(204);
    const mainUrl = simulator.url('gate', 'main');
    const source = { kind: 'rtsp', mainUrl, subUrl: null, transport: 'tcp', username: null } as const;
    cameraId = (await addCamera(product, { name: 'Gate', source })).id;
    far = (await segmentsAtLeast(product, cameraId, 3)).slice(0, 3);
    await enable(false);
    await eventually(
      'all to be archived',
      async () => {
        const { archiving } = await product.json<TiersStatus>('GET', '/api/storage/tiers');
        return archiving.queue.segments === 0 && archiving.state === 'ok';
      },
      { timeoutMs: 40_000, everyMs: 200 },
    );
    bytes = readFileSync(segmentFile(folder, far[0]!.key));
    played = await play();
    await product.stop();
    const catalog = open();
    catalog.space.releaseToArchive(far.slice(0, 2).map(({ key }) => key));
    catalog.close();
    rmSync(segmentFile(folder, far[2]!.key));
    product = await startProduct({ dataDir: folder });
    await eventually('the local copies to go', () =>
      recordingFiles(folder).finished.every((name) => far.every(({ key }) => !name.includes(key))),
    );
  });

  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    await archive?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is played by its playlist: the same frames as from the disk, each once, in order', async () => {
    expect(played.length).toBeGreaterThanOrEqual(30);
    expect(await play()).toEqual(played);
    expect((await gapsOf(product, cameraId)).filter(({ reason }) => reason === 'lost')).toEqual([]);
  });

  it('is read whole or in ranges, and asked for by HEAD', async () => {
    const whole = await get(far[0]!);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const head = await get(far[0]!, {}, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(bytes.length));
    expect(head.headers.get('accept-ranges')).toBe('bytes');
    const part = await get(far[0]!, { range: 'bytes=1000-1999' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(1000, 2000))).toBe(true);
    const tail = await get(far[0]!, { range: 'bytes=-100' });
    expect(Buffer.from(await tail.arrayBuffer()).equals(bytes.subarray(-100))).toBe(true);
    const beyond = await get(far[0]!, { range: `bytes=${bytes.length}-` });
    expect(beyond.status).toBe(416);
  });

  it('says that the archive cannot be reached while it is gone, and recording goes on', async () => {
    archive.trouble.refuse = true;
    for (const headers of [{}, { range: 'bytes=0-99' }]) {
      const answer = await get(far[0]!, headers);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'archive_unavailable', details: [{ message: 'unreachable' }] });
    }
    const nowMs = Date.now();
    await enable(true);
    await stateOf(product, cameraId, 'ok');
    await eventually(
      'a new segment',
      async () => (await segmentsOf(product, cameraId)).some(({ startMs }) => startMs > nowMs),
      { timeoutMs: 30_000, everyMs: 200 },
    );
    archive.trouble.refuse = false;
    expect((await get(far[0]!)).status).toBe(200);
  });

  it('is where the catalog says, also what went from the disk by accident', async () => {
    await product.stop();
    const catalog = open();
    const kinds = new Map(catalog.places.places().map(({ num, kind }) => [num, kind]));
    expect(far.map(({ key }) => kinds.get(catalog.segments.findSegment(key)?.place ?? 0))).toEqual(
      far.map(() => 'archive'),
    );
    catalog.close();
  });
});
