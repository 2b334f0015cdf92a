import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addCamera,
  recordingFiles,
  segmentsAtLeast,
  segmentsOf,
  stateOf,
  writeQuickSettings,
} from '../../support/recorded.ts';
import { commandLine, descendants, isAlive } from '../../support/processes.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { breaks, readFrames } from '../../support/read-frames.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();
const PASSWORD = 'S3cr3t:p@ss/wörd?';
const LOOP = 300;

/** Makes every import of electron fail, whoever asks for it. */
const withoutElectron = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ resolve(specifier, context, next) {
    if (specifier === 'electron' || specifier.startsWith('electron/')) throw new Error('electron was imported');
    return next(specifier, context);
  } });
`)}`;

/** A viewer of the main stream that joins and then never takes a byte off the wire. */
function openDeafViewer(product: Product, cameraId: string): Socket {
  const { host, hostname, port, origin } = new URL(product.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.pause();
  const head = [`GET /api/cameras/${cameraId}/live?stream=main HTTP/1.1`, `Host: ${host}`, `Origin: ${origin}`];
  const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  socket.write([...head, ...upgrade, key, `Cookie: ${product.cookie}`, '', ''].join('\r\n'));
  return socket;
}

describe.skipIf(ffmpeg === undefined)('the built server under plain Node', () => {
  let simulator: Simulator;
  let product: Product;
  let folder: string;
  let cameraId: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-life-'));
    const clips = { ffmpeg: ffmpeg!.path, folder: join(tmpdir(), 'vigil-test-clips') };
    const main = await makeTestClip({ ...clips, frames: LOOP, gop: 15 });
    const sub = await makeTestClip({ ...clips, frames: LOOP, gop: 15, width: 320, height: 180, bitrate: 200_000 });
    const auth = { scheme: 'digest', username: 'admin', password: PASSWORD } as const;
    simulator = await startSimulator({ host: '127.0.0.1', port: 0, cameras: [{ name: 'gate', main, sub, auth }] });
    writeQuickSettings(folder);
    product = await startProduct({ dataDir: folder, nodeArgs: ['--import', withoutElectron] });
    const camera = await addCamera(product, {
      name: 'Gate',
      source: {
        kind: 'rtsp',
        mainUrl: simulator.url('gate', 'main'),
        subUrl: simulator.url('gate', 'sub'),
        transport: 'tcp',
        username: 'admin',
      },
      password: PASSWORD,
    });
    cameraId = camera.id;
  });

  afterAll(async () => {
    await product?.stop();
    await simulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('plays three segments over HLS with every frame once and in order', async () => {
    const segments = await segmentsAtLeast(product, cameraId, 3);
    const span = { startMs: segments[0]!.startMs, endMs: segments[2]!.startMs + segments[2]!.durationMs };
    const { url } = await product.json<{ url: string }>('POST', `/api/cameras/${cameraId}/links`, span);
    const input = ['-protocol_whitelist', 'http,tcp,file,crypto,data', '-i', new URL(url, product.url).href];
    const { frames, stderr } = await readFrames({ ffmpeg: ffmpeg!.path, input });
    expect(breaks(frames, LOOP), stderr).toEqual([]);
    expect(frames.length).toBeGreaterThanOrEqual(60);
  });

  it('records the start of a segment to within half a second of when the camera sent it', async () => {
    const [, second] = await segmentsAtLeast(product, cameraId, 2);
    const response = await product.request('GET', `/api/segments/${second!.key}`);
    expect(response.status).toBe(200);
    const path = join(
      folder,
      'recordings',
      recordingFiles(folder).finished.find((name) => name.includes(second!.key))!,
    );
    const { frames } = await readFrames({ ffmpeg: ffmpeg!.path, input: ['-i', path], count: 1 });
    const sent = simulator.camera('gate').sentAt('main', frames[0]!.frame!, second!.startMs + 1000);
    expect(Math.abs(sent!.sentMs - second!.startMs)).toBeLessThan(500);
  });

  it('keeps the password out of every command line, answer and log', async () => {
    const children = descendants(product.process.pid!);
    const lines = children.map((pid) => commandLine(pid) ?? '');
    expect(lines.some((line) => line.includes('-f segment'))).toBe(true);
    const answers = await Promise.all(
      ['/api/cameras', `/api/cameras/${cameraId}/history`, '/api/settings', '/api/system'].map(async (path) =>
        (await product.request('GET', path)).text(),
      ),
    );
    const { stdout, stderr } = product.output();
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'S3cr3t']) {
      expect([...lines, ...answers, stdout, stderr].filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  it('starts ffmpeg again when it is killed, and tells when nothing was recorded', async () => {
    const before = await segmentsOf(product, cameraId);
    const ffmpegPid = descendants(product.process.pid!).find((pid) => commandLine(pid)?.includes('-f segment'))!;
    process.kill(ffmpegPid, 'SIGKILL');
    await eventually('another ffmpeg', () =>
      descendants(product.process.pid!).some((pid) => pid !== ffmpegPid && commandLine(pid)?.includes('-f segment')),
    );
    await stateOf(product, cameraId, 'ok');
    const after = await segmentsAtLeast(product, cameraId, before.length + 3);
    const span = `startMs=${before[0]!.startMs}&endMs=${after.at(-1)!.startMs}`;
    const { cameras } = await product.json<{ cameras: { gaps: { reason: string }[] }[] }>(
      'GET',
      `/api/timeline?cameraIds=${cameraId}&${span}`,
    );
    expect(cameras[0]!.gaps.map(({ reason }) => reason)).toEqual(['ffmpeg_killed']);
  });

  it('goes on recording while viewers read nothing of what they asked for', async () => {
    const sockets = Array.from({ length: 5 }, () => openDeafViewer(product, cameraId));
    try {
      const before = await segmentsOf(product, cameraId);
      const after = await segmentsAtLeast(product, cameraId, before.length + 2);
      const fresh = after.slice(before.length);
      expect(fresh[1]!.startMs - (fresh[0]!.startMs + fresh[0]!.durationMs)).toBeLessThan(50);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it('stops within 10 s and leaves no child, no growing segment and no file without a row', async () => {
    const children = descendants(product.process.pid!);
    const { code, tookMs } = await product.stop();
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(10_000);
    expect(children.filter(isAlive)).toEqual([]);
    const { finished, growing } = recordingFiles(folder);
    expect(growing).toEqual([]);

    product = await startProduct({ dataDir: folder });
    const keys = (await segmentsOf(product, cameraId)).map(({ key }) => key);
    const unlisted = finished.filter((name) => !keys.some((key) => name.includes(key)));
    expect(unlisted).toEqual([]);
    const last = await readFrames({
      ffmpeg: ffmpeg!.path,
      input: ['-i', join(folder, 'recordings', finished.at(-1)!)],
    });
    expect(last.exitCode).toBe(0);
    expect(breaks(last.frames, LOOP)).toEqual([]);
  });
});
