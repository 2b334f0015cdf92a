import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { recordingPlanSchema } from '../../../src/shared/recording-plan.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VigilError } from '../../../src/shared/errors.ts';
import { camId, view, webhook } from './fake-services.ts';
import { codeOf, startHttp, type Http } from './harness.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.stop());

const body = {
  name: ' Gate ',
  source: { kind: 'rtsp', mainUrl: 'rtsp://10.0.0.5/main', subUrl: null, transport: 'tcp', username: 'admin' },
};

describe('locks', () => {
  it('are listed, made and removed as asked', async () => {
    const span = { startMs: 1000, endMs: 5000, note: ' parcel ' };
    const made = await http.ask('POST', `/api/cameras/${camId}/locks`, span);
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ id: 4, cameraId: camId, startMs: 1000, endMs: 5000, note: 'parcel' });
    expect((await http.ask('GET', `/api/locks?cameraId=${camId}`)).json()).toMatchObject({ locks: [{ id: 4 }] });
    await http.ask('GET', '/api/locks');
    expect((await http.ask('DELETE', '/api/locks/4')).statusCode).toBe(204);
    expect(http.engine.calls).toEqual([
      ['lock', camId, { ...span, note: 'parcel' }],
      ['locks', camId],
      ['locks', null],
      ['unlock', 4],
    ]);
  });

  it.each([
    ['that ends before it begins', { startMs: 5, endMs: 5 }],
    ['of more than two months', { startMs: 0, endMs: 63 * 86_400_000 }],
    ['with a novel for a note', { startMs: 0, endMs: 5, note: 'x'.repeat(201) }],
  ])('a lock %s is refused', async (_what, span) => {
    expect(codeOf(await http.ask('POST', `/api/cameras/${camId}/locks`, span))).toBe('validation_failed');
    expect(http.engine.calls).toEqual([]);
  });

  it('say which footage is held, camera by camera', async () => {
    expect((await http.ask('GET', '/api/footage')).json()).toMatchObject({
      cameras: [{ lockedBytes: 3, sizeBytes: 6 }],
    });
  });
});

describe('cameras', () => {
  it('are listed with their state', async () => {
    expect((await http.ask('GET', '/api/cameras')).json()).toEqual({ cameras: [view] });
    expect((await http.ask('GET', `/api/cameras/${camId}`)).json()).toEqual(view);
  });

  it('are added with defaults filled in, and the password is not answered', async () => {
    const response = await http.ask('POST', '/api/cameras', { ...body, password: 'hunter2' });
    expect(response.statusCode).toBe(201);
    expect(response.body).not.toContain('hunter2');
    expect(http.engine.calls).toEqual([
      [
        'add',
        {
          ...body,
          name: 'Gate',
          enabled: true,
          record: true,
          recording: recordingPlanSchema.parse({}),
          detection: detectionPlanSchema.parse({}),
          connectTimeoutMs: 5000,
          password: 'hunter2',
        },
      ],
    ]);
  });

  it('tell a password that is left out from one that is removed', async () => {
    await http.ask('PUT', `/api/cameras/${camId}`, body);
    await http.ask('PUT', `/api/cameras/${camId}`, { ...body, password: null });
    const inputs = http.engine.calls.map(([, , input]) => input as { password?: string | null });
    expect(inputs.map((input) => ('password' in input ? input.password : 'left out'))).toEqual(['left out', null]);
  });

  it('are removed, ordered, switched and tried as asked', async () => {
    expect((await http.ask('DELETE', `/api/cameras/${camId}?recordings=delete`)).statusCode).toBe(204);
    expect((await http.ask('PUT', '/api/cameras/order', { ids: [camId] })).statusCode).toBe(204);
    await http.ask('POST', `/api/cameras/${camId}/enabled`, { enabled: false });
    await http.ask('POST', `/api/cameras/${camId}/try-now`);
    await http.ask('GET', `/api/cameras/${camId}/history?limit=7`);
    expect(http.engine.calls).toEqual([
      ['remove', camId, 'delete'],
      ['reorder', [camId]],
      ['setEnabled', camId, false],
      ['tryNow', camId],
      ['history', camId, 7],
    ]);
  });

  it('are not removed unless it is said what becomes of the recordings', async () => {
    expect(codeOf(await http.ask('DELETE', `/api/cameras/${camId}`))).toBe('validation_failed');
    expect(http.engine.calls).toEqual([]);
  });

  it('give a picture as JPEG', async () => {
    const response = await http.ask('GET', `/api/cameras/${camId}/snapshot?stream=main`);
    expect(response.headers['content-type']).toBe('image/jpeg');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.rawPayload.equals(Buffer.from([0xff, 0xd8, 0xff]))).toBe(true);
  });

  it('are tested before they are saved', async () => {
    const response = await http.ask('POST', '/api/cameras/test', { source: body.source, password: 'x' });
    expect(response.json()).toEqual({ main: { ok: false, reason: 'unauthorized', log: ['401'] }, sub: null });
  });
});

describe('camera lists', () => {
  const ask = (text: string, format = 'json') => http.ask('POST', '/api/cameras/import', { format, text });
  const named = (...names: string[]) => JSON.stringify(names.map((name) => ({ ...body, name })));

  it('are saved as files, without passwords', async () => {
    const response = await http.ask('GET', '/api/cameras/export?format=csv');
    expect(response.headers['content-disposition']).toBe('attachment; filename="cameras.csv"');
    expect(response.headers['content-type']).toMatch(/^text\/csv/);
    expect(response.body).toContain('rtsp://10.0.0.5/main');
    expect((await http.ask('GET', '/api/cameras/export')).json()).toMatchObject({
      cameras: [{ name: view.camera.name }],
    });
  });

  it('are added whole', async () => {
    expect((await ask(named('A', 'B'))).json()).toEqual({ added: 2 });
    expect(http.engine.calls.map(([name]) => name)).toEqual(['add', 'add']);
  });

  it('are refused whole when one row is wrong, with its number', async () => {
    const response = await ask(named('A', ''));
    expect([response.statusCode, codeOf(response)]).toEqual([400, 'import_invalid']);
    expect(response.json<{ details: { path: string }[] }>().details[0]?.path).toBe('row 2.name');
    expect(http.engine.calls).toEqual([]);
  });

  it('leave nothing behind when the third camera cannot be added', async () => {
    http.engine.failAfter = 2;
    const response = await ask(named('A', 'B', 'C'));
    expect(codeOf(response)).toBe('storage_unavailable');
    expect(http.engine.calls.map(([name]) => name)).toEqual(['add', 'add', 'add', 'remove', 'remove']);
  });
});

describe('replay', () => {
  it('asks for the timeline of each camera once', async () => {
    const url = `/api/timeline?cameraIds=${camId},${camId}&startMs=0&endMs=86400000`;
    expect((await http.ask('GET', url)).json()).toEqual({ nowMs: 5, cameras: [] });
    expect(http.engine.calls).toEqual([['timeline', [camId], 0, 86_400_000]]);
  });

  it('answers days and segments', async () => {
    expect((await http.ask('GET', `/api/cameras/${camId}/days?utcOffsetMinutes=420`)).json()).toEqual({
      days: [86_400_000],
    });
    const response = await http.ask('GET', `/api/cameras/${camId}/segments?startMs=0&endMs=1000`);
    expect(response.json()).toMatchObject({ segments: [{ cameraId: camId }] });
    expect(http.engine.calls).toEqual([
      ['days', camId, 420],
      ['segments', camId, 0, 1000, 1000],
    ]);
  });
});

describe('settings and system', () => {
  it('are read and replaced whole', async () => {
    const settings = (await http.ask('GET', '/api/settings')).json<{ http: { port: number } }>();
    settings.http.port = 9000;
    const answer = await http.ask('PUT', '/api/settings', settings);
    expect(answer.json()).toEqual({ settings, restartNeeded: ['http.port'] });
    expect((await http.ask('GET', '/api/system')).json()).toMatchObject({ version: '1', demoAvailable: true });
  });

  it('serve the document that is in the repository', async () => {
    const document = (await http.ask('GET', '/api/openapi.json')).json<{ openapi: string; paths: object }>();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/cameras/{id}/playlist.m3u8');
  });
});

describe('what cannot be served', () => {
  it.each([
    [
      'a wrong field',
      'POST',
      '/api/cameras',
      { ...body, source: { ...body.source, mainUrl: 'http://x' } },
      'source.mainUrl',
    ],
    ['a missing field', 'POST', '/api/cameras', { source: body.source }, 'name'],
    [
      'a password within the address',
      'POST',
      '/api/cameras',
      { ...body, source: { ...body.source, subUrl: 'rtsp://u:p@h/' } },
      'source.subUrl',
    ],
    ['a wrong id in the path', 'GET', '/api/cameras/..%2f..%2fetc', undefined, 'id'],
    [
      'a span that ends before it begins',
      'GET',
      `/api/timeline?cameraIds=${camId}&startMs=5&endMs=5`,
      undefined,
      'endMs',
    ],
    ['a span of a year', 'GET', `/api/timeline?cameraIds=${camId}&startMs=0&endMs=31536000000`, undefined, 'endMs'],
    ['a camera list with a hole', 'GET', `/api/timeline?cameraIds=${camId},&startMs=0&endMs=5`, undefined, 'cameraIds'],
    [
      'an instant that is no number',
      'GET',
      `/api/timeline?cameraIds=${camId}&startMs=now&endMs=5`,
      undefined,
      'startMs',
    ],
    [
      'a playlist of a week',
      'GET',
      `/api/cameras/${camId}/playlist.m3u8?startMs=0&endMs=604800000`,
      undefined,
      'endMs',
    ],
  ] as const)('%s is named', async (_what, method, url, payload, field) => {
    const response = await http.ask(method, url, payload);
    expect(response.statusCode).toBe(400);
    expect(codeOf(response)).toBe('validation_failed');
    expect(response.json<{ details: { path: string }[] }>().details.map(({ path }) => path)).toContain(field);
    expect(http.engine.calls).toEqual([]);
  });

  it('broken JSON, a foreign content type, too much', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await http.ask('POST', '/api/cameras', '{"name":', json)).statusCode).toBe(400);
    const typed = await http.ask('POST', '/api/cameras', '<a/>', { 'content-type': 'text/xml' });
    expect([typed.statusCode, codeOf(typed)]).toEqual([415, 'validation_failed']);
    const huge = await http.ask('POST', '/api/cameras', { ...body, name: 'x'.repeat(2_000_000) });
    expect([huge.statusCode, codeOf(huge)]).toEqual([413, 'payload_too_large']);
    const polluted = await http.ask('POST', '/api/cameras', '{"__proto__":{"a":1}}', json);
    expect(polluted.statusCode).toBe(400);
  });

  it('an address that is not even one', async () => {
    const response = await http.ask('GET', '/api/cameras/%');
    expect([response.statusCode, codeOf(response)]).toEqual([400, 'validation_failed']);
  });

  it('what the engine refuses keeps its code', async () => {
    http.engine.failure = new VigilError('camera_offline', 'the camera delivers nothing');
    const response = await http.ask('GET', `/api/cameras/${camId}/snapshot`);
    expect([response.statusCode, codeOf(response)]).toEqual([503, 'camera_offline']);
    expect(codeOf(await http.ask('GET', '/api/cameras/zzzzzzzzzzzz'))).toBe('not_found');
  });

  it('what nobody expected tells the log, not the caller', async () => {
    http.engine.failure = new Error('no such table: cameras at /srv/vigil rtsp://u:hunter2@cam/');
    const response = await http.ask('GET', '/api/cameras');
    expect(response.statusCode).toBe(500);
    expect(response.json()).toEqual({
      code: 'internal',
      message: 'something went wrong in the recorder; its log says what',
    });
    const log = http.lines.join('');
    expect(log).toContain('no such table: cameras');
    expect(log).not.toContain('hunter2');
  });
});

describe('alerts', () => {
  it('are listed by what is asked for', async () => {
    const answer = await http.ask(
      'GET',
      `/api/alerts?beforeId=9&limit=5&kinds=camera_down,event&cameraId=${camId}&unread=1`,
    );
    expect(answer.json()).toEqual({ alerts: [], unread: 3 });
    expect(http.engine.calls).toEqual([
      [
        'alerts',
        {
          beforeId: 9,
          limit: 5,
          kinds: ['camera_down', 'event'],
          severities: null,
          cameraId: camId,
          fromMs: null,
          toMs: null,
          unread: true,
        },
      ],
    ]);
    expect(codeOf(await http.ask('GET', '/api/alerts?kinds=fire'))).toBe('validation_failed');
  });

  it('are marked as read by their numbers or up to one, not both', async () => {
    expect((await http.ask('POST', '/api/alerts/read', { ids: [1, 2] })).json()).toEqual({ unread: 2 });
    await http.ask('POST', '/api/alerts/read', { upToId: 7 });
    expect(http.engine.calls).toEqual([
      ['markRead', { ids: [1, 2] }],
      ['markRead', { upToId: 7 }],
    ]);
    expect(codeOf(await http.ask('POST', '/api/alerts/read', {}))).toBe('validation_failed');
  });
});

describe('webhooks', () => {
  const desk = { name: ' Desk ', url: 'https://desk.example/hook' };

  it('are listed, and added with all kinds unless some are named', async () => {
    expect((await http.ask('GET', '/api/webhooks')).json()).toEqual({ webhooks: [webhook] });
    const answer = await http.ask('POST', '/api/webhooks', { ...desk, secret: '0123456789abcdef' });
    expect(answer.statusCode).toBe(201);
    expect(answer.body).not.toContain('0123456789abcdef');
    expect(http.engine.calls.at(-1)).toEqual([
      'addWebhook',
      { name: 'Desk', url: desk.url, secret: '0123456789abcdef', kinds: null, enabled: true },
    ]);
  });

  it('are changed, removed, tested and resumed as asked', async () => {
    const at = `/api/webhooks/${webhook.id}`;
    await http.ask('PUT', at, { ...desk, secret: null, kinds: ['camera_down'], enabled: false });
    expect((await http.ask('DELETE', at)).statusCode).toBe(204);
    expect((await http.ask('POST', `${at}/test`)).json()).toMatchObject({ ok: false, reason: 'refused' });
    expect((await http.ask('POST', `${at}/resume`)).json()).toEqual(webhook);
    expect(http.engine.calls).toEqual([
      [
        'updateWebhook',
        webhook.id,
        { name: 'Desk', url: desk.url, secret: null, kinds: ['camera_down'], enabled: false },
      ],
      ['removeWebhook', webhook.id],
      ['test', webhook.id],
      ['resumeWebhook', webhook.id],
    ]);
  });

  it('cannot point to files, hold passwords or have a weak secret', async () => {
    for (const wrong of [
      { url: 'file:///etc/passwd' },
      { url: 'http://a:b@desk/' },
      { secret: 'short' },
      { kinds: [] },
    ]) {
      expect(codeOf(await http.ask('POST', '/api/webhooks', { ...desk, ...wrong }))).toBe('validation_failed');
    }
    expect(http.engine.calls).toEqual([]);
  });
});
