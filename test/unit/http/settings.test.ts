import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHttp, type Http } from './harness.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.stop());

describe('settings over HTTP', () => {
  it('are taken back to a version', async () => {
    expect((await http.ask('GET', '/api/settings/versions')).json()).toEqual({ versions: [{ atMs: 7 }], broken: null });
    expect((await http.ask('POST', '/api/settings/restore', { atMs: 7 })).statusCode).toBe(200);
    expect(http.engine.calls).toEqual([['restore', 7]]);
  });

  it('go out as a backup and come in again, with the cameras that are missing', async () => {
    const response = await http.ask('GET', '/api/backup');
    expect(response.headers['content-disposition']).toMatch(/attachment; filename="vigil-\d{4}-\d\d-\d\d\.json"/);
    expect(response.body).not.toContain('password');
    const elsewhere = response.body.replace(/rtsp:\/\/[^"]+/, 'rtsp://10.9.9.9/other');
    const restored = await http.ask('POST', '/api/backup/restore', { text: elsewhere, cameras: true });
    expect(restored.json()).toMatchObject({ camerasAdded: 1 });
    expect(http.engine.calls.map(([name]) => name)).toEqual(['list', 'list', 'set', 'add']);
  });

  it('are left alone by a file that is no backup', async () => {
    const refused = await http.ask('POST', '/api/backup/restore', { text: '{}', cameras: true });
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({ code: 'import_invalid', details: [{ path: 'kind' }, {}, {}, {}, {}] });
    expect(http.engine.calls).toEqual([]);
  });
});
