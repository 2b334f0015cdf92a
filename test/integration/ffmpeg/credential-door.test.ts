import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CredentialDoor } from '../../../src/engine/ffmpeg/index.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const target = 'rtsp://ad%20min:p%40ss@10.0.0.1:554/main';

/** Sends requests as they are and answers all that comes back until the door is quiet or hangs up. */
async function ask(url: string, method: string, sequence = 1): Promise<string> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(`${method} ${url} RTSP/1.0\r\nCSeq: ${sequence}\r\nUser-Agent: test\r\n\r\n`);
  const [bytes] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [Buffer | boolean];
  socket.destroy();
  return Buffer.isBuffer(bytes) ? bytes.toString() : '';
}

let clock = new FakeClock();
let door: CredentialDoor;
beforeEach(async () => {
  clock = new FakeClock();
  door = await CredentialDoor.open(clock);
});
afterEach(() => door.close());

describe('the credential door', () => {
  it('redirects once, after any number of OPTIONS', async () => {
    const pass = door.admit(target, 1000);
    expect(pass.url).toMatch(/^rtsp:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/);
    expect(await ask(pass.url, 'OPTIONS')).toMatch(/^RTSP\/1\.0 200 OK\r\nCSeq: 1\r\n/);
    expect(await ask(pass.url, 'DESCRIBE', 2)).toBe(
      `RTSP/1.0 302 Moved Temporarily\r\nCSeq: 2\r\nLocation: ${target}\r\n\r\n`,
    );
    expect(await ask(pass.url, 'DESCRIBE')).toMatch(/^RTSP\/1\.0 404 /);
  });

  it('knows no pass that has expired or was withdrawn', async () => {
    const expired = door.admit(target, 1000);
    const withdrawn = door.admit(target, 60_000);
    await clock.advance(1000);
    withdrawn.withdraw();
    expect(await ask(expired.url, 'DESCRIBE')).toMatch(/^RTSP\/1\.0 404 /);
    expect(await ask(withdrawn.url, 'DESCRIBE')).toMatch(/^RTSP\/1\.0 404 /);
    await eventually('no timer is left', () => clock.pendingCount() === 0);
  });

  it('tells nothing to those who guess', async () => {
    const pass = door.admit(target, 1000);
    const guess = pass.url.replace(/[0-9a-f]{32}$/, '0'.repeat(32));
    for (const method of ['DESCRIBE', 'OPTIONS', 'SETUP', 'GET']) {
      expect(await ask(guess, method)).not.toContain('10.0.0.1');
      expect(await ask(guess, method)).toMatch(/^RTSP\/1\.0 404 /);
    }
    expect(await ask(pass.url, 'DESCRIBE')).toContain(target);
  });

  it('answers one header line, whatever the address holds', async () => {
    const pass = door.admit('rtsp://h/a b\r\nX: y', 1000);
    expect(await ask(pass.url, 'DESCRIBE')).toContain('\r\nLocation: rtsp://h/a%20b%0D%0AX:%20y\r\n\r\n');
  });

  it('hangs up on endless requests', async () => {
    const { port } = new URL(door.admit(target, 1000).url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('x'.repeat(20_000));
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });
});
