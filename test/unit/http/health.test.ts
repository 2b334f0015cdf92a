import { afterEach, beforeEach, expect, it } from 'vitest';
import { startHttp, type Http } from './harness.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.stop());

it('serves Prometheus its figures to a bearer, and nobody without a session', async () => {
  const response = await http.ask('GET', '/metrics');
  expect(response.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.body).toBe('vigil_uptime_seconds 1\n');
  const stranger = await http.app.inject({ method: 'GET', url: '/metrics', headers: { host: http.host } });
  expect(stranger.statusCode).toBe(401);
});

it('answers the day of the zone that is asked for', async () => {
  expect((await http.ask('GET', '/api/health?utcOffsetMinutes=420')).json()).toMatchObject({ cameras: [], nowMs: 9 });
  expect(http.engine.calls).toEqual([['health', 420]]);
});
