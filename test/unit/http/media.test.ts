import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { camId, growingKey, key, part } from './fake-services.ts';
import { codeOf, startHttp, type Http } from './harness.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.stop());

const range = (value: string, headers = {}) =>
  http.ask('GET', `/api/segments/${key}.mp4`, undefined, { range: value, ...headers });

describe('recording files', () => {
  it('are sent whole, as video that no cache keeps', async () => {
    const response = await http.ask('GET', `/api/segments/${key}`);
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
    });
    expect(response.rawPayload.equals(http.engine.bytes(1000))).toBe(true);
  });

  it.each([
    ['bytes=0-0', 0, 1, 'bytes 0-0/1000'],
    ['bytes=100-199', 100, 200, 'bytes 100-199/1000'],
    ['bytes=990-', 990, 1000, 'bytes 990-999/1000'],
    ['bytes=-10', 990, 1000, 'bytes 990-999/1000'],
    ['bytes=990-5000', 990, 1000, 'bytes 990-999/1000'],
  ])('are sent in part for %s', async (value, from, to, contentRange) => {
    const response = await range(value);
    expect(response.statusCode).toBe(206);
    expect(response.headers['content-range']).toBe(contentRange);
    expect(response.rawPayload.equals(http.engine.bytes(1000).subarray(from, to))).toBe(true);
  });

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=abc'])('refuse %s, which names no byte there is', async (value) => {
    const response = await range(value);
    expect([response.statusCode, codeOf(response)]).toEqual([416, 'range_not_satisfiable']);
    expect(response.headers['content-range']).toBe('bytes */1000');
  });

  it.each(['lines=1-2', 'bytes', 'bytes=0-1,5-9'])('are sent whole for the nonsense "%s"', async (value) => {
    const response = await range(value);
    expect([response.statusCode, response.rawPayload.length]).toEqual([200, 1000]);
  });

  it('are sent in part under If-Range only while they are the same', async () => {
    const { headers } = await http.ask('HEAD', `/api/segments/${key}`);
    const same = await range('bytes=0-9', { 'if-range': String(headers['etag']) });
    expect([same.statusCode, same.rawPayload.length]).toEqual([206, 10]);
    const other = await range('bytes=0-9', { 'if-range': '"another"' });
    expect([other.statusCode, other.rawPayload.length]).toEqual([200, 1000]);
  });

  it('answer HEAD with the length and no bytes', async () => {
    const response = await http.ask('HEAD', `/api/segments/${key}.mp4`);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-length']).toBe('1000');
    expect(response.rawPayload).toHaveLength(0);
  });

  it('are sent as far as they are written while they grow', async () => {
    const url = `/api/segments/${growingKey}.mp4`;
    expect((await http.ask('GET', url)).rawPayload).toHaveLength(500);
    appendFileSync(join(http.engine.dir, 'growing.mp4'), Buffer.alloc(100, 7));
    const tail = await http.ask('GET', url, undefined, { range: 'bytes=500-' });
    expect(tail.headers['content-range']).toBe('bytes 500-599/600');
    expect(tail.rawPayload.equals(Buffer.alloc(100, 7))).toBe(true);
  });

  it('are named for people when they are saved', async () => {
    const { headers } = await http.ask('GET', `/api/segments/${key}?download=1`);
    const name = String(headers['content-disposition']);
    expect(name).toMatch(/^attachment; filename=/);
    expect(decodeURIComponent(name)).toContain('Cổng chính _ _Gate_ 2026-01-01 08-30-00.000Z.mp4');
    expect(name).not.toMatch(/[\r\n/]/);
  });

  it.each([
    'zzzzzzzzzzzz-00009',
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2e%2e%2fsecret.key',
    'abcdefghijkl-00001%00.mp4',
    'abcdefghijkl-00001.mp4.mp4',
  ])('are not found under "%s"', async (file) => {
    const response = await http.ask('GET', `/api/segments/${file}`);
    expect([400, 404]).toContain(response.statusCode);
    expect(['validation_failed', 'segment_missing', 'not_found']).toContain(codeOf(response));
  });

  it('that the disk has lost are said to be missing', async () => {
    http.engine.remove();
    const response = await http.ask('GET', `/api/segments/${key}`);
    expect([response.statusCode, codeOf(response)]).toEqual([404, 'segment_missing']);
  });
});

describe('playlists', () => {
  const span = 'startMs=1000&endMs=2000';

  it('name the files beside them', async () => {
    const response = await http.ask('GET', `/api/cameras/${camId}/playlist.m3u8?${span}`);
    expect(response.headers['content-type']).toMatch(/^application\/vnd\.apple\.mpegurl/);
    expect(response.body).toBe(`#EXTM3U\n../../segments/${key}.mp4\n#EXT-X-ENDLIST\n`);
  });

  it('stay open only while the newest file grows and the span is not over', async () => {
    const nowMs = http.clock.now();
    const url = (endMs: number) => `/api/cameras/${camId}/playlist.m3u8?startMs=${endMs - 5000}&endMs=${endMs}`;
    expect((await http.ask('GET', url(nowMs + 1000))).body).toContain('ENDLIST');
    http.engine.playable = [{ key: growingKey, growing: true, initBytes: 700, parts: [part] }];
    expect((await http.ask('GET', url(nowMs + 1000))).body).not.toContain('ENDLIST');
    expect((await http.ask('GET', url(nowMs))).body).toContain('ENDLIST');
  });

  it('of a time without footage are said to be missing', async () => {
    for (const playable of [[], [{ key, growing: true, initBytes: 700, parts: [] }]]) {
      http.engine.playable = playable;
      expect(codeOf(await http.ask('GET', `/api/cameras/${camId}/playlist.m3u8?${span}`))).toBe('segment_missing');
    }
  });
});

describe('media links', () => {
  const plain = (url: string) => http.app.inject({ method: 'GET', url, headers: { host: http.host } });
  const makeLink = async () => {
    const answer = await http.ask('POST', `/api/cameras/${camId}/links`, { startMs: 1000, endMs: 2000 });
    return answer.json<{ url: string; expiresMs: number }>();
  };

  it('open exactly their span and its files, without a session', async () => {
    const { url } = await makeLink();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8640\/api\/cameras\//);
    const playlist = await plain(url.replace('http://127.0.0.1:8640', ''));
    expect(playlist.statusCode).toBe(200);
    const segmentUrl = new URL(playlist.body.split('\n')[1] ?? '', url);
    const file = await plain(segmentUrl.pathname + segmentUrl.search);
    expect(file.rawPayload).toHaveLength(1000);

    const other = segmentUrl.pathname.replace(key, growingKey) + segmentUrl.search;
    expect(codeOf(await plain(other))).toBe('unauthorized');
    const wider = new URL(url);
    wider.searchParams.set('endMs', '3000');
    expect(codeOf(await plain(wider.pathname + wider.search))).toBe('unauthorized');
    expect(codeOf(await plain(`/api/cameras?${wider.searchParams.toString()}`))).toBe('unauthorized');
  });

  it('end in time, and their files with them', async () => {
    const { url, expiresMs } = await makeLink();
    const path = url.replace('http://127.0.0.1:8640', '');
    const segmentUrl = new URL((await plain(path)).body.split('\n')[1] ?? '', url);
    await http.clock.advance(expiresMs - http.clock.now());
    expect(codeOf(await plain(path))).toBe('link_expired');
    expect(codeOf(await plain(segmentUrl.pathname + segmentUrl.search))).toBe('link_expired');
  });

  it('cannot be made longer by hand', async () => {
    const { url } = await makeLink();
    const forged = new URL(url);
    const access = forged.searchParams.get('access') ?? '';
    forged.searchParams.set('access', `zzzzzzz.${access.split('.')[1] ?? ''}`);
    expect(codeOf(await plain(forged.pathname + forged.search))).toBe('unauthorized');
    forged.searchParams.set('access', 'x');
    expect(codeOf(await plain(forged.pathname + forged.search))).toBe('unauthorized');
  });
});
