import { describe, expect, it } from 'vitest';
import { Lockout } from '../../../src/engine/http/auth/lockout.ts';
import { checkLink, signLink } from '../../../src/engine/http/auth/links.ts';
import { safeFileName } from '../../../src/engine/http/file-name.ts';
import { isLoopback, isOwnOrigin, parseHost } from '../../../src/engine/http/security.ts';

describe('parseHost', () => {
  it.each([
    ['127.0.0.1:8640', { name: '127.0.0.1', port: '8640' }],
    ['Recorder.LAN', { name: 'recorder.lan', port: '' }],
    ['[::1]:80', { name: '[::1]', port: '80' }],
    ['user@host', null],
    ['host:port', null],
    ['host/path', null],
    ['', null],
    [undefined, null],
  ])('reads %s', (header, parsed) => {
    expect(parseHost(header)).toEqual(parsed);
  });
});

describe('isOwnOrigin', () => {
  const host = 'recorder.lan:8640';
  it.each([
    [{ origin: 'http://recorder.lan:8640', host }, true],
    [{ origin: 'https://recorder.lan:8640', host }, true],
    [{ origin: 'http://RECORDER.lan:8640', host }, true],
    [{ origin: 'http://recorder.lan', host }, false],
    [{ origin: 'http://recorder.lan:8640.evil.example', host }, false],
    [{ origin: 'null', host }, false],
    [{ origin: 'http://recorder.lan:8640' }, false],
    [{ host }, true],
    [{ host, 'sec-fetch-site': 'same-origin' }, true],
    [{ host, 'sec-fetch-site': 'same-site' }, false],
  ])('%j: %s', (headers, own) => {
    expect(isOwnOrigin(headers)).toBe(own);
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['localhost', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.4', false],
    ['127.evil.example', false],
  ])('%s: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});

describe('Lockout', () => {
  it('forgets failures that are long past, and those of an address that got in', () => {
    const lockout = new Lockout();
    for (let count = 0; count < 9; count += 1) lockout.failed('a', 0);
    lockout.failed('a', 11 * 60_000);
    expect(lockout.waitMs('a', 11 * 60_000)).toBe(0);
    for (let count = 0; count < 8; count += 1) lockout.failed('a', 11 * 60_000);
    lockout.succeeded('a');
    lockout.failed('a', 11 * 60_000);
    expect(lockout.waitMs('a', 11 * 60_000)).toBe(0);
  });

  it('locks one address and not another', () => {
    const lockout = new Lockout();
    for (let count = 0; count < 10; count += 1) lockout.failed('a', 1000);
    expect(lockout.waitMs('a', 1000)).toBe(300_000);
    expect(lockout.waitMs('b', 1000)).toBe(0);
  });

  it('does not grow without end', () => {
    const lockout = new Lockout();
    for (let count = 0; count < 10; count += 1) lockout.failed('first', 0);
    for (let index = 0; index < 5000; index += 1) lockout.failed(`address ${index}`, 0);
    expect(lockout.waitMs('first', 0)).toBe(0);
  });
});

describe('media links', () => {
  const secret = Buffer.alloc(32, 1);
  const scope = { kind: 'segment', key: 'abcdefghijkl-00001' } as const;

  it('are good until their second is over', () => {
    const access = signLink(secret, scope, 5000);
    expect(checkLink(secret, scope, access, 4999)).toBe('ok');
    expect(checkLink(secret, scope, access, 5000)).toBe('expired');
  });

  it.each([
    ['another scope', { kind: 'segment', key: 'abcdefghijkl-00002' } as const, secret],
    ['another key', scope, Buffer.alloc(32, 2)],
  ])('are no good for %s', (_what, asked, key) => {
    expect(checkLink(key, asked, signLink(secret, scope, 5000), 0)).toBe('invalid');
  });

  it.each(['', '.', 'a.b', `zz.${'A'.repeat(22)}`, `-1.${'A'.repeat(22)}`])('"%s" is none', (access) => {
    expect(checkLink(secret, scope, access, 0)).toBe('invalid');
  });
});

describe('safeFileName', () => {
  it.each([
    ['Gate 2026.mp4', 'Gate 2026.mp4'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['a\r\nSet-Cookie: b', 'a__Set-Cookie_ b'],
    ['...', 'download'],
    ['', 'download'],
  ])('%j becomes %s', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it('keeps the end of a long name, where its type is', () => {
    expect(safeFileName(`${'x'.repeat(500)}.mp4`)).toMatch(/^x{116}\.mp4$/);
  });
});
