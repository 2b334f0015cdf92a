import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SESSION_MS } from '../../../src/engine/http/auth/auth.ts';
import { camId, key } from './fake-services.ts';
import { codeOf, startHttp, type Http } from './harness.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.stop());

const anonymous = (method: string, url: string, headers: Record<string, string> = {}, payload?: object) =>
  http.app.inject({
    method: method as 'GET',
    url,
    headers: { host: http.host, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

const signIn = (token: string, headers: Record<string, string> = {}) =>
  anonymous('POST', '/api/session', headers, { token });

describe('without a session', () => {
  it('every route but signing in answers 401, whatever the method', async () => {
    const routes = http.server.routes.filter(({ method, url }) => !(method === 'POST' && url === '/api/session'));
    const open = [];
    for (const { method, url } of routes) {
      const path = url.replace(':id', camId).replace(':file', key);
      const response = await anonymous(method, path);
      if (response.statusCode !== 401) open.push(`${method} ${url}: ${response.statusCode}`);
    }
    expect(open).toEqual([]);
    expect(routes.map(({ method, url }) => `${method} ${url}`)).toEqual(
      expect.arrayContaining(['GET /api/events', 'GET /api/cameras/:id/live', 'HEAD /api/segments/:file']),
    );
  });

  it('an unknown address under /api does not even say that it is unknown', async () => {
    expect(codeOf(await anonymous('GET', '/api/nothing'))).toBe('unauthorized');
    expect(codeOf(await http.ask('GET', '/api/nothing'))).toBe('not_found');
  });

  it.each(['Bearer nonsense-nonsense-nonsense', 'Basic YWRtaW46YWRtaW4=', 'Bearer '])(
    'the header "%s" opens nothing',
    async (authorization) => {
      expect(codeOf(await anonymous('GET', '/api/cameras', { authorization }))).toBe('unauthorized');
    },
  );
});

describe('signing in', () => {
  it('turns the one-time token into a cookie that scripts cannot read, once', async () => {
    const token = http.auth.issueToken();
    const used = http.tokensUsed();
    const response = await signIn(token, { origin: 'http://127.0.0.1:8640' });
    expect(response.statusCode).toBe(200);
    const [cookie] = response.cookies;
    expect(cookie).toMatchObject({ name: 'vigil_session_8640', httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(response.body).not.toContain(cookie?.value);
    expect(http.tokensUsed()).toBe(used + 1);
    const headers = { cookie: `vigil_session_8640=${cookie?.value}` };
    expect((await anonymous('GET', '/api/session', headers)).statusCode).toBe(200);
    expect(codeOf(await signIn(token))).toBe('unauthorized');
  });

  it('answers the session itself to a program that asks for a bearer', async () => {
    const response = await anonymous('POST', '/api/session', {}, { token: http.auth.issueToken(), as: 'bearer' });
    const { session } = response.json<{ session: string }>();
    expect(response.cookies).toEqual([]);
    const list = await anonymous('GET', '/api/cameras', { authorization: `Bearer ${session}` });
    expect(list.statusCode).toBe(200);
  });

  it('keeps no session in the clear', () => {
    expect(http.catalog.sessions.findSession(http.session)).toBeNull();
    expect(http.lines.join('')).not.toContain(http.session);
  });

  it('takes the newest token only', async () => {
    const before = http.auth.issueToken();
    const newest = http.auth.issueToken();
    expect((await signIn(before)).statusCode).toBe(401);
    expect((await signIn(newest)).statusCode).toBe(200);
  });

  it('locks out after ten wrong tokens, for the right one too, and opens again after five minutes', async () => {
    const token = http.auth.issueToken();
    for (let count = 0; count < 10; count += 1) expect(codeOf(await signIn('wrong'))).toBe('unauthorized');
    const locked = await signIn(token);
    expect(locked.statusCode).toBe(429);
    expect(codeOf(locked)).toBe('rate_limited');
    expect(locked.headers['retry-after']).toBe('300');
    await http.clock.advance(5 * 60_000);
    expect((await signIn(token)).statusCode).toBe(200);
  });

  it('ends by signing out', async () => {
    expect((await http.ask('DELETE', '/api/session')).statusCode).toBe(204);
    expect(codeOf(await http.ask('GET', '/api/cameras'))).toBe('unauthorized');
  });

  it('ends a month after it was last used, and lasts while it is used', async () => {
    await http.clock.advance(SESSION_MS - 1000);
    expect((await http.ask('GET', '/api/session')).statusCode).toBe(200);
    await http.clock.advance(SESSION_MS - 1000);
    expect((await http.ask('GET', '/api/session')).statusCode).toBe(200);
    await http.clock.advance(SESSION_MS);
    expect((await http.ask('GET', '/api/session')).statusCode).toBe(401);
  });
});

describe('foreign pages and names', () => {
  it.each(['evil.example', 'evil.example:8640', '127.0.0.1.evil.example', 'localhost@evil', 'a b'])(
    'the host "%s" is not served on loopback',
    async (host) => {
      const response = await http.ask('GET', '/api/cameras', undefined, { host });
      expect(response.statusCode).toBe(403);
      expect(codeOf(response)).toBe('forbidden');
    },
  );

  it.each(['localhost', 'localhost:9000', '[::1]:8640', 'LOCALHOST:1'])('the host "%s" is served', async (host) => {
    expect((await http.ask('GET', '/api/cameras', undefined, { host })).statusCode).toBe(200);
  });

  it('any name is served when the recorder listens to the network', async () => {
    const open = await startHttp({ host: '0.0.0.0' });
    expect((await open.ask('GET', '/api/cameras', undefined, { host: 'recorder.lan:8640' })).statusCode).toBe(200);
    await open.stop();
  });

  it.each([
    ['http://evil.example', {}],
    ['http://127.0.0.1:3000', {}],
    ['null', {}],
    ['', {}],
  ])('a change asked for by a page of "%s" is refused', async (origin) => {
    const response = await http.ask('POST', '/api/demo', undefined, { origin });
    expect(codeOf(response)).toBe('forbidden');
    expect(http.engine.calls).toEqual([]);
  });

  it('a change without an origin is refused when the browser calls it cross-site', async () => {
    const response = await http.ask('POST', '/api/demo', undefined, { 'sec-fetch-site': 'cross-site' });
    expect(codeOf(response)).toBe('forbidden');
  });

  it('a change asked for by the own page is served', async () => {
    const response = await http.ask('POST', '/api/demo', undefined, { origin: 'http://127.0.0.1:8640' });
    expect(response.statusCode).toBe(200);
  });
});

describe('every answer', () => {
  it.each(['/api/cameras', '/api/nothing', '/', '/index.html'])('of %s carries the security headers', async (url) => {
    const { headers } = await http.ask('GET', url);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});
