import { ModelError, type Picture } from '../vision/index.ts';
import { LoadedModels, type Loaded, type LoadModel } from './loaded-models.ts';
import {
  pictureBytes,
  toWorkerSchema,
  type FromWorker,
  type GivenPicture,
  type Outcome,
  type Task,
  type ToWorker,
} from './messages.ts';
import { ShelfReader } from './shelf.ts';

/** The worker's end of the line to its host. */
export interface WorkerPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Job = Extract<ToWorker, { type: 'job' }>;

/** Models that a worker holds in memory: a detector, one for a dry run or another camera, a classifier. */
const KEPT_MODELS = 3;

/**
 * Serves a host, one job at a time in the order in which they come: loads models when they are first wanted, and answers. Whatever
 * goes wrong with a picture or a model is an answer. onnxruntime-node runs a model on this very thread, so nothing is heard
 * meanwhile: the host's deadlines count on that, and its pings are answered between jobs.
 * @param now milliseconds that only ever grow
 */
export function runInferenceWorker(port: WorkerPort, loadModel: LoadModel, now = () => performance.now()): void {
  const served = new Served(new LoadedModels(loadModel, KEPT_MODELS), (message) => port.send(message), now);
  port.onMessage((raw) => {
    const parsed = toWorkerSchema.safeParse(raw);
    if (parsed.success) served.hear(parsed.data);
    else refuse(raw, parsed.error.message, (message) => port.send(message));
  });
  port.send({ type: 'ready' } satisfies FromWorker);
}

/** A job that is not understood is answered too, or the host would take it for one that hangs. */
function refuse(raw: unknown, why: string, send: (message: FromWorker) => void): void {
  if (typeof raw !== 'object' || raw === null || !('id' in raw) || typeof raw.id !== 'number') return;
  send({ type: 'error', id: raw.id, stage: 'run', problem: 'failed', message: `not understood: ${why}`, models: [] });
}

class Served {
  readonly #models: LoadedModels;
  readonly #send: (message: FromWorker) => void;
  readonly #now: () => number;
  readonly #shelf = new ShelfReader();
  /** Jobs that have not begun. */
  readonly #lying = new Set<number>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(models: LoadedModels, send: (message: FromWorker) => void, now: () => number) {
    this.#models = models;
    this.#send = send;
    this.#now = now;
  }

  hear(message: ToWorker): void {
    if (message.type === 'ping') this.#send({ type: 'pong' });
    else if (message.type === 'shelf') this.#send({ type: 'shelf', isOpen: this.#shelf.open(message.path) });
    else if (message.type === 'withdraw') this.#lying.delete(message.id);
    else if (message.type === 'unload') this.#last = this.#last.then(() => this.#models.unload(message.modelId));
    else {
      this.#lying.add(message.id);
      this.#last = this.#last.then(() => (this.#lying.delete(message.id) ? this.#serve(message) : undefined));
    }
  }

  async #serve({ id, model: file, providers, threads, task }: Job): Promise<void> {
    const models = this.#models;
    let stage: 'load' | 'run' = 'load';
    try {
      let loaded = models.find(file, providers, threads);
      if (loaded === null) {
        loaded = await models.load(file, providers, threads);
        this.#send({ type: 'loaded', id });
      }
      stage = 'run';
      const startedMs = this.#now();
      const outcome = await this.#run(loaded, task);
      const workerMs = this.#now() - startedMs;
      const { model, fallback } = loaded;
      this.#send({ type: 'done', id, outcome, provider: model.provider, fallback, workerMs, models: models.ids() });
    } catch (error) {
      const problem = error instanceof ModelError ? error.problem : 'failed';
      const message = error instanceof Error ? error.message : String(error);
      this.#send({ type: 'error', id, stage, problem, message, models: models.ids() });
    }
  }

  async #run({ model }: Loaded, task: Task): Promise<Outcome> {
    if (task.kind === 'inspect') return { kind: 'inspect', facts: { ...model.facts, labels: [...model.facts.labels] } };
    const picture = this.#pictureOf(task.picture);
    if (task.kind === 'detect') return { kind: 'detect', detections: await model.detect(picture, task.options) };
    return { kind: 'classify', attributes: await model.classify(picture, task.box) };
  }

  /** @throws Error when it does not lie where it should */
  #pictureOf(given: GivenPicture): Picture {
    if (!('place' in given)) return given;
    const { width, height, place } = given;
    return { width, height, data: this.#shelf.read(place, pictureBytes(width, height)) };
  }
}
