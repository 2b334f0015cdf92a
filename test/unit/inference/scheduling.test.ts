import { describe, expect, it } from 'vitest';
import { createInference } from '../../../src/engine/inference/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { box, heard, nano, other, picture, poolBench, type PoolBench } from './pool-fixture.ts';

/** A pool whose one worker has the model in memory and is free. */
async function warm(options: Parameters<typeof poolBench>[0] = {}): Promise<PoolBench> {
  const bench = poolBench(options);
  void bench.look('warm', 0);
  bench.workers.at(0).ready();
  bench.workers.at(0).loaded();
  bench.workers.at(0).answer();
  await heard();
  bench.results.length = 0;
  return bench;
}

describe('the pool of inference workers', () => {
  it('starts no worker before the first picture', () => {
    const { workers, inference } = poolBench();
    expect(workers.all).toHaveLength(0);
    expect(inference.workers().map(({ state }) => state)).toEqual(['stopped']);
  });

  it('hands a picture to a worker and its detections back', async () => {
    const { workers, inference } = poolBench();
    const asked = inference.detect('a', nano, picture(7), { minScore: 0.5, labels: ['person'], look: null });
    workers.at(0).ready();
    expect(workers.at(0).lastPicture).toBe(7);
    workers.at(0).answer({ workerMs: 12 });
    expect(await asked).toEqual({
      kind: 'done',
      detections: [{ label: 'from 1000', score: 0.5, box: { x: 0, y: 0, w: 1, h: 1 } }],
      provider: 'cpu',
      workerMs: 12,
    });
  });

  it('has copied the picture when detect returns', () => {
    const { workers, inference } = poolBench();
    const taken = picture(7);
    void inference.detect('a', nano, taken, { minScore: 0.5, labels: [], look: null });
    taken.data.fill(99);
    workers.at(0).ready();
    expect(workers.at(0).lastPicture).toBe(7);
  });

  it('lets the newest picture of a camera win and tells the others that they were overtaken', async () => {
    const { workers, look, results } = await warm();
    const worker = workers.at(0);
    for (const number of [1, 2, 3, 4]) void look('a', number);
    await heard();
    expect(results).toEqual(['a 2: overtaken', 'a 3: overtaken']);
    worker.answer();
    expect(worker.lastPicture).toBe(4);
    worker.answer();
    await heard();
    expect(results.slice(2)).toEqual(['a 1: done', 'a 4: done']);
  });

  it('serves four cameras in turn, however much one of them sends', async () => {
    const { workers, look } = await warm();
    const worker = workers.at(0);
    const served: (number | undefined)[] = [];
    void look('greedy', 1);
    for (let round = 0; round < 8; round += 1) {
      for (let many = 0; many < 5; many += 1) void look('greedy', 1);
      for (const number of [2, 3, 4]) void look(`camera ${number}`, number);
      served.push(worker.lastPicture);
      worker.answer();
    }
    expect(served).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    await heard();
  });

  it('serves first the camera that has waited longest since it was served', async () => {
    const { workers, look } = await warm();
    const worker = workers.at(0);
    const served: (number | undefined)[] = [];
    for (const number of [1, 2, 3]) void look(`camera ${number}`, number);
    for (let turn = 0; turn < 3; turn += 1) {
      served.push(worker.lastPicture);
      worker.answer();
    }
    void look('busy', 9);
    for (const number of [3, 2, 1]) void look(`camera ${number}`, number);
    worker.answer();
    for (let turn = 0; turn < 3; turn += 1) {
      served.push(worker.lastPicture);
      worker.answer();
    }
    expect(served).toEqual([1, 2, 3, 1, 2, 3]);
    await heard();
  });

  it('looks at one picture of a camera at a time, so answers come in the order of the pictures', async () => {
    const { workers, look } = await warm({ workers: 2 });
    void look('a', 1);
    void look('b', 2);
    workers.at(1).ready();
    void look('a', 3);
    workers.at(1).answer();
    expect(workers.at(1).jobs.map(({ task }) => task.picture.data[0])).toEqual([2]);
    workers.at(0).answer();
    expect(workers.at(0).lastPicture).toBe(3);
    await heard();
  });

  it('starts a second worker only when the first is busy and more waits', async () => {
    const { workers, look } = await warm({ workers: 2 });
    void look('a', 1);
    expect(workers.all).toHaveLength(1);
    void look('b', 2);
    expect(workers.all).toHaveLength(2);
    void look('c', 3);
    expect(workers.all).toHaveLength(2);
  });

  it('lets classifications and pictures take turns', async () => {
    const { workers, inference, look } = await warm();
    const worker = workers.at(0);
    void look('a', 1);
    for (const camera of ['b', 'c', 'd']) void look(camera, 2);
    for (let many = 0; many < 3; many += 1) void inference.classify('a', other, picture(9), box);
    const kinds: string[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      kinds.push(worker.lastJob.task.kind);
      worker.answer();
    }
    expect(kinds).toEqual(['detect', 'classify', 'detect', 'classify', 'detect', 'classify', 'detect']);
    await heard();
  });

  it('keeps a short line of classifications and says nothing of the oldest when there are more', async () => {
    const { workers, inference, look } = await warm();
    void look('a', 1);
    const answers = Array.from({ length: 6 }, () => inference.classify('a', other, picture(9), box));
    workers.at(0).answer();
    for (let turn = 0; turn < 4; turn += 1) workers.at(0).answer();
    const said = (await Promise.all(answers)).map((attributes) => attributes.length);
    expect(said).toEqual([0, 0, 1, 1, 1, 1]);
  });

  it('bounds the line of classifications over all cameras', async () => {
    const { inference, look } = await warm();
    void look('a', 1);
    let givenUp = 0;
    for (let number = 0; number < 40; number += 1) {
      void inference.classify(`camera ${number}`, other, picture(9), box).then(() => (givenUp += 1));
    }
    await heard();
    expect(givenUp).toBe(24);
  });

  it('gives up what waits for a camera that is forgotten', async () => {
    const { workers, inference, look, results } = await warm();
    void look('a', 1);
    void look('b', 2);
    const attributes = inference.classify('b', other, picture(9), box);
    inference.forget('b');
    expect(await attributes).toEqual([]);
    workers.at(0).answer();
    await heard();
    expect(results).toEqual(['b 2: overtaken', 'a 1: done']);
    expect(workers.at(0).jobs).toHaveLength(2);
  });

  it('refuses what waits and ends the workers when it is stopped', async () => {
    const { workers, inference, look } = await warm();
    const asked = [look('a', 1), look('b', 2)];
    await inference.stop();
    expect(await Promise.all(asked)).toEqual(['failed', 'failed']);
    expect(workers.all.map(({ isKilled }) => isKilled)).toEqual([true]);
    expect(await look('c', 3)).toBe('failed');
  });

  it('refuses every question where the host starts no workers', async () => {
    const inference = createInference({ startWorker: undefined, clock: new FakeClock(), logger: createLogger() });
    const options = { minScore: 0.5, labels: [], look: null };
    await expect(inference.detect('a', nano, picture(1), options)).rejects.toMatchObject({ problem: 'failed' });
    await expect(inference.classify('a', nano, picture(1), box)).rejects.toMatchObject({ problem: 'failed' });
    await expect(inference.inspect(nano)).rejects.toMatchObject({ problem: 'failed' });
  });
});
