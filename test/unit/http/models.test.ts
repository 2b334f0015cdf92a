import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { camId } from './fake-services.ts';
import { codeOf, startHttp, type Http } from './harness.ts';

const octets = { 'content-type': 'application/octet-stream' };

describe('the models over HTTP', () => {
  let http: Http;
  beforeEach(async () => {
    http = await startHttp();
  });
  afterEach(() => http.stop());

  const post = (url: string, payload: string | Buffer, headers: Record<string, string> = octets) =>
    http.app.inject({ method: 'POST', url, headers: { ...http.signedIn, ...headers }, payload });

  it('are listed, downloaded, given up and removed', async () => {
    expect((await http.ask('GET', '/api/models')).json()).toMatchObject({ models: [{ id: 'yolox-nano' }] });
    expect((await http.ask('POST', '/api/models/yolox-nano/download')).statusCode).toBe(202);
    expect((await http.ask('DELETE', '/api/models/yolox-nano/download')).statusCode).toBe(200);
    expect((await http.ask('DELETE', '/api/models/yolox-nano')).statusCode).toBe(204);
    expect(http.engine.calls).toEqual([
      ['models'],
      ['downloadModel', 'yolox-nano'],
      ['cancelModel', 'yolox-nano'],
      ['removeModel', 'yolox-nano'],
    ]);
  });

  it('refuse an id that is none before anybody looks for it', async () => {
    for (const id of ['..%2F..%2Fetc', '..%5C', 'A', `${'a'.repeat(65)}`]) {
      expect(codeOf(await http.ask('DELETE', `/api/models/${id}`))).toBe('validation_failed');
    }
    expect(codeOf(await http.ask('POST', '/api/models/nothing/download'))).toBe('not_found');
    expect(http.engine.calls).toEqual([]);
  });

  it('take the bytes of a file with its name and its labels', async () => {
    const query = new URLSearchParams({ name: ' Cổng ', labels: 'red\r\n\n blue \n' });
    const answer = await post(`/api/models?${query.toString()}`, Buffer.alloc(3_000_000, 'x'));
    expect(answer.statusCode).toBe(201);
    expect(http.engine.calls[0]?.slice(0, 2)).toEqual(['uploadModel', { name: 'Cổng', labels: ['red', 'blue'] }]);
    expect(String(http.engine.calls[0]?.[2])).toHaveLength(3_000_000);
  });

  it('take nothing without a name, of another kind, without a session or that says it is too large', async () => {
    expect(codeOf(await post('/api/models', 'x'))).toBe('validation_failed');
    expect(codeOf(await post('/api/models?name=x', '{}', { 'content-type': 'application/json' }))).toBe(
      'validation_failed',
    );
    const tooLarge = { ...octets, 'content-length': '500000001' };
    expect(codeOf(await post('/api/models?name=x', 'x', tooLarge))).toBe('payload_too_large');
    const stranger = await http.app.inject({
      method: 'POST',
      url: '/api/models?name=x',
      headers: { host: http.host, ...octets },
      payload: 'x',
    });
    expect(codeOf(stranger)).toBe('unauthorized');
    expect(http.engine.calls).toEqual([]);
  });

  it('are tried on a camera', async () => {
    const answer = await http.ask('POST', '/api/models/yolox-nano/try', { cameraId: camId });
    expect(answer.json()).toMatchObject({ msPerPicture: 3, provider: 'cpu', detections: [{ label: 'person' }] });
    expect(codeOf(await http.ask('POST', '/api/models/yolox-nano/try', { cameraId: '../x' }))).toBe(
      'validation_failed',
    );
    expect(http.engine.calls).toEqual([['tryModel', 'yolox-nano', camId]]);
  });
});
