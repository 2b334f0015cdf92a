// The same model alone: onnxruntime in as many processes as Vigil has workers, with as many threads, flat out. No pictures are prepared, no
// boxes are read. This file is both the measurer and, started with a model's path, one of those processes.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { giveWay } from '../../src/engine/inference/index.ts';
import { elapse } from './scene.ts';

/** What one process did from `go` to `stop`. */
interface Done {
  readonly runs: number;
  readonly cpuMs: number;
}

export interface RawSpeed {
  readonly perSecond: number;
  /** Processor time of one run. */
  readonly cpuMs: number;
}

export interface RawOptions {
  readonly model: string;
  readonly side: number;
  readonly workers: number;
  readonly threads: number;
  readonly measureMs: number;
}

async function told(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown];
  return message;
}

/** Runs the model in all processes at once for so long. */
export async function rawSpeed({ model, side, workers, threads, measureMs }: RawOptions): Promise<RawSpeed> {
  const children = Array.from({ length: workers }, () =>
    fork(import.meta.filename, [model, String(side), String(threads)], { execArgv: [] }),
  );
  try {
    await Promise.all(children.map(told));
    const fromMs = performance.now();
    for (const child of children) child.send('go');
    await elapse(measureMs);
    const answers = children.map(told);
    for (const child of children) child.send('stop');
    const done = (await Promise.all(answers)) as Done[];
    const seconds = (performance.now() - fromMs) / 1000;
    const runs = done.reduce((sum, one) => sum + one.runs, 0);
    return { perSecond: runs / seconds, cpuMs: done.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / runs };
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** The process: says that it is ready, runs from `go` to `stop`, answers with what it did. */
async function serve(model: string, side: number, threads: number): Promise<void> {
  // As Vigil's workers do, so that both get the same share of a busy machine.
  giveWay();
  const session = await InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1 });
  const name = session.inputNames[0] ?? '';
  const grey = new Float32Array(3 * side * side).fill(114);
  const run = () => session.run({ [name]: new Tensor('float32', grey, [1, 3, side, side]) });
  for (let warm = 0; warm < 5; warm += 1) await run();
  let state: unknown = 'waiting';
  process.on('message', (message) => (state = message));
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
  while (state !== 'go') await elapse(1);
  const from = process.cpuUsage();
  let runs = 0;
  for (; state === 'go'; runs += 1) await run();
  const { user, system } = process.cpuUsage(from);
  process.send?.({ runs, cpuMs: (user + system) / 1000 } satisfies Done);
}

const [, file, model, side, threads] = process.argv;
if (file === import.meta.filename && model !== undefined) await serve(model, Number(side), Number(threads));
