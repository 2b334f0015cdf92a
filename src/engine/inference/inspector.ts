import type { Clock } from '../clock.ts';
import { ModelError, type ModelFacts, type ModelFile } from '../vision/index.ts';
import type { Limits } from './limits.ts';
import type { StartWorker } from './types.ts';
import { WorkerRun, type RunHost } from './worker-run.ts';

interface InspectorOptions {
  readonly start: StartWorker;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly threads: number;
}

/** More than that wait only when something is wrong. */
const LINE = 4;

/**
 * Opens files that nobody knows yet, one at a time, each in a process of its own that is ended right after: whatever such a file
 * does, the cameras' workers do not notice.
 */
export class Inspector {
  readonly #options: InspectorOptions;
  #last: Promise<unknown> = Promise.resolve();
  #inLine = 0;
  #run: WorkerRun | null = null;
  #stopped = false;

  constructor(options: InspectorOptions) {
    this.#options = options;
  }

  /** @throws ModelError */
  async inspect(model: ModelFile): Promise<ModelFacts> {
    if (this.#inLine >= LINE) throw new ModelError('failed', 'too many models are being looked at');
    this.#inLine += 1;
    const result = this.#last.then(() => this.#inspect(model));
    this.#last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      this.#inLine -= 1;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const run = this.#run;
    run?.kill();
    await run?.gone;
  }

  async #inspect(file: ModelFile): Promise<ModelFacts> {
    if (this.#stopped) throw new ModelError('failed', 'inference is stopped');
    try {
      return await this.#ask(file);
    } finally {
      this.#run?.kill();
      this.#run = null;
    }
  }

  #ask({ id, path, labels }: ModelFile): Promise<ModelFacts> {
    const { start, clock, limits, threads } = this.#options;
    const host: RunHost = { start, clock, limits, openShelf: () => null };
    const model = { id, path, labels: labels === null ? null : [...labels] };
    return new Promise((resolve, reject) => {
      const run: WorkerRun = new WorkerRun(host, {
        onFree: (answer) => {
          // What a file is, is told on the CPU: nothing of it depends on what runs it.
          const job = { type: 'job', id: 1, model, providers: ['cpu'], threads, task: { kind: 'inspect' } } as const;
          if (answer === null) run.give({ ...job, providers: [...job.providers] }, limits.firstRunMs);
          else if (answer.type === 'error') reject(new ModelError(answer.problem, answer.message));
          else if (answer.outcome.kind === 'inspect') resolve(answer.outcome.facts);
          else reject(new ModelError('failed', 'the worker answered another question'));
        },
        onEnd: (end, detail) => {
          const problem = end === 'hung' ? 'hangs' : end === 'crashed' ? 'crashes' : 'failed';
          reject(new ModelError(problem, `the worker ${detail}`));
        },
        onSlow: () => undefined,
      });
      this.#run = run;
    }).catch((error: unknown) => {
      throw error instanceof ModelError ? error : new ModelError('failed', String(error));
    }) as Promise<ModelFacts>;
  }
}
