import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CameraInputBody, CameraSource, ConnectionTestResult } from '../../../src/shared/camera.ts';
import { eventually } from '../../support/eventually.ts';
import { hasGstreamerServer, startGstreamerServer, type GstreamerServer } from '../../support/gstreamer-rtsp-server.ts';
import { startProduct, type Product } from '../../support/product.ts';
import {
  addCamera,
  gapsOf,
  segmentFile,
  segmentsAtLeast,
  segmentsOf,
  stateOf,
  writeQuickSettings,
} from '../../support/recorded.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const exec = promisify(execFile);
const [ffmpeg] = testFfmpegs();
const present = ffmpeg !== undefined && hasGstreamerServer();

describe.skipIf(!present)("a camera served by GStreamer's RTSP server", () => {
  let server: GstreamerServer;
  let product: Product;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-gstreamer-'));
    writeQuickSettings(folder);
    [server, product] = await Promise.all([startGstreamerServer(), startProduct({ dataDir: folder })]);
  });

  afterAll(async () => {
    await product?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const source = (changes: { readonly mainUrl?: string; readonly subUrl?: string } = {}): CameraSource => ({
    kind: 'rtsp',
    mainUrl: server.mainUrl,
    subUrl: server.subUrl,
    transport: 'tcp',
    username: server.username,
    ...changes,
  });
  const camera = (name: string): CameraInputBody => ({
    name,
    source: source(),
    password: server.password,
    connectTimeoutMs: 3000,
  });
  const tryOut = (tested: CameraSource, password = server.password): Promise<ConnectionTestResult> =>
    product.json('POST', '/api/cameras/test', { source: tested, password, connectTimeoutMs: 3000 });

  it('is found good by the connection test, with what it is made of and a picture', async () => {
    const { main, sub } = await tryOut(source());
    const audio = { codec: 'aac', sampleRateHz: 16_000, channels: 1 };
    expect(main).toMatchObject({
      ok: true,
      stable: true,
      facts: { video: { codec: 'h264', width: 1280, height: 720 }, audio },
    });
    expect(sub).toMatchObject({ ok: true, facts: { video: { codec: 'h264', width: 640, height: 360 }, audio } });
    if (!main.ok) throw new Error('unreachable');
    expect(Math.round(main.measuredFps)).toBe(15);
    expect(Math.round((main.keyFrameIntervalMs ?? 0) / 100)).toBe(10);
    const picture = Buffer.from(main.pictureBase64 ?? '', 'base64');
    expect([picture.subarray(0, 2).toString('hex'), picture.subarray(-2).toString('hex')]).toEqual(['ffd8', 'ffd9']);
  });

  it('is refused with the reason that fits what is wrong', async () => {
    const nobody = 'rtsp://127.0.0.1:1/pattern';
    const [wrongPassword, wrongPath, closedPort, oneStreamOnly] = await Promise.all([
      tryOut(source(), 'wrong'),
      tryOut(source({ mainUrl: server.mainUrl.replace('pattern', 'nothing') })),
      tryOut(source({ mainUrl: nobody, subUrl: nobody })),
      tryOut(source({ subUrl: server.subUrl.replace('pattern', 'nothing') })),
    ]);
    const reasons = ({ main, sub }: ConnectionTestResult): unknown[] =>
      [main, sub].map((stream) => (stream === null || stream.ok ? 'ok' : stream.reason));
    expect(reasons(wrongPassword)).toEqual(['unauthorized', 'unauthorized']);
    expect(reasons(wrongPath)).toEqual(['not_found', 'ok']);
    expect(reasons(closedPort)).toEqual(['refused', 'refused']);
    expect(reasons(oneStreamOnly)).toEqual(['ok', 'not_found']);
    expect(JSON.stringify(wrongPassword)).not.toContain('wrong');
  });

  it('is recorded with picture and sound that decode without an error', async () => {
    const { id } = await addCamera(product, camera('Pattern'));
    const [, segment] = await segmentsAtLeast(product, id, 2);
    expect(segment).toMatchObject({ videoCodec: 'h264', audioCodec: 'aac', width: 1280, height: 720 });
    const path = segmentFile(folder, segment!.key);
    const { stderr: facts } = await exec(ffmpeg!.path, ['-hide_banner', '-i', path, '-f', 'null', '-']);
    expect(facts).toMatch(/Video: h264 .*1280x720/);
    expect(facts).toMatch(/Audio: aac .*16000 Hz/);
    const { stderr: errors } = await exec(ffmpeg!.path, ['-v', 'warning', '-i', path, '-f', 'null', '-']);
    expect(errors).toBe('');
  });

  it('is noticed when it goes, and recorded again when it is back, with a gap that says why', async () => {
    const { id } = await addCamera(product, camera('Comes back'));
    await segmentsAtLeast(product, id, 1);
    // One that is asked to end goes on serving for a while on a busy machine: a second gap.
    await server.kill();
    let before: Awaited<ReturnType<typeof segmentsOf>>;
    try {
      const failing = await eventually('the camera to be retried', async () => {
        const { status } = await stateOf(product, id, 'retrying');
        return status.state === 'retrying' ? status : null;
      });
      expect(failing.reason).toBe('refused');
      before = await segmentsOf(product, id);
    } finally {
      server = await startGstreamerServer({ port: server.port });
    }
    await stateOf(product, id, 'ok');
    const after = await segmentsAtLeast(product, id, before.length + 2);
    const [gap, ...more] = await gapsOf(product, id);
    expect(more).toEqual([]);
    const [last, next] = [after[before.length - 1]!, after[before.length]!];
    expect(gap).toEqual({
      startMs: last.startMs + last.durationMs,
      endMs: next.startMs,
      reason: expect.stringMatching(/^(refused|network_lost|ended)$/) as string,
    });
  });
});
