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

  /** Sends what a browser would. */
  const sendForm = async (entries: readonly (readonly [string, string | Blob])[], url = '/api/models') => {
    const form = new FormData();
    for (const [name, value] of entries) form.append(name, value);
    const whole = new Response(form);
    const headers = { 'content-type': whole.headers.get('content-type') ?? '' };
    return post(url, Buffer.from(await whole.arrayBuffer()), headers);
  };
  const file = (bytes: string | Uint8Array<ArrayBuffer>) => ['file', new Blob([bytes])] as const;

  it('take the bytes of a file with its name', async () => {
    const query = new URLSearchParams({ name: ' Cổng ' });
    const answer = await post(`/api/models?${query.toString()}`, Buffer.alloc(3_000_000, 'x'));
    expect(answer.statusCode).toBe(201);
    expect(http.engine.calls[0]?.slice(0, 2)).toEqual(['uploadModel', { name: 'Cổng', labels: [] }]);
    expect(String(http.engine.calls[0]?.[2])).toHaveLength(3_000_000);
  });

  it('take a form with the file and the names of a thousand classes', async () => {
    const names = Array.from({ length: 1000 }, (_, at) => `lớp số ${at}, ${'dài '.repeat(8)}`.trim());
    const text = `\r\n ${names.join('\r\n')} \n\n`;
    const bytes = '\r\n--x\r\n'.repeat(300_000);
    const answer = await sendForm([['name', ' Cổng '], ['labels', text], file(bytes)]);
    expect(answer.statusCode).toBe(201);
    expect(http.engine.calls[0]?.slice(0, 2)).toEqual(['uploadModel', { name: 'Cổng', labels: names }]);
    expect(String(http.engine.calls[0]?.[2])).toBe(bytes);
  });

  it('refuse a form without a name or a file, with too much in it, that breaks off, or whose file is not the last', async () => {
    const code = async (entries: readonly (readonly [string, string | Blob])[]) => codeOf(await sendForm(entries));
    expect(await code([file('x')])).toBe('validation_failed');
    expect(await code([['name', 'x']])).toBe('validation_failed');
    expect(await code([['name', 'x'], ['labels', 'x'.repeat(61)], file('x')])).toBe('validation_failed');
    expect(await code([['name', 'x'], ['labels', 'x\n'.repeat(2001)], file('x')])).toBe('validation_failed');
    expect(await code([['name', 'x'], ['labels', '\n'.repeat(130_001)], file('x')])).toBe('validation_failed');
    expect(await code([['name', 'x'], ['labels', 'x'.repeat(600_000)], file('x')])).toBe('payload_too_large');
    const form = { 'content-type': 'multipart/form-data; boundary=edge' };
    expect(codeOf(await post('/api/models', '--edge\r\ncontent-disposition: form-data; name="fi', form))).toBe(
      'validation_failed',
    );
    expect(http.engine.calls).toEqual([]);
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
