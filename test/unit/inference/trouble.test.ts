import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/engine/clock.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { heard, nano, other, poolBench, type PoolBench } from './pool-fixture.ts';

/** A pool whose first worker has answered for `nano`, each time in 10 ms. */
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

describe('a worker that hangs', () => {
  it('is ended after 10 s where a picture takes 10 ms, and another goes on with the other cameras', async () => {
    const { clock, workers, look, results } = await warm();
    void look('a', 1);
    void look('b', 2);
    await clock.advance(9_999);
    expect(workers.at(0).isKilled).toBe(false);
    await clock.advance(1);
    expect(workers.at(0).isKilled).toBe(true);
    expect(results).toEqual(['a 1: hangs']);
    workers.at(1).ready();
    workers.at(1).answer();
    await heard();
    expect(results).toEqual(['a 1: hangs', 'b 2: done']);
  });

  it('gets 20 times as long as is usual of the model', async () => {
    const { clock, workers, look } = await warm();
    for (let many = 0; many < 60; many += 1) {
      void look('a', 1);
      workers.at(0).answer({ workerMs: 1000 });
    }
    void look('a', 2);
    await clock.advance(19_900);
    expect(workers.at(0).isKilled).toBe(false);
    await clock.advance(200);
    expect(workers.at(0).isKilled).toBe(true);
  });

  it('has a minute to load a model and 20 s for its first picture', async () => {
    const { clock, workers, look, results } = poolBench();
    void look('a', 1);
    workers.at(0).ready();
    await clock.advance(59_000);
    workers.at(0).loaded();
    await clock.advance(19_000);
    expect(workers.at(0).isKilled).toBe(false);
    await clock.advance(1_000);
    expect(workers.at(0).isKilled).toBe(true);
    expect(results).toEqual(['a 1: hangs']);
  });

  it('gets a stand-in after 5 s, and goes when it is back', async () => {
    const { clock, workers, look, results } = poolBench();
    void look('a', 1);
    workers.at(0).ready();
    void look('b', 2, other);
    await clock.advance(5_000);
    workers.at(1).ready();
    workers.at(1).answer();
    await heard();
    expect(results).toEqual(['b 2: done']);
    workers.at(0).loaded();
    workers.at(0).answer();
    await heard();
    expect(results).toEqual(['b 2: done', 'a 1: done']);
    expect(workers.all.map(({ isKilled }) => isKilled)).toEqual([true, false]);
  });

  it('is not blamed when it was this program that stood still', async () => {
    const { clock, workers, look } = await warm();
    void look('a', 1);
    clock.sleep(3_600_000);
    await clock.advance(1);
    expect(workers.at(0).isKilled).toBe(false);
    await clock.advance(10_000);
    expect(workers.at(0).isKilled).toBe(true);
  });

  it('is found by its silence when it has nothing to do', async () => {
    const { clock, workers, inference, lines } = await warm();
    await clock.advance(10_000);
    expect(workers.at(0).sent.at(-1)).toEqual({ type: 'ping' });
    workers.at(0).say({ type: 'pong' });
    await clock.advance(29_999);
    expect(workers.at(0).isKilled).toBe(false);
    await clock.advance(1);
    expect(workers.at(0).isKilled).toBe(true);
    expect(inference.workers()).toMatchObject([{ state: 'stopped', restarts: 1 }]);
    expect(lines.join('')).toContain('gave no sign of life');
  });
});

describe('a model that takes workers down', () => {
  /** Has the newest worker crash over a picture of `other`. */
  async function crash({ clock, workers, look }: PoolBench): Promise<string> {
    const before = workers.all.length;
    const asked = look('bad', 1, other);
    await clock.advance(0);
    if (workers.all.length > before || workers.at(-1).sent.length === 0) workers.at(-1).ready();
    workers.at(-1).crash();
    return asked;
  }

  it('is left alone after two crashes in a row, and what waits for it is told', async () => {
    const bench = poolBench();
    expect(await crash(bench)).toBe('crashes');
    const waiting = bench.look('bad too', 2, other);
    await bench.clock.advance(0);
    bench.workers.at(1).ready();
    void bench.look('bad three', 3, other);
    bench.workers.at(1).crash();
    expect(await waiting).toBe('crashes');
    await heard();
    expect(bench.results).toContain('bad three 3: crashes');
    const started = bench.workers.all.length;
    expect(await bench.look('bad', 4, other)).toBe('crashes');
    await bench.clock.advance(25_000);
    expect(await bench.look('bad', 5, other)).toBe('crashes');
    expect(bench.workers.all).toHaveLength(started);
  });

  it('does not take the other models with it', async () => {
    const bench = poolBench();
    await crash(bench);
    await crash(bench);
    void bench.look('good', 1);
    await bench.clock.advance(1_000);
    bench.workers.at(-1).ready();
    bench.workers.at(-1).answer();
    await heard();
    expect(bench.results.at(-1)).toBe('good 1: done');
  });

  it('is tried again after 30 s, then after a minute, each time once', async () => {
    const bench = poolBench();
    await crash(bench);
    await crash(bench);
    await bench.clock.advance(30_000);
    await crash(bench);
    await bench.clock.advance(59_000);
    const before = bench.workers.all.length;
    expect(await bench.look('bad', 1, other)).toBe('crashes');
    expect(bench.workers.all).toHaveLength(before);
    await bench.clock.advance(1_000);
    void bench.look('bad', 2, other);
    bench.workers.at(-1).ready();
    bench.workers.at(-1).answer();
    await heard();
    expect(bench.results.at(-1)).toBe('bad 2: done');
  });

  it('is forgiven one crash by an answer', async () => {
    const bench = poolBench();
    await crash(bench);
    void bench.look('bad', 1, other);
    await bench.clock.advance(0);
    bench.workers.at(-1).ready();
    bench.workers.at(-1).answer();
    expect(await crash(bench)).toBe('crashes');
    void bench.look('bad', 2, other);
    await bench.clock.advance(0);
    expect(bench.results).not.toContain('bad 2: crashes');
  });

  it('is tried again at once when its file has changed', async () => {
    const bench = poolBench();
    await crash(bench);
    await crash(bench);
    bench.inference.unload('other');
    void bench.look('bad', 9, other);
    await bench.clock.advance(1_000);
    bench.workers.at(-1).ready();
    expect(bench.workers.at(-1).lastPicture).toBe(9);
  });

  it('is risked in one worker at a time until it has answered', async () => {
    const bench = await warm({ workers: 2 });
    void bench.look('a', 1, other);
    void bench.look('b', 2, other);
    void bench.look('c', 3);
    bench.workers.at(1).ready();
    expect(bench.workers.at(1).jobs.map(({ model }) => model.id)).toEqual(['nano']);
    bench.workers.at(1).answer();
    bench.workers.at(0).loaded();
    bench.workers.at(0).answer();
    const jobs = bench.workers.all.flatMap((worker) => worker.jobs).map(({ task }) => task.picture.data[0]);
    expect(jobs).toContain(2);
  });

  it('runs on the CPU after it took a worker down on another provider', async () => {
    const bench = poolBench({ providers: ['webgpu', 'cpu'] });
    expect(await crash(bench)).toBe('crashes');
    void bench.look('bad', 1, other);
    await bench.clock.advance(0);
    bench.workers.at(1).ready();
    expect(bench.workers.at(0).lastJob.providers).toEqual(['webgpu', 'cpu']);
    expect(bench.workers.at(1).lastJob.providers).toEqual(['cpu']);
    bench.workers.at(1).answer();
    expect(bench.inference.workers()).toMatchObject([{ fallback: 'webgpu: the worker ended with code 1' }]);
  });
});

describe('a model that cannot be loaded', () => {
  it('is told to whoever waits for it and is tried again after 10 s', async () => {
    const { clock, workers, look, results } = poolBench();
    void look('a', 1);
    void look('b', 2);
    workers.at(0).ready();
    workers.at(0).refuse('load', 'corrupt');
    await heard();
    expect(results).toEqual(['a 1: corrupt', 'b 2: corrupt']);
    expect(await look('a', 3)).toBe('corrupt');
    expect(workers.at(0).jobs).toHaveLength(1);
    await clock.advance(10_000);
    workers.at(0).say({ type: 'pong' });
    void look('a', 4);
    expect(workers.at(0).lastPicture).toBe(4);
  });

  it('is not blamed for one picture that it cannot look at', async () => {
    const { workers, look, results } = await warm();
    void look('a', 1);
    workers.at(0).refuse('run', 'failed');
    void look('a', 2);
    workers.at(0).answer();
    await heard();
    expect(results).toEqual(['a 1: failed', 'a 2: done']);
    expect(workers.all).toHaveLength(1);
  });
});

describe('workers that do not start', () => {
  it('are tried again ever more rarely, and after three what waits is told', async () => {
    const { clock, workers, look, results } = poolBench();
    void look('a', 1);
    workers.at(0).crash();
    await clock.advance(0);
    workers.at(1).crash();
    await clock.advance(999);
    expect(workers.all).toHaveLength(2);
    expect(results).toEqual([]);
    await clock.advance(1);
    workers.at(2).crash();
    await heard();
    expect(results).toEqual(['a 1: failed']);
    void look('a', 2);
    await clock.advance(1_999);
    expect(workers.all).toHaveLength(3);
    await clock.advance(1);
    workers.at(3).ready();
    workers.at(3).answer();
    await heard();
    expect(results).toEqual(['a 1: failed', 'a 2: done']);
  });

  it('are tried again also when the timer fires a moment before its time', async () => {
    const clock = new FakeClock();
    const early: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (ms, callback) => clock.after(Math.max(0, ms - 0.5), callback),
      every: (ms, callback) => clock.every(ms, callback),
    };
    const { workers, look } = poolBench({ clock: early });
    void look('a', 1);
    workers.at(0).crash();
    await clock.advance(0);
    workers.at(1).crash();
    await clock.advance(2_000);
    expect(workers.all).toHaveLength(3);
  });

  it('are ended when they say nothing for a minute', async () => {
    const { clock, workers, look } = poolBench();
    void look('a', 1);
    await clock.advance(60_000);
    expect(workers.at(0).isKilled).toBe(true);
    expect(workers.all).toHaveLength(2);
  });

  it('are told when the host cannot start a process at all', async () => {
    const startWorker = () => {
      throw new Error('no processes left');
    };
    const { clock, look, results } = poolBench({ startWorker });
    void look('a', 1);
    await clock.advance(5_000);
    expect(results).toEqual(['a 1: failed']);
  });
});

describe('looking into a model', () => {
  it('is done in a process of its own, which is ended', async () => {
    const { workers, inference } = await warm();
    const asked = inference.inspect(other);
    await heard();
    const [pool, own] = workers.all;
    own?.ready();
    const facts = { purpose: 'detector', family: 'yolox', inputWidth: 416, inputHeight: 416, labels: ['person'] };
    const answer = { provider: 'cpu', fallback: null, workerMs: 1, models: ['other'] };
    own?.say({ type: 'done', id: own.lastJob.id, outcome: { kind: 'inspect', facts }, ...answer });
    expect(await asked).toEqual(facts);
    expect([pool?.isKilled, own?.isKilled]).toEqual([false, true]);
  });

  it('tells of a file that hangs, one that crashes and one that is damaged', async () => {
    const { clock, workers, inference } = poolBench();
    const problem = (asked: Promise<unknown>) =>
      asked.catch((error: unknown) => (error as { problem: string }).problem);
    const hanging = problem(inference.inspect(nano));
    await heard();
    workers.at(-1).ready();
    await clock.advance(60_000);
    const crashing = problem(inference.inspect(nano));
    await heard();
    workers.at(-1).ready();
    workers.at(-1).crash();
    const damaged = problem(inference.inspect(nano));
    await heard();
    workers.at(-1).ready();
    workers.at(-1).refuse('load', 'corrupt');
    expect(await Promise.all([hanging, crashing, damaged])).toEqual(['hangs', 'crashes', 'corrupt']);
    expect(workers.all.map(({ isKilled }) => isKilled)).toEqual([true, false, true]);
  });

  it('is refused when more than four wait for it', async () => {
    const { inference } = poolBench();
    for (let many = 0; many < 4; many += 1) void inference.inspect(nano).catch(() => undefined);
    await expect(inference.inspect(nano)).rejects.toMatchObject({ problem: 'failed' });
  });
});
