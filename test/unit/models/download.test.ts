import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { download } from '../../../src/engine/models/download.ts';
import { PartFile } from '../../../src/engine/models/part-file.ts';
import * as server from '../../support/model-server.ts';

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
const other = Buffer.from(bytes.map((byte) => byte ^ 1));
const sha256 = createHash('sha256').update(bytes).digest('hex');

describe('a download of a file whose length and hash are known', () => {
  let folder: string;
  let far: server.ModelServer;
  let part: PartFile;
  let phases: string[];
  /** The connection is cut when so many bytes are there. */
  let cutAt: number[];
  const lifetime = new AbortController();

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-download-'));
    far = await server.startModelServer(bytes);
    part = await PartFile.create(join(folder, 'x.part'), 1_000_000);
    phases = [];
    cutAt = [];
  });
  afterEach(async () => {
    await part.discard();
    await far.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fetchIt = (changes: Partial<Parameters<typeof download>[0]> = {}) =>
    download({
      url: far.url,
      sizeBytes: bytes.length,
      sha256,
      part,
      clock: systemClock,
      signal: lifetime.signal,
      idleMs: 5000,
      retryDelaysMs: [1, 1],
      onProgress: (phase, count) => {
        if (phases.at(-1) !== phase) phases.push(phase);
        if (phase === 'receiving' && cutAt.includes(count)) far.cut();
      },
      ...changes,
    });
  const got = async () => {
    await part.finish();
    return readFileSync(part.path).equals(bytes);
  };

  it('fetches it in one piece where nothing goes wrong', async () => {
    await fetchIt();
    expect(await got()).toBe(true);
    expect(far.asked).toEqual([{ path: '/model.onnx', range: null, ifRange: null }]);
    expect(phases).toEqual(['connecting', 'receiving']);
  });

  it('goes on where the connection broke, for the very same file', async () => {
    far.next(server.stallAfter(100_000), server.stallAfter(50_000));
    cutAt = [100_000, 150_000];
    await fetchIt();
    expect(await got()).toBe(true);
    expect(far.asked.slice(1)).toEqual([
      { path: '/model.onnx', range: 'bytes=100000-', ifRange: '"first"' },
      { path: '/model.onnx', range: 'bytes=150000-', ifRange: '"first"' },
    ]);
    expect(phases).toContain('waiting');
  });

  it('begins anew where the server ignores ranges', async () => {
    cutAt = [100_000];
    far.next(server.stallAfter(100_000), server.instead(bytes));
    await fetchIt();
    expect(await got()).toBe(true);
    expect(far.asked).toHaveLength(2);
  });

  it('names no weak ETag as the condition of a part', async () => {
    cutAt = [100_000];
    far.next(server.stallAfter(100_000, 'W/"weak"'));
    await fetchIt();
    expect(await got()).toBe(true);
    expect(far.asked[1]).toEqual({ path: '/model.onnx', range: 'bytes=100000-', ifRange: null });
  });

  it('fetches all of it once more where the parts of two different files came together', async () => {
    const mixed: Parameters<typeof far.next>[0] = (_request, response) =>
      void response
        .writeHead(206, { 'content-range': `bytes 100000-${bytes.length - 1}/${bytes.length}` })
        .end(other.subarray(100_000));
    cutAt = [100_000];
    far.next(server.stallAfter(100_000), mixed);
    await fetchIt();
    expect(await got()).toBe(true);
    expect(far.asked.map(({ range }) => range)).toEqual([null, 'bytes=100000-', null]);
  });

  it('begins anew where another part comes than was asked for, and where the server has no such part', async () => {
    const wrongPart: Parameters<typeof far.next>[0] = (_request, response) =>
      void response.writeHead(206, { 'content-range': `bytes 0-9/${bytes.length}` }).end(bytes.subarray(0, 10));
    cutAt = [100_000, 9];
    far.next(server.stallAfter(100_000), wrongPart, server.stallAfter(9), server.status(416));
    await fetchIt({ retryDelaysMs: [1, 1, 1, 1] });
    expect(await got()).toBe(true);
    expect(far.asked.map(({ range }) => range)).toEqual([null, 'bytes=100000-', null, 'bytes=9-', null]);
  });

  it('refuses other bytes of the same length, without trying again', async () => {
    far.next(server.instead(other));
    await expect(fetchIt()).rejects.toMatchObject({ reason: 'wrong_hash' });
    expect(far.asked).toHaveLength(1);
  });

  it('refuses a file that says it is longer or shorter before it takes a byte of it', async () => {
    far.next(server.instead(bytes.subarray(0, 200_000)));
    await expect(fetchIt()).rejects.toMatchObject({ reason: 'wrong_size' });
    expect(part.bytes).toBe(0);
  });

  it('takes no byte more than there must be from a server that does not say how many come', async () => {
    far.next(server.unmeasured(Buffer.concat([bytes, bytes])));
    await expect(fetchIt()).rejects.toMatchObject({ reason: 'wrong_size' });
    expect(part.bytes).toBeLessThanOrEqual(bytes.length);
  });

  it('asks for the rest where a server that does not say how many come ends too early', async () => {
    far.next(server.unmeasured(bytes.subarray(0, 120_000)));
    await fetchIt();
    expect(await got()).toBe(true);
    expect(far.asked[1]?.range).toBe('bytes=120000-');
  });

  it('tries a busy server again and gives a silent or failing one up', async () => {
    far.next(server.status(503), server.status(429));
    await fetchIt();
    expect(part.sha256()).toBe(sha256);
    await part.restart();
    far.next(server.status(500), server.status(502), server.status(503));
    await expect(fetchIt()).rejects.toMatchObject({ reason: 'refused', status: 503 });
    far.next(server.silent);
    await expect(fetchIt({ idleMs: 30, retryDelaysMs: [] })).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('gives a stalled connection up and goes on from there', async () => {
    far.next(server.stallAfter(70_000));
    await fetchIt({ idleMs: 150 });
    expect(await got()).toBe(true);
    expect(far.asked[1]?.range).toBe('bytes=70000-');
  });

  it.each([
    [404, 'not_found'],
    [410, 'not_found'],
    [403, 'refused'],
  ])('gives up at once when the answer is %i', async (code, reason) => {
    far.next(server.status(code));
    await expect(fetchIt()).rejects.toMatchObject({ reason, status: code });
    expect(far.asked).toHaveLength(1);
  });

  it('says that nobody answers', async () => {
    await far.close();
    await expect(fetchIt()).rejects.toMatchObject({ reason: 'unreachable' });
    far = await server.startModelServer(bytes);
  });

  it('follows redirects, but not in a circle and not to where nothing is taken from', async () => {
    far.next(server.redirect('/elsewhere'), server.redirect('model.onnx?signed=1'));
    await fetchIt();
    expect(far.asked.map(({ path }) => path)).toEqual(['/model.onnx', '/elsewhere', '/model.onnx?signed=1']);
    await part.restart();
    far.next(...Array.from({ length: 9 }, () => server.redirect('/model.onnx')));
    await expect(fetchIt()).rejects.toMatchObject({ reason: 'bad_redirect' });
    for (const target of ['http://10.0.0.1/model.onnx', 'file:///etc/passwd', 'ftp://127.0.0.1/x', 'http://[']) {
      far.asked.length = 0;
      const fresh = await server.startModelServer(bytes);
      fresh.next(server.redirect(target));
      await expect(fetchIt({ url: fresh.url })).rejects.toMatchObject({ reason: 'bad_redirect' });
      await fresh.close();
    }
    await expect(fetchIt({ url: 'http://10.0.0.1/model.onnx' })).rejects.toMatchObject({ reason: 'bad_redirect' });
  });

  it('ends at once when it is cancelled, in the middle or while it waits', async () => {
    const cancel = new AbortController();
    far.next(server.stallAfter(1000));
    const cancelled = fetchIt({
      signal: cancel.signal,
      onProgress: (phase, count) => phase === 'receiving' && count > 0 && cancel.abort(new Error('enough')),
    });
    await expect(cancelled).rejects.toThrow('enough');
    const late = new AbortController();
    far.next(server.status(503));
    const waiting = fetchIt({
      signal: late.signal,
      retryDelaysMs: [60_000],
      onProgress: (phase) => phase === 'waiting' && late.abort(new Error('enough')),
    });
    await expect(waiting).rejects.toThrow('enough');
  });
});
