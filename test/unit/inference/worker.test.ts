import { describe, expect, it } from 'vitest';
import {
  providerOrder,
  runInferenceWorker,
  workerEnv,
  workersFor,
  type LoadModel,
} from '../../../src/engine/inference/index.ts';
import { ModelError, type VisionModel } from '../../../src/engine/vision/index.ts';
import { heard, picture } from './pool-fixture.ts';

const box = { x: 0, y: 0, w: 1, h: 1 };

/** A worker in this process, with models that are as their path says. */
function workerBench() {
  const said: Record<string, unknown>[] = [];
  const log: string[] = [];
  let hear: (message: unknown) => void = () => undefined;
  const load: LoadModel = ({ id, path }, { providers }) => {
    log.push(`load ${id} by ${providers.join()}`);
    if (path === 'missing') return Promise.reject(new ModelError('missing', 'no such file'));
    if (path === 'no graphics card' && providers[0] !== 'cpu') return Promise.reject(new Error('no adapter'));
    const model: VisionModel = {
      facts: { purpose: 'detector', family: 'yolox', inputWidth: 416, inputHeight: 416, labels: ['person'] },
      provider: providers[0] ?? '',
      detect: ({ data }) =>
        data[0] === 13
          ? Promise.reject(new Error('of all pictures this'))
          : Promise.resolve([{ label: id, score: 1, box }]),
      classify: () => Promise.reject(new ModelError('wrong_purpose', 'it is a detector')),
      release: () => {
        log.push(`release ${id}`);
        return Promise.resolve();
      },
    };
    return Promise.resolve(model);
  };
  runInferenceWorker(
    { send: (message) => void said.push(message as never), onMessage: (listener) => (hear = listener) },
    load,
    () => 0,
  );
  const detect = { kind: 'detect', picture: picture(1), options: { minScore: 0.5, labels: [], look: null } };
  const ask = async (id: number, model: string, job: { path?: string; task?: object; providers?: string[] } = {}) => {
    const { path = 'good', task = detect, providers = ['cpu'] } = job;
    hear({ type: 'job', id, model: { id: model, path, labels: null }, providers, threads: 1, task });
    await heard();
    return said.at(-1);
  };
  return { said, log, ask, hear: (message: unknown) => hear(message) };
}

describe('an inference worker', () => {
  it('says that it is there, and again when it is asked', () => {
    const { said, hear } = workerBench();
    hear({ type: 'ping' });
    expect(said).toEqual([{ type: 'ready' }, { type: 'pong' }]);
  });

  it('loads a model once and says so', async () => {
    const { said, log, ask } = workerBench();
    await ask(1, 'nano');
    await ask(2, 'nano');
    expect(log).toEqual(['load nano by cpu']);
    expect(said.map(({ type, id }) => [type, id])).toEqual([
      ['ready', undefined],
      ['loaded', 1],
      ['done', 1],
      ['done', 2],
    ]);
  });

  it('keeps the three models that were used last', async () => {
    const { log, ask } = workerBench();
    for (const [id, model] of ['a', 'b', 'c', 'a', 'd'].entries()) await ask(id, model);
    expect(log.slice(3)).toEqual(['release b', 'load d by cpu']);
    expect(await ask(9, 'a')).toMatchObject({ models: ['c', 'd', 'a'] });
  });

  it('loads a model anew when it is another file, and when it was told to forget it', async () => {
    const { log, ask, hear } = workerBench();
    await ask(1, 'a');
    await ask(2, 'a', { path: 'elsewhere' });
    hear({ type: 'unload', modelId: 'a' });
    await ask(3, 'a', { path: 'elsewhere' });
    expect(log).toEqual(['load a by cpu', 'release a', 'load a by cpu', 'release a', 'load a by cpu']);
  });

  it('answers an error of one picture and goes on', async () => {
    const { ask } = workerBench();
    const task = { kind: 'detect', picture: picture(13), options: { minScore: 0.5, labels: [], look: null } };
    expect(await ask(1, 'a', { task })).toMatchObject({
      type: 'error',
      stage: 'run',
      problem: 'failed',
      message: 'of all pictures this',
    });
    expect(await ask(2, 'a', { task: { kind: 'classify', picture: picture(1), box } })).toMatchObject({
      stage: 'run',
      problem: 'wrong_purpose',
    });
    expect(await ask(3, 'a')).toMatchObject({ type: 'done', outcome: { detections: [{ label: 'a' }] } });
  });

  it('answers why a model cannot be loaded', async () => {
    const { ask } = workerBench();
    expect(await ask(1, 'a', { path: 'missing' })).toMatchObject({ stage: 'load', problem: 'missing', models: [] });
  });

  it('falls back to the next provider and keeps the reason', async () => {
    const { ask } = workerBench();
    const answer = await ask(1, 'a', { path: 'no graphics card', providers: ['webgpu', 'cpu'] });
    expect(answer).toMatchObject({ provider: 'cpu', fallback: 'webgpu: no adapter' });
    expect(await ask(2, 'b', { providers: ['webgpu', 'cpu'] })).toMatchObject({ provider: 'webgpu', fallback: null });
  });

  it('asks no other provider when the file is missing', async () => {
    const { log, ask } = workerBench();
    await ask(1, 'a', { path: 'missing', providers: ['webgpu', 'cpu'] });
    expect(log).toEqual(['load a by webgpu']);
  });

  it('tells what a model is', async () => {
    const { ask } = workerBench();
    expect(await ask(1, 'a', { task: { kind: 'inspect' } })).toMatchObject({ outcome: { facts: { family: 'yolox' } } });
  });

  it('does not do a job that was withdrawn before it began, and says nothing of it', async () => {
    const { said, hear } = workerBench();
    const job = (id: number) => {
      const model = { id: 'a', path: 'good', labels: null };
      const task = { kind: 'detect', picture: picture(1), options: { minScore: 0.5, labels: [], look: null } };
      return { type: 'job', id, model, providers: ['cpu'], threads: 1, task };
    };
    for (const id of [1, 2, 3]) hear(job(id));
    hear({ type: 'withdraw', id: 2 });
    await heard();
    hear({ type: 'withdraw', id: 3 });
    await heard();
    expect(said.filter(({ type }) => type === 'done').map(({ id }) => id)).toEqual([1, 3]);
  });

  it('says that it cannot open what it should read pictures from, and answers an error for a picture that lies there', async () => {
    const { said, ask, hear } = workerBench();
    hear({ type: 'shelf', path: '/nowhere' });
    expect(said.at(-1)).toEqual({ type: 'shelf', isOpen: false });
    const options = { minScore: 0.5, labels: [], look: null };
    const task = { kind: 'detect', picture: { width: 4, height: 2, place: 0 }, options };
    expect(await ask(1, 'a', { task })).toMatchObject({ type: 'error', stage: 'run', problem: 'failed' });
  });

  it('refuses a picture that has not the bytes of its size', async () => {
    const { ask, log } = workerBench();
    const short = { width: 4, height: 2, data: new Uint8Array(11) };
    const task = { kind: 'detect', picture: short, options: { minScore: 0.5, labels: [], look: null } };
    expect(await ask(1, 'a', { task })).toMatchObject({ type: 'error', problem: 'failed' });
    expect(log).toEqual([]);
  });
});

describe('the choice of execution providers', () => {
  const linux = [
    { name: 'cpu', bundled: true },
    { name: 'webgpu', bundled: true },
    { name: 'cuda', bundled: false },
    { name: 'tensorrt', bundled: false },
  ];

  it.each([
    ['auto', linux, ['cuda', 'cpu']],
    [
      'auto',
      [
        { name: 'cpu', bundled: true },
        { name: 'dml', bundled: true },
      ],
      ['dml', 'cpu'],
    ],
    ['auto', null, ['cpu']],
    ['cpu', linux, ['cpu']],
    ['webgpu', linux, ['webgpu', 'cpu']],
    ['webgpu', null, ['webgpu', 'cpu']],
  ])('%s of what is offered ends with the CPU', (wanted, offered, order) => {
    expect(providerOrder(wanted, offered)).toEqual(order);
  });
});

describe('the environment of a worker', () => {
  it('holds no secrets', () => {
    const env = { PATH: '/bin', VIGIL_TOKEN: 'secret', AWS_SECRET_ACCESS_KEY: 'secret', NODE_OPTIONS: '--inspect' };
    expect(workerEnv(env)).toEqual({ PATH: '/bin' });
  });
});

describe('the size of the pool', () => {
  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [4, 4, 1],
    [6, 4, 1],
    [8, 4, 2],
    [64, 4, 2],
  ])('on %i cores is %i workers of %i threads', (cores, workers, threadsPerWorker) => {
    expect(workersFor(cores)).toEqual({ workers, threadsPerWorker });
  });
});
