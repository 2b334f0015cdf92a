import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { eventually } from '../../support/eventually.ts';
import { camId, key } from '../../unit/http/fake-services.ts';
import { startHttp, type Http } from '../../unit/http/harness.ts';

let http: Http;
let url = '';
let page = '';

beforeEach(async () => {
  page = mkdtempSync(join(tmpdir(), 'vigil-page-'));
  mkdirSync(join(page, 'assets'));
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Vigil</title>');
  writeFileSync(join(page, 'assets', 'app-1a2b.js'), 'export {};');
  writeFileSync(join(page, '.secret.txt'), 'hidden');
  http = await startHttp({ rendererDir: page });
  url = await http.server.listen();
});
afterEach(async () => {
  await http.stop();
  rmSync(page, { recursive: true, force: true });
});

const live = `api/cameras/${camId}/live?stream=main`;

function open(path: string, options: ClientOptions = {}): WebSocket {
  const headers = { authorization: `Bearer ${http.session}`, ...options.headers };
  return new WebSocket(url.replace('http', 'ws') + path, { ...options, headers });
}

/** The status with which an upgrade was refused. */
async function refusal(socket: WebSocket): Promise<number | undefined> {
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  socket.terminate();
  return response.statusCode;
}

describe('the live socket', () => {
  it('joins, carries texts and packets, and leaves when the viewer goes', async () => {
    const socket = open(live);
    const [first] = (await once(socket, 'message')) as [Buffer, boolean];
    expect(first.toString()).toBe('{"type":"waiting"}');
    expect(http.engine.calls).toEqual([['join', camId, 'main']]);
    const [viewer] = http.engine.viewers;
    viewer?.packet(new Uint8Array([1, 2, 3]));
    const [packet, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
    expect([...packet, isBinary]).toEqual([1, 2, 3, true]);
    socket.close();
    await eventually('the viewer to have left', () => http.engine.viewers.size === 0);
  });

  it('tells the hub how much a viewer that does not read is behind', async () => {
    const socket = open(live);
    await once(socket, 'message');
    socket.pause();
    const [viewer] = http.engine.viewers;
    await eventually('bytes to pile up', () => {
      viewer?.packet(new Uint8Array(1024 * 1024));
      return (viewer?.bufferedBytes() ?? 0) > 4 * 1024 * 1024;
    });
    socket.terminate();
    await eventually('the viewer to have left', () => http.engine.viewers.size === 0);
  });

  it('is refused without a session, from a foreign page, and for a camera that is not there', async () => {
    expect(await refusal(open(live, { headers: { authorization: 'none' } }))).toBe(401);
    expect(await refusal(open(live, { origin: 'http://evil.example' }))).toBe(403);
    expect(await refusal(open('api/cameras/zzzzzzzzzzzz/live'))).toBe(404);
    expect(await refusal(open('api/cameras/..%2fx/live'))).toBe(400);
    expect(await refusal(open(live, { headers: { host: 'evil.example' } }))).toBe(403);
    expect(http.engine.viewers.size).toBe(0);
  });

  it('is served to the own page by its cookie', async () => {
    const { host, origin } = new URL(url);
    const cookie = `vigil_session_${host.split(':')[1] ?? ''}=${http.session}`;
    const socket = open(live, { origin, headers: { authorization: 'none', cookie } });
    await once(socket, 'message');
    expect(http.engine.viewers.size).toBe(1);
    socket.close();
    await once(socket, 'close');
  });

  it('ends with the session', async () => {
    const socket = open(live);
    await once(socket, 'message');
    await http.ask('DELETE', '/api/session');
    const closed = once(socket, 'close');
    await http.clock.advance(15_000);
    expect((await closed)[0]).toBe(4401);
    await eventually('the viewer to have left', () => http.engine.viewers.size === 0);
  });

  it('is given up when it answers no ping', async () => {
    const socket = open(live, { autoPong: false });
    await once(socket, 'message');
    const pinged = once(socket, 'ping');
    await http.clock.advance(15_000);
    await pinged;
    const closed = once(socket, 'close');
    await http.clock.advance(15_000);
    await closed;
    await eventually('the viewer to have left', () => http.engine.viewers.size === 0);
  });

  it('is closed when a viewer says too much', async () => {
    const socket = open(live);
    await once(socket, 'message');
    socket.send(Buffer.alloc(10_000));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
  });
});

describe('the events socket', () => {
  it('says hello, then what changes, until the viewer goes', async () => {
    const socket = open('api/events');
    const [hello] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(hello.toString())).toMatchObject({ type: 'hello', nowMs: 5 });
    for (const listener of http.engine.listeners) listener({ type: 'camera_removed', cameraId: camId });
    const [next] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(next.toString())).toEqual({ type: 'camera_removed', cameraId: camId });
    socket.close();
    await eventually('the listener to have left', () => http.engine.listeners.size === 0);
  });

  it('is refused without a session', async () => {
    expect(await refusal(open('api/events', { headers: { authorization: 'none' } }))).toBe(401);
  });
});

describe('the page', () => {
  const get = (path: string) => fetch(url + path);

  it('is served without a session, for its own addresses too', async () => {
    for (const path of ['', 'index.html', 'replay/abcdefabcdef', 'cameras']) {
      const response = await get(path);
      expect([path, response.status, response.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
      expect(await response.text()).toContain('<title>Vigil</title>');
    }
  });

  it('keeps hashed files for good, and answers files that are not there as errors', async () => {
    const asset = await get('assets/app-1a2b.js');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    expect((await get('assets/none.js')).status).toBe(404);
  });

  it('gives nothing else of the disk', async () => {
    for (const path of [
      '.secret.txt',
      '..%2f..%2fetc%2fpasswd',
      'assets/..%2f.secret.txt',
      'assets/%2e%2e/.secret.txt',
    ]) {
      const response = await get(path);
      const text = await response.text();
      expect([path, text.includes('hidden'), text.includes('root:')]).toEqual([path, false, false]);
    }
  });
});

describe('the server', () => {
  it('ends a connection test when the caller goes away', async () => {
    http.engine.hangTest = true;
    const controller = new AbortController();
    const request = fetch(`${url}api/cameras/test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${http.session}`, 'content-type': 'application/json' },
      body: JSON.stringify({ source: { kind: 'device', device: '0' } }),
      signal: controller.signal,
    });
    const refused = expect(request).rejects.toThrow(/abort/i);
    await eventually('the test to begin', () => http.engine.calls.some(([name]) => name === 'test'));
    controller.abort();
    await refused;
    expect(await http.engine.testAborted.promise).toBe('aborted');
  });

  it('answers bytes that are no HTTP in its own shape', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('hello there\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"validation_failed"/);
    socket.destroy();
  });

  it('sends ranges of a file over a real socket', async () => {
    const headers = { authorization: `Bearer ${http.session}`, range: 'bytes=10-19' };
    const response = await fetch(`${url}api/segments/${key}.mp4`, { headers });
    expect([response.status, response.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
    expect(Buffer.from(await response.arrayBuffer()).equals(http.engine.bytes(1000).subarray(10, 20))).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('lets go of a file whose reader goes away half-way', async () => {
    const path = join(http.engine.dir, 'done.mp4');
    writeFileSync(path, Buffer.alloc(64 * 1024 * 1024));
    const isOpen = () =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === path;
        } catch {
          return false;
        }
      });
    const controller = new AbortController();
    const headers = { authorization: `Bearer ${http.session}` };
    const response = await fetch(`${url}api/segments/${key}.mp4`, { headers, signal: controller.signal });
    await response.body?.getReader().read();
    expect(isOpen()).toBe(true);
    controller.abort();
    await eventually('the file to be closed', () => !isOpen());
    expect(http.lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  });

  it('lets go of sockets and viewers when it closes', async () => {
    const socket = open(live);
    await once(socket, 'message');
    const closed = once(socket, 'close');
    await http.server.close();
    await closed;
    await eventually('the viewer to have left', () => http.engine.viewers.size === 0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('does not wait for a viewer that has fallen asleep', async () => {
    const socket = open(live);
    await once(socket, 'message');
    socket.pause();
    let closed = false;
    const closing = http.server.close().then(() => (closed = true));
    await eventually('the server to have closed', async () => {
      await http.clock.advance(1000);
      return closed;
    });
    await closing;
    socket.terminate();
    await eventually('the viewer to have left', () => http.engine.viewers.size === 0);
  });
});
