import { describe, expect, it } from 'vitest';
import { box, heard, nano, other, picture, poolBench, type PoolBench } from './pool-fixture.ts';

/** A picture takes so long in these workers; the next is laid ready 8 ms before its end. */
const RUN_MS = 100;
const UNTIL_READY_MS = RUN_MS - 8;

/** A pool whose workers have the model in memory and are free. */
async function warm(options: Parameters<typeof poolBench>[0] = {}): Promise<PoolBench> {
  const bench = poolBench(options);
  for (let index = 0; index < (options.workers ?? 1); index += 1) {
    for (let busy = 0; busy < index; busy += 1) void bench.look(`busy ${busy}`, 0);
    void bench.look('warm', 0);
    bench.workers.at(index).ready();
    for (const worker of bench.workers.all) {
      worker.loaded();
      worker.answer({ workerMs: RUN_MS });
    }
    await heard();
  }
  bench.results.length = 0;
  return bench;
}

const pictures = ({ workers }: PoolBench, index = 0) => workers.at(index).jobs.map((job) => job.task.picture.data[0]);

/** One worker at picture 1 of camera a, and picture 2 of camera b ready with it. */
async function withOneReady(options: Parameters<typeof poolBench>[0] = {}): Promise<PoolBench> {
  const bench = await warm(options);
  void bench.look('a', 1);
  void bench.look('b', 2);
  await bench.clock.advance(UNTIL_READY_MS);
  expect(bench.workers.at(0).lastPicture).toBe(2);
  return bench;
}

describe('a job that lies ready with a worker', () => {
  it('is given shortly before the worker is likely to be done, not earlier', async () => {
    const bench = await warm();
    void bench.look('a', 1);
    void bench.look('b', 2);
    await bench.clock.advance(UNTIL_READY_MS - 1);
    expect(pictures(bench)).toEqual([0, 1]);
    await bench.clock.advance(1);
    expect(pictures(bench)).toEqual([0, 1, 2]);
    bench.workers.at(0).answer({ workerMs: RUN_MS });
    bench.workers.at(0).answer({ workerMs: RUN_MS });
    await heard();
    expect(bench.results).toEqual(['a 1: done', 'b 2: done']);
  });

  it('is the newest picture of its camera when it is given', async () => {
    const bench = await warm();
    void bench.look('a', 1);
    for (const number of [2, 3, 4]) void bench.look('b', number);
    await bench.clock.advance(UNTIL_READY_MS);
    expect(pictures(bench)).toEqual([0, 1, 4]);
  });

  it('gives way to a newer one of its camera when the worker takes longer than was foreseen', async () => {
    const bench = await withOneReady();
    const worker = bench.workers.at(0);
    const lies = worker.lastJob.id;
    void bench.look('b', 3);
    expect(worker.withdrawn).toEqual([]);
    await bench.clock.advance(17);
    void bench.look('b', 4);
    expect(worker.withdrawn).toEqual([lies]);
    expect(worker.lastPicture).toBe(4);
    worker.answer({ workerMs: RUN_MS });
    worker.answer({ workerMs: RUN_MS });
    await heard();
    expect(bench.results).toEqual(['b 3: overtaken', 'b 2: overtaken', 'a 1: done', 'b 4: done']);
  });

  it('is no more than one, however many cameras wait', async () => {
    const bench = await withOneReady();
    for (const camera of ['c', 'd', 'e']) void bench.look(camera, 3);
    await bench.clock.advance(RUN_MS);
    expect(pictures(bench)).toEqual([0, 1, 2]);
  });

  it('leaves the cameras their turns', async () => {
    const bench = await warm();
    void bench.look('greedy', 1);
    for (let round = 0; round < 8; round += 1) {
      for (const [number, camera] of ['greedy', 'b', 'c', 'd'].entries()) void bench.look(camera, number + 1);
      await bench.clock.advance(RUN_MS);
      bench.workers.at(0).answer({ workerMs: RUN_MS });
    }
    expect(pictures(bench).slice(1, 9)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  });

  it('lies with the worker that is likely to be done first', async () => {
    const bench = await warm({ workers: 2 });
    void bench.look('a', 1);
    await bench.clock.advance(50);
    void bench.look('b', 2);
    void bench.look('c', 3);
    await bench.clock.advance(UNTIL_READY_MS - 50);
    expect([0, 1].map((index) => pictures(bench, index).at(-1))).toEqual([3, 2]);
  });

  it('goes to a worker that has nothing to do when its own takes longer than was foreseen', async () => {
    const bench = await warm({ workers: 2 });
    void bench.look('a', 1);
    void bench.look('b', 2);
    void bench.look('c', 3);
    await bench.clock.advance(UNTIL_READY_MS + 17);
    const [slow, free] = bench.workers.at(0).lastPicture === 3 ? [0, 1] : [1, 0];
    bench.workers.at(free).answer({ workerMs: RUN_MS });
    expect(bench.workers.at(slow).withdrawn).toHaveLength(1);
    expect(bench.workers.at(free).lastPicture).toBe(3);
  });

  it('does not lie behind a model that is loaded', async () => {
    const bench = await warm();
    void bench.look('a', 1, other);
    void bench.look('b', 2);
    await bench.clock.advance(2000);
    expect(pictures(bench)).toEqual([0, 1]);
  });

  it('is not one of a model that is not known yet, and none overtakes that', async () => {
    const bench = await warm();
    void bench.look('a', 1);
    void bench.look('b', 2, other);
    void bench.look('c', 3);
    await bench.clock.advance(RUN_MS);
    expect(pictures(bench)).toEqual([0, 1]);
    bench.workers.at(0).answer({ workerMs: RUN_MS });
    expect(pictures(bench)).toEqual([0, 1, 2]);
  });

  it('is not blamed for a crash and is done by the next worker', async () => {
    const bench = await withOneReady();
    bench.workers.at(0).crash();
    await heard();
    expect(bench.results).toEqual(['a 1: crashes']);
    await bench.clock.advance(0);
    bench.workers.at(1).ready();
    expect(pictures(bench, 1)).toEqual([2]);
    bench.workers.at(1).answer();
    await heard();
    expect(bench.results).toEqual(['a 1: crashes', 'b 2: done']);
  });

  it('has its time from when it is begun', async () => {
    const bench = await withOneReady();
    await bench.clock.advance(4_000);
    bench.workers.at(0).answer({ workerMs: RUN_MS });
    await bench.clock.advance(9_900);
    expect(bench.workers.at(0).isKilled).toBe(false);
    await bench.clock.advance(100);
    expect(bench.workers.at(0).isKilled).toBe(true);
    expect(bench.results).toEqual(['a 1: done', 'b 2: hangs']);
  });

  it('is taken over by the stand-in of a worker that is stuck', async () => {
    const bench = await withOneReady();
    await bench.clock.advance(5_000);
    bench.workers.at(1).ready();
    expect(pictures(bench, 1)).toEqual([2]);
    bench.workers.at(1).answer();
    await heard();
    expect(bench.results).toEqual(['b 2: done']);
  });

  it('is given up when its camera is forgotten', async () => {
    const bench = await withOneReady();
    bench.inference.forget('b');
    bench.workers.at(0).answer({ workerMs: RUN_MS });
    await heard();
    expect(bench.workers.at(0).withdrawn).toHaveLength(1);
    expect(bench.results).toEqual(['b 2: overtaken', 'a 1: done']);
  });

  it('is given anew when its model’s file has changed', async () => {
    const bench = await withOneReady();
    const worker = bench.workers.at(0);
    bench.inference.unload('nano');
    expect(worker.sent.slice(-2).map(({ type }) => type)).toEqual(['withdraw', 'unload']);
    worker.answer({ workerMs: RUN_MS });
    expect(pictures(bench)).toEqual([0, 1, 2, 2]);
  });

  it('is refused when the pool is stopped', async () => {
    const bench = await withOneReady();
    await bench.inference.stop();
    await heard();
    expect(bench.results.sort()).toEqual(['a 1: failed', 'b 2: failed']);
  });

  it('may be a classification', async () => {
    const bench = await warm();
    void bench.look('a', 1, other);
    bench.workers.at(0).loaded();
    bench.workers.at(0).answer({ workerMs: RUN_MS });
    void bench.look('a', 2);
    const attributes = bench.inference.classify('a', other, picture(9), box);
    await bench.clock.advance(UNTIL_READY_MS);
    expect(bench.workers.at(0).lastJob.task.kind).toBe('classify');
    bench.workers.at(0).crash();
    await bench.clock.advance(0);
    bench.workers.at(1).ready();
    bench.workers.at(1).answer();
    expect(await attributes).toHaveLength(1);
  });

  it('that the worker had begun when it was withdrawn is answered by one picture alone', async () => {
    const bench = await withOneReady();
    const worker = bench.workers.at(0);
    const { id } = worker.lastJob;
    bench.inference.forget('b');
    worker.answer({ workerMs: RUN_MS });
    worker.say({
      type: 'done',
      id,
      outcome: { kind: 'detect', detections: [] },
      provider: 'cpu',
      fallback: null,
      workerMs: RUN_MS,
      models: [nano.id],
    });
    void bench.look('c', 3);
    worker.answer({ workerMs: RUN_MS });
    await heard();
    expect(bench.results).toEqual(['b 2: overtaken', 'a 1: done', 'c 3: done']);
  });
});
