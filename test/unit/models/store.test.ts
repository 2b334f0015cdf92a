import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../../src/engine/models/index.ts';
import { readForm } from '../../../src/engine/http/form.ts';
import { PartFile } from '../../../src/engine/models/part-file.ts';
import { eventually } from '../../support/eventually.ts';
import { benchEntries, facts, ModelBench, modelBytes, sha256Of } from '../../support/model-bench.ts';
import * as server from '../../support/model-server.ts';

const bytes = modelBytes(200_000);
const never = new AbortController().signal;

describe('the models of a recorder', () => {
  let far: server.ModelServer;
  let bench: ModelBench;

  beforeEach(async () => {
    far = await server.startModelServer(bytes);
    bench = new ModelBench(benchEntries(far.url, bytes));
  });
  afterEach(async () => {
    await bench.remove();
    await far.close();
  });

  const stateOf = (id: string) => bench.view(id).state;
  const settled = () =>
    eventually('the download to be over', () => stateOf('small').state !== 'downloading' && stateOf('small'));
  const received = (count: number) =>
    eventually(`${count} bytes to come`, () => {
      const state = stateOf('small');
      return state.state === 'downloading' && state.bytes === count;
    });
  const upload = (content: Buffer, labels: string[] = [], name = 'Mine') =>
    bench.models.service.upload({ name, labels }, Readable.from([content]), never);
  const names = () => readdirSync(bench.dir).toSorted();

  it('has the one that comes with it ready, with the size of its file, and keeps it', async () => {
    expect(bench.view('hog-people')).toMatchObject({ source: 'bundled', sizeBytes: 50, state: { state: 'ready' } });
    expect(bench.models.fileOf('hog-people')).toEqual({
      id: 'hog-people',
      path: join(bench.bundledDir, 'hog-people.onnx'),
      labels: ['person'],
    });
    await expect(bench.models.service.remove('hog-people')).rejects.toMatchObject({ code: 'forbidden' });
    rmSync(join(bench.bundledDir, 'hog-people.onnx'));
    expect(stateOf('hog-people')).toEqual({ state: 'damaged' });
    expect(bench.models.fileOf('hog-people')).toBeNull();
  });

  it('downloads one over a connection that breaks, and has it after a new start', async () => {
    expect(stateOf('small')).toEqual({ state: 'available' });
    expect(bench.models.fileOf('small')).toBeNull();
    far.next(server.stallAfter(80_000));
    expect(bench.models.service.download('small').state).toMatchObject({ state: 'downloading', totalBytes: 200_000 });
    await received(80_000);
    far.cut();
    expect(await settled()).toEqual({ state: 'ready' });
    expect(far.asked.map(({ range }) => range)).toEqual([null, 'bytes=80000-']);
    expect(readFileSync(join(bench.dir, 'small.onnx')).equals(bytes)).toBe(true);
    expect(names()).toEqual(['small.json', 'small.onnx']);
    await bench.restart();
    await bench.models.start();
    expect(bench.view('small')).toMatchObject({ state: { state: 'ready' }, labels: facts.labels });
    expect(bench.models.fileOf('small')).toEqual({
      id: 'small',
      path: join(bench.dir, 'small.onnx'),
      labels: null,
    });
  });

  it('tells of each step of a download, and that it is there', async () => {
    bench.models.service.download('small');
    await settled();
    const phases = bench.events.flatMap((event) => {
      const small = event.type === 'models' ? event.models.find(({ id }) => id === 'small') : undefined;
      return small === undefined ? [] : [small.state.state === 'downloading' ? small.state.phase : small.state.state];
    });
    expect(phases.filter((phase, index) => phases[index - 1] !== phase)).toEqual([
      'connecting',
      'receiving',
      'checking',
      'ready',
    ]);
  });

  it('tells how far it is when the connection stalls', async () => {
    far.next(server.stallAfter(150_000));
    bench.models.service.download('small');
    await eventually('the last figure to be told', () => {
      const last = bench.events.at(-1);
      const small = last?.type === 'models' ? last.models.find(({ id }) => id === 'small') : undefined;
      return small?.state.state === 'downloading' && small.state.bytes === 150_000;
    });
  });

  it('looks at a model before it is put in place, under a name that no camera knows', async () => {
    bench.models.service.download('small');
    await settled();
    expect(bench.inspected).toEqual([{ path: join(bench.dir, 'small.onnx.part'), labels: null }]);
    expect(bench.unloaded).toHaveLength(2);
    expect(bench.unloaded[0]).toMatch(/^check-/);
    expect(bench.unloaded[1]).toBe('small');
  });

  it('leaves nothing behind of what is not the right file, says so, and tries again when asked', async () => {
    far.next(server.instead(modelBytes(200_000).fill('x', 100)));
    bench.models.service.download('small');
    expect(await settled()).toEqual({ state: 'failed', reason: 'wrong_hash', problem: null, status: null });
    expect(names()).toEqual([]);
    bench.models.service.download('small');
    expect(await settled()).toEqual({ state: 'ready' });
  });

  it('refuses a download that is the right file but no model that can be used', async () => {
    const classifier = Buffer.from('classifier');
    const text = Buffer.from('a letter to my mother');
    for (const [content, problem] of [
      [classifier, 'wrong_purpose'],
      [text, 'corrupt'],
    ] as const) {
      const odd = await server.startModelServer(content);
      const other = new ModelBench(benchEntries(odd.url, content));
      other.models.service.download('small');
      const state = await eventually('it to fail', () => {
        const { state: now } = other.view('small');
        return now.state === 'failed' && now;
      });
      expect(state).toMatchObject({ reason: 'unusable', problem });
      expect(readdirSync(other.dir)).toEqual([]);
      await other.remove();
      await odd.close();
    }
  });

  it('gives a download up when asked, at a stop too, and leaves nothing of it', async () => {
    far.next(server.stallAfter(1000));
    bench.models.service.download('small');
    await received(1000);
    expect((await bench.models.service.cancel('small')).state).toEqual({ state: 'available' });
    expect(names()).toEqual([]);
    far.next(server.silent);
    bench.models.service.download('small');
    await bench.models.stop();
    expect(names()).toEqual([]);
  });

  it('forgets a failure that was seen', async () => {
    far.next(server.status(404));
    bench.models.service.download('small');
    expect(await settled()).toEqual({ state: 'failed', reason: 'not_found', problem: null, status: 404 });
    expect((await bench.models.service.cancel('small')).state).toEqual({ state: 'available' });
  });

  it('knows no other models, and makes no path of what a caller sent', async () => {
    const { service } = bench.models;
    for (const id of ['nothing', '../../etc/passwd', '..', '']) {
      expect(() => service.download(id)).toThrow(expect.objectContaining({ code: 'not_found' }));
      await expect(service.remove(id)).rejects.toMatchObject({ code: 'not_found' });
      expect(bench.models.fileOf(id)).toBeNull();
    }
    await expect(service.remove('small')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes a model from a file, with its name and the names of its classes', async () => {
    const mine = modelBytes(5000);
    const view = await upload(mine, ['red', 'blue']);
    const id = `file-${sha256Of(mine).slice(0, 12)}`;
    expect(view).toMatchObject({ id, name: 'Mine', source: 'file', licence: null, family: 'yolox', sizeBytes: 5000 });
    expect(bench.inspected[0]?.labels).toEqual(['red', 'blue']);
    expect(bench.models.fileOf(id)).toEqual({ id, path: join(bench.dir, `${id}.onnx`), labels: ['red', 'blue'] });
    await bench.restart();
    expect(bench.view(id)).toMatchObject({ name: 'Mine', state: { state: 'ready' } });
    await upload(mine, [], 'Mine again');
    expect(bench.view(id).name).toBe('Mine again');
    expect(names()).toEqual([`${id}.json`, `${id}.onnx`]);
  });

  it('takes a file that the catalogue knows for the model of the catalogue', async () => {
    expect((await upload(bytes, [], 'From a stick')).id).toBe('small');
    expect(bench.view('small')).toMatchObject({ name: 'Small', source: 'catalogue', state: { state: 'ready' } });
  });

  it('refuses a file that is no model, an empty one and one that breaks off, and leaves nothing of them', async () => {
    const refusal = (message: string) => ({ code: 'model_invalid', details: [{ path: 'model', message }] });
    await expect(upload(Buffer.from('just text'))).rejects.toMatchObject(refusal('corrupt'));
    await expect(upload(Buffer.alloc(0))).rejects.toMatchObject(refusal('empty'));
    const gone = new AbortController();
    const endless = new Readable({ read: () => undefined });
    endless.push(modelBytes(100));
    const broken = bench.models.service.upload({ name: 'x', labels: [] }, endless, gone.signal);
    gone.abort();
    await expect(broken).rejects.toMatchObject(refusal('unreachable'));
    const slow = new Readable({ read: () => undefined });
    await bench.restart({ idleMs: 20 });
    const late = bench.models.service.upload({ name: 'x', labels: [] }, slow, never);
    await expect(late).rejects.toMatchObject(refusal('timeout'));
    expect(names()).toEqual([]);
  });

  it('leaves nothing of a form that breaks off or stalls within its file, or has a second one', async () => {
    const start = '--edge\r\ncontent-disposition: form-data; name="file"\r\n\r\n';
    const refusal = { code: 'model_invalid' };
    const sent = async (body: Readable) => {
      const { file } = await readForm(body, 'multipart/form-data; boundary=edge');
      return bench.models.service.upload({ name: 'x', labels: [] }, file, never);
    };
    const whole = `${start}${modelBytes(100_000).toString()}\r\n`;
    for (const text of [whole, `${whole}${start}second\r\n--edge--\r\n`]) {
      await expect(sent(Readable.from([Buffer.from(text)]))).rejects.toMatchObject(refusal);
    }
    await bench.restart({ idleMs: 20 });
    const stalled = new Readable({ read: () => undefined });
    stalled.push(whole);
    await expect(sent(stalled)).rejects.toMatchObject({ ...refusal, details: [{ path: 'model', message: 'timeout' }] });
    expect(names()).toEqual([]);
  });

  it('removes one that no camera uses, and names the camera that does', async () => {
    const { id } = await upload(modelBytes(100));
    for (const used of [
      { model: id, attributeModel: null, enabled: true },
      { model: 'hog-people', attributeModel: id, enabled: true },
    ]) {
      bench.used = used;
      expect(bench.view(id).usedBy).toEqual(['Gate']);
      await expect(bench.models.service.remove(id)).rejects.toMatchObject({
        code: 'conflict',
        details: [{ path: 'camera', message: 'Gate' }],
      });
    }
    bench.used = { model: id, attributeModel: null, enabled: false };
    await bench.models.service.remove(id);
    expect(bench.models.fileOf(id)).toBeNull();
    expect(names()).toEqual([]);
    expect(bench.unloaded.at(-1)).toBe(id);
  });

  it('shows a file that was cut, changed or lost since as damaged, and does not hand it out', async () => {
    const { id } = await upload(modelBytes(100));
    const path = join(bench.dir, `${id}.onnx`);
    appendFileSync(path, 'more');
    expect(stateOf(id)).toEqual({ state: 'damaged' });
    expect(bench.models.fileOf(id)).toBeNull();
    writeFileSync(path, modelBytes(100).fill('z', 50));
    await bench.restart();
    expect(stateOf(id)).toEqual({ state: 'ready' });
    await bench.models.start();
    expect(stateOf(id)).toEqual({ state: 'damaged' });
    rmSync(path);
    await bench.restart();
    expect(stateOf(id)).toEqual({ state: 'damaged' });
    await upload(modelBytes(100));
    expect(stateOf(id)).toEqual({ state: 'ready' });
  });

  it('clears away what an earlier run left half done, and touches nothing else', async () => {
    await upload(modelBytes(100));
    const kept = names();
    for (const name of ['small.onnx.part', 'a0b1.part', 'small.json.part']) writeFileSync(join(bench.dir, name), 'x');
    writeFileSync(join(bench.dir, 'notes.txt'), 'of a person');
    writeFileSync(join(bench.dir, 'broken.json'), '{"version":1');
    await bench.restart();
    expect(names()).toEqual(['broken.json', ...kept, 'notes.txt'].toSorted());
    expect(bench.models.service.list()).toHaveLength(3);
  });

  it('has the installed models even where the catalogue cannot be read', async () => {
    const { id } = await upload(modelBytes(100));
    writeFileSync(join(bench.bundledDir, 'models.json'), '{"version":1,"models":[{"id":"x"}]}');
    await bench.restart();
    expect(bench.models.service.list().map((model) => model.id)).toEqual([id]);
  });
});

describe('a file that is being received', () => {
  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
    const part = await PartFile.create('/dev/full', 1000);
    await expect(part.append(Buffer.from('x'))).rejects.toMatchObject({ reason: 'disk_full' });
    await part.finish().catch(() => undefined);
  });

  it('takes no more than its limit', async () => {
    const bench = new ModelBench([]);
    const part = await PartFile.create(join(bench.dir, 'x.part'), 10);
    await part.append(Buffer.from('12345678'));
    await expect(part.append(Buffer.from('901'))).rejects.toMatchObject({ reason: 'too_large' });
    expect(part.bytes).toBe(8);
    await part.discard();
    await bench.remove();
  });
});

describe('the catalogue that comes with Vigil', () => {
  const entries = readCatalogue(join(import.meta.dirname, '../../../models'));

  it('recommends models under a free licence that are verified by their hashes', () => {
    const recommended = entries.filter((entry) => entry.recommended);
    expect(recommended.map(({ id, licence }) => [id, licence])).toEqual([
      ['yolox-nano', 'Apache-2.0'],
      ['yolox-tiny', 'Apache-2.0'],
    ]);
  });

  it('is fetched over https alone', () => {
    const addresses = entries.flatMap((entry) => (entry.bundled ? [] : [new URL(entry.url).protocol]));
    expect(addresses).toEqual(['https:', 'https:', 'https:']);
  });
});
