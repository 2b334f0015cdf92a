import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClipRef } from '../../../src/simulator/index.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/index.ts';
import { eventually } from '../../support/eventually.ts';
import { RawRtsp } from '../../support/raw-rtsp.ts';
import { startSimulatorProcess } from '../../support/simulator-process.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const ffmpegs = testFfmpegs();

describe.skipIf(ffmpegs.length === 0)('the simulator and its clients', () => {
  let folder = '';
  let clip: ClipRef;
  let simulator: Simulator;
  const clients: RawRtsp[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigil-simulator-'));
    clip = await makeTestClip({
      ffmpeg: ffmpegs[0]?.path ?? 'ffmpeg',
      folder,
      frames: 30,
      gop: 5,
      width: 1280,
      height: 720,
      bitrate: 30_000_000,
    });
    simulator = await startSimulator({ cameras: [{ name: 'one', main: clip }], sessionTimeoutMs: 1000 });
  });

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
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

  it.each([
    ['a head without end', 'A'.repeat(200_000)],
    ['a body larger than anything', 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 999999999\r\n\r\n'],
    ['binary nonsense', `\x01\x02\x03\xff\r\n\r\n`.repeat(1000)],
    ['another protocol', 'GET /one/main HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('sends %s away and lives on', async (_what, text) => {
    const client = await open();
    client.socket.write(text, 'latin1');
    await eventually('the end of the connection', () => client.ended !== null);
    expect(client.received).toMatch(/^(RTSP\/1\.0 4(00|13) [^\0]*)?$/);
    const next = await open();
    expect(await next.ask('OPTIONS', simulator.url('one'))).toContain('200 OK');
  });

  it('answers requests that make no sense with what is wrong with them', async () => {
    const client = await open();
    const url = simulator.url('one');
    const codes = [
      await client.ask('PLAY', url),
      await client.ask('PLAY', url, { Session: 'made up' }),
      await client.ask('TEARDOWN', url, { Session: '' }),
      await client.ask('SETUP', `${url}/trackID=1`, { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' }),
      await client.ask('SETUP', `${url}/trackID=0`, { Transport: 'RTP/AVP;multicast' }),
      await client.ask('SETUP', `${url}/trackID=0`),
      await client.ask('ANNOUNCE', url),
      await client.ask('DESCRIBE', 'rtsp://h/../../../etc/passwd'),
    ];
    expect(codes.map((answer) => answer.slice(9, 12))).toEqual([
      '454',
      '454',
      '454',
      '404',
      '461',
      '461',
      '405',
      '404',
    ]);
    expect(client.ended).toBeNull();
  });

  it('stops when it is asked to, and can be asked to play again', async () => {
    const client = await open();
    const url = simulator.url('one');
    const session = await client.play(url);
    await eventually('media', () => client.received.length > 50_000);
    client.send('TEARDOWN', url, { Session: session });
    await eventually('nobody plays', () => simulator.clients().playing === 0);
    await client.play(url);
    expect(simulator.clients()).toMatchObject({ connected: 1, playing: 1 });
  });

  it('drops pictures for a client that is too slow and for nobody else', async () => {
    const [slow, quick] = [await open(), await open()];
    await slow.play(simulator.url('one'));
    await quick.play(simulator.url('one'));
    slow.socket.pause();
    await eventually('dropped pictures', () => simulator.clients().dropped >= 5, { timeoutMs: 30_000 });
    const before = quick.received.length;
    quick.received = '';
    await eventually('media for the quick one', () => quick.received.length > 200_000);
    expect(before).toBeGreaterThan(1_000_000);
    slow.close();
    await eventually('the slow one gone', () => simulator.clients().connected === 1);
    expect(simulator.clients().dropped).toBe(0);
  });

  it('ends a session over UDP whose client has gone without a word, and keeps one that gives signs of life', async () => {
    const [mute, alive] = [createSocket('udp4'), createSocket('udp4')];
    mute.bind(0, '127.0.0.1');
    alive.bind(0, '127.0.0.1');
    await Promise.all([once(mute, 'listening'), once(alive, 'listening')]);
    const [gone, here] = [await open(), await open()];
    const udp = async (client: RawRtsp, port: number): Promise<number> => {
      const transport = `RTP/AVP;unicast;client_port=${port}-${port}`;
      const setup = await client.ask('SETUP', `${simulator.url('one')}/trackID=0`, { Transport: transport });
      const session = /Session: ([^;\r]+)/.exec(setup)?.[1] ?? '';
      await client.ask('PLAY', simulator.url('one'), { Session: session });
      return Number(/server_port=\d+-(\d+)/.exec(setup)?.[1]);
    };
    await udp(gone, mute.address().port);
    const rtcp = await udp(here, alive.address().port);
    await eventually('the end of the mute one', () => {
      alive.send(Buffer.from('80c90001', 'hex'), rtcp, '127.0.0.1');
      return gone.ended !== null;
    });
    expect(here.ended).toBeNull();
    mute.close();
    alive.close();
  });

  it('runs in a process of its own, takes faults and tells what it sent', async () => {
    const remote = await startSimulatorProcess({ cameras: [{ name: 'far', main: clip }] });
    try {
      const client = await RawRtsp.open(remote.port);
      clients.push(client);
      await client.play(remote.url('far'));
      await eventually('media', () => client.received.length > 10_000);
      const now = performance.timeOrigin + performance.now();
      const sent = await remote.sentBetween('far', 'main', 0, now);
      const last = sent.at(-1);
      expect(await remote.sentAt('far', 'main', last?.frame ?? -1, now)).toEqual(last);
      expect(Math.abs(now - (last?.sentMs ?? 0))).toBeLessThan(1000);
      await expect(remote.heal('nobody')).rejects.toThrow('no simulated camera nobody');
      await remote.fault('far', { kind: 'drop' });
      await eventually('the end', () => client.ended !== null);
    } finally {
      await remote.stop();
    }
    expect(() => process.kill(remote.pid, 0)).toThrow('ESRCH');
  });

  it('says what is wrong when it cannot start', async () => {
    const camera = { name: 'one', main: clip };
    await expect(startSimulator({ cameras: [camera, camera] })).rejects.toThrow('two cameras are named one');
    await expect(startSimulator({ cameras: [{ ...camera, name: '../x' }] })).rejects.toThrow('not a name');
    await expect(startSimulator({ port: simulator.port, cameras: [camera] })).rejects.toThrow('EADDRINUSE');
    const missing = { ...clip, id: 'nothing' };
    await expect(startSimulatorProcess({ cameras: [{ name: 'a', main: missing }] })).rejects.toThrow('no clip nothing');
  });
});
