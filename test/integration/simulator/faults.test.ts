import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type ClipRef, type SimulatedCamera, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { RawRtsp } from '../../support/raw-rtsp.ts';
import { breaks, readFrames } from '../../support/read-frames.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const ffmpegs = testFfmpegs();
const LOOP = 30;

describe.skipIf(ffmpegs.length === 0)('a camera with a fault', () => {
  const ffmpeg = ffmpegs[0]?.path ?? 'ffmpeg';
  let folder = '';
  let larger: ClipRef;
  let simulator: Simulator;
  let camera: SimulatedCamera;
  let url = '';
  const clients: RawRtsp[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigil-simulator-'));
    const main = await makeTestClip({ ffmpeg, folder, frames: LOOP, gop: 5, fps: 30 });
    larger = await makeTestClip({ ffmpeg, folder, frames: LOOP, gop: 5, fps: 30, width: 640, height: 360 });
    simulator = await startSimulator({
      cameras: [
        { name: 'one', main },
        { name: 'other', main },
      ],
    });
    camera = simulator.camera('one');
    url = simulator.url('one');
  });

  afterEach(async () => {
    camera.heal();
    for (const client of clients.splice(0)) client.close();
    await simulator.openPort();
  });

  afterAll(async () => {
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<RawRtsp> {
    const client = await RawRtsp.open(simulator.port);
    clients.push(client);
    return client;
  }

  async function playing(uri = url): Promise<RawRtsp> {
    const client = await open();
    await client.play(uri);
    await media(client);
    return client;
  }

  /** Waits until more media comes. */
  async function media(client: RawRtsp, bytes = 1000): Promise<void> {
    const before = client.received.length;
    await eventually('media', () => client.received.length > before + bytes);
  }

  /** Other clients get this many pictures while this one gets nothing: time passed, and it was not a coincidence. */
  async function nothingFor(client: RawRtsp, pictures: number): Promise<string> {
    const from = client.received.length;
    const log = simulator.camera('other').stream('main').log;
    const startMs = performance.timeOrigin + performance.now();
    await eventually('pictures of the other camera', () => log.sentBetween(startMs, Infinity).length >= pictures);
    return client.received.slice(from);
  }

  it('resets who is connected and who comes when it refuses', async () => {
    const [before, bystander] = [await playing(), await playing(simulator.url('other'))];
    await camera.fault({ kind: 'refuse' });
    const after = await open();
    after.send('DESCRIBE', url);
    await eventually('both resets', () => before.ended === 'reset' && after.ended === 'reset');
    await media(bystander);
    camera.heal();
    await playing();
    expect(bystander.ended).toBeNull();
  });

  it('drops who is connected, once', async () => {
    const before = await playing();
    await camera.fault({ kind: 'drop' });
    await eventually('the end', () => before.ended === 'closed');
    const after = await playing();
    expect(after.ended).toBeNull();
  });

  it('answers but sends nothing when it stalls, and goes on with a key frame', async () => {
    const client = await playing();
    await camera.fault({ kind: 'stall' });
    await eventually('silence', async () => (await nothingFor(client, 2)) === '');
    expect(await client.ask('GET_PARAMETER', url)).toContain('200 OK');
    expect(client.ended).toBeNull();
    const from = client.received.length;
    camera.heal();
    await media(client, 100);
    // `$`, channel, length (2), RTP header (12): then the first NAL unit, which is a sequence parameter set.
    expect(client.received.charCodeAt(from + 16) & 0x1f).toBe(7);
  });

  it('neither sends nor answers when it is silent, and goes on afterwards', async () => {
    const client = await playing();
    await camera.fault({ kind: 'silence' });
    await eventually('silence', async () => (await nothingFor(client, 2)) === '');
    client.send('OPTIONS', url);
    client.send('OPTIONS', '*');
    const newcomer = await open();
    newcomer.send('DESCRIBE', url);
    expect(await nothingFor(client, 8)).toBe('');
    expect([newcomer.received, newcomer.ended, client.ended]).toEqual(['', null, null]);
    camera.heal();
    await media(client);
  });

  it('knows its old connections no more after it disappeared and came back', async () => {
    const client = await playing();
    await camera.fault({ kind: 'disappear', forMs: 600 });
    await eventually('silence', async () => (await nothingFor(client, 2)) === '');
    expect(client.ended).toBeNull();
    await eventually('the reset', () => client.ended === 'reset');
    await playing();
  });

  it('answers 401 or 404 to everybody', async () => {
    const before = await playing();
    await camera.fault({ kind: 'unauthorized' });
    await eventually('the end', () => before.ended !== null);
    const client = await open();
    const first = await client.ask('DESCRIBE', url);
    await camera.fault({ kind: 'not_found' });
    const second = await client.ask('DESCRIBE', url);
    expect([first.slice(0, 12), second.slice(0, 12)]).toEqual(['RTSP/1.0 401', 'RTSP/1.0 404']);
  });

  it('refuses the whole port, and opens it again at the same place', async () => {
    const client = await playing();
    await simulator.closePort();
    await expect(RawRtsp.open(simulator.port)).rejects.toThrow('ECONNREFUSED');
    await eventually('the reset', () => client.ended === 'reset');
    await simulator.openPort();
    await playing();
  });

  it('sends as many random bytes in place of media', async () => {
    const client = await playing();
    await camera.fault({ kind: 'garbage' });
    await nothingFor(client, 1);
    const from = client.received.length;
    await media(client, 4000);
    const dollars = client.received.slice(from).split('$').length - 1;
    const zeros = client.received.slice(from).split('\0').length - 1;
    const bytes = client.received.length - from;
    expect(dollars / bytes).toBeLessThan(0.02);
    expect(zeros / bytes).toBeLessThan(0.02);
  });

  it('drips', async () => {
    const client = await playing();
    await camera.fault({ kind: 'drip', bytesPerSecond: 400 });
    await nothingFor(client, 1);
    const dripped = (await nothingFor(client, 15)).length;
    expect(dripped).toBeGreaterThanOrEqual(100);
    expect(dripped).toBeLessThan(400);
    camera.heal();
    await media(client, 20_000);
    // Healing does not cut into the packet that was dripping.
    expect(new Set(client.packets().map(({ channel }) => channel))).toEqual(new Set([0, 1]));
  });

  it.each(ffmpegs)('changes the resolution in the middle of the stream, as $name sees it', async ({ path }) => {
    let changed = false;
    const read = await readFrames({
      ffmpeg: path,
      input: ['-rtsp_transport', 'tcp', '-i', url],
      count: 60,
      onFrame: (_frame, soFar) => {
        if (changed || soFar.length < 20) return;
        changed = true;
        void camera.fault({ kind: 'clip', stream: 'main', clip: larger });
      },
    });
    camera.heal();
    const jumps = breaks(read.frames, LOOP);
    expect(read.frames).toHaveLength(60);
    expect(jumps.map(([, after]) => after).filter((after) => after !== 0)).toEqual([]);
    expect(jumps.length).toBeLessThanOrEqual(1);
    expect(camera.stream('main').clip.video.width).toBe(320);
  });

  it('goes on without a missing picture when its time stamps leap', async () => {
    let leapt = false;
    const read = await readFrames({
      ffmpeg,
      input: ['-rtsp_transport', 'tcp', '-i', url],
      count: 40,
      onFrame: (_frame, soFar) => {
        if (leapt || soFar.length < 15) return;
        leapt = true;
        void camera.fault({ kind: 'jump', seconds: 500 });
      },
    });
    expect(breaks(read.frames, LOOP)).toEqual([]);
    expect(camera.behaviour().media).toBe('send');
  });

  it('refuses a fault that it cannot have, and stays as it was', async () => {
    await camera.fault({ kind: 'stall' });
    const missing = { manifest: larger.manifest, id: 'nothing' };
    await expect(camera.fault({ kind: 'clip', stream: 'main', clip: missing })).rejects.toThrow('no clip nothing');
    await expect(camera.fault({ kind: 'clip', stream: 'sub', clip: larger })).rejects.toThrow('no sub stream');
    expect(camera.behaviour().media).toBe('none');
  });
});
