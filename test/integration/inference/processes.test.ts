import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { createInference, type Inference, type InferenceOptions } from '../../../src/engine/inference/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { createStartWorker } from '../../../src/server/start-worker.ts';
import { eventually } from '../../support/eventually.ts';
import { descendants, isAlive } from '../../support/processes.ts';

const support = join(import.meta.dirname, '..', '..', 'support');
const logger = createLogger({ level: 'fatal' });
const picture = { width: 640, height: 360, data: new Uint8Array(345_600) };
const options = { minScore: 0, labels: [], look: null };

let inference: Inference | null = null;
afterEach(async () => {
  await inference?.stop();
  inference = null;
});

function start(given: Partial<InferenceOptions> = {}) {
  const startWorker = createStartWorker(logger, join(support, 'odd-worker.ts'));
  const pool = createInference({ startWorker, workers: 1, threadsPerWorker: 1, clock: systemClock, logger, ...given });
  inference = pool;
  /** The id of the process that looked, or the problem. */
  const ask = (cameraId: string, path = 'good') =>
    pool.detect(cameraId, { id: path, path, labels: null }, picture, options).then(
      (result) => (result.kind === 'done' ? Number(result.detections[0]?.label) : result.kind),
      (error: unknown) => (error as { problem: string }).problem,
    );
  const pids = () => pool.workers().flatMap(({ pid }) => pid ?? []);
  return { pool, ask, pids };
}

describe('inference workers as child processes', () => {
  it('look at pictures', async () => {
    const { ask, pids } = start();
    const pid = await ask('a');
    expect(pids()).toEqual([pid]);
    expect(await ask('b')).toBe(pid);
  });

  it('see the same whether pictures are sent or lie in memory that they share', async () => {
    const seen = async (given: Partial<InferenceOptions>) => {
      const { pool } = start(given);
      const model = { id: 'bright', path: 'bright', labels: null };
      const levels: (string | undefined)[] = [];
      for (const level of [10, 200, 30]) {
        const bright = { ...picture, data: new Uint8Array(345_600).fill(level) };
        const result = await pool.detect('a', model, bright, options);
        levels.push(result.kind === 'done' ? result.detections[0]?.label : result.kind);
      }
      await pool.stop();
      return levels;
    };
    expect(await seen({})).toEqual(['10', '200', '30']);
    expect(await seen({ openShelf: () => null })).toEqual(['10', '200', '30']);
  });

  it('that hang are replaced, and the other cameras go on', async () => {
    const { ask, pool } = start({ limits: { firstRunMs: 2500, runMs: 2500, standInMs: 60_000 } });
    const first = await ask('a');
    const hanging = ask('bad', 'hang');
    const waiting = ask('a');
    expect(await hanging).toBe('hangs');
    expect(await waiting).toEqual(expect.any(Number));
    expect(await waiting).not.toBe(first);
    expect(pool.workers()).toMatchObject([{ restarts: 1, state: 'idle' }]);
    await eventually('the one that hung to be gone', () => !isAlive(Number(first)));
  });

  it('that crash are replaced, and the model is left alone after the second time', async () => {
    const { ask, pool } = start({ limits: { restartMs: 1 } });
    expect(await ask('bad', 'crash')).toBe('crashes');
    expect(await ask('bad', 'crash')).toBe('crashes');
    expect(await ask('bad', 'crash')).toBe('crashes');
    expect(pool.workers()).toMatchObject([{ restarts: 2 }]);
    expect(await ask('good')).toEqual(expect.any(Number));
  });

  it('that are killed while they are busy take one picture with them and nothing else', async () => {
    const { ask, pool } = start({ workers: 2 });
    await ask('a', 'slow');
    const busy = ask('a', 'slow');
    const others = [ask('b'), ask('c')];
    const victim = await eventually(
      'a busy worker',
      () => pool.workers().find(({ state, models }) => state === 'busy' && models.includes('slow'))?.pid,
    );
    process.kill(victim, 'SIGKILL');
    expect(await busy).toBe('crashes');
    for (const outcome of await Promise.all(others)) expect(outcome).toEqual(expect.any(Number));
    expect(await ask('a', 'slow')).not.toBe(victim);
  });

  it('are gone when the pool is stopped, even one that hangs', async () => {
    const { ask, pool, pids } = start({ workers: 2 });
    await ask('a');
    void ask('bad', 'hang');
    await ask('a');
    const started = pids();
    expect(started).toHaveLength(2);
    await pool.stop();
    expect(started.filter(isAlive)).toEqual([]);
    expect(descendants(process.pid).filter((pid) => started.includes(pid))).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('do not outlive a host that is killed, even one that hangs', async () => {
    const host = spawn(process.execPath, [join(support, 'inference-host.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(host.stdout, 'data')) as [Buffer];
    const workers = JSON.parse(line.toString()) as { pid: number; state: string }[];
    expect(workers.map(({ state }) => state).sort()).toEqual(['busy', 'idle']);
    expect(workers.map(({ pid }) => isAlive(pid))).toEqual([true, true]);
    host.kill('SIGKILL');
    try {
      await eventually('all of its workers to be gone', () => workers.every(({ pid }) => !isAlive(pid)));
    } finally {
      for (const { pid } of workers) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  });

  it.skipIf(process.platform !== 'linux')('give way to everybody else with each of their threads', async () => {
    const { ask } = start();
    const pid = Number(await ask('a'));
    const nice = readdirSync(`/proc/${pid}/task`).map((thread) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      // Field 19 of proc_pid_stat(5); the second may hold spaces.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
    });
    expect(new Set(nice)).toEqual(new Set([10]));
  });

  it.skipIf(process.platform !== 'linux')('are told nothing of the host’s environment but what they need', async () => {
    process.env['VIGIL_TEST_SECRET'] = 'do not tell';
    const { ask } = start();
    const pid = Number(await ask('a'));
    delete process.env['VIGIL_TEST_SECRET'];
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment).toContain('PATH=');
    expect(environment).not.toContain('do not tell');
  });
});
