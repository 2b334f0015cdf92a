import { ModelError } from '../vision/index.ts';
import { LoadedModels, type Loaded, type LoadModel } from './loaded-models.ts';
import { toWorkerSchema, type FromWorker, type Outcome, type Task, type ToWorker } from './messages.ts';

/** The worker's end of the line to its host. */
export interface WorkerPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Job = Extract<ToWorker, { type: 'job' }>;

/** Models that a worker holds in memory: a detector, one for a dry run or another camera, a classifier. */
const KEPT_MODELS = 3;

/**
 * Serves a host, one job at a time: loads models when they are first wanted, and answers. Whatever goes wrong with a picture or a
 * model is an answer. onnxruntime-node runs a model on this very thread, so nothing is heard meanwhile: the host's deadlines
 * count on that, and its pings are answered between jobs.
 * @param now milliseconds that only ever grow
 */
export function runInferenceWorker(port: WorkerPort, loadModel: LoadModel, now = () => performance.now()): void {
  const models = new LoadedModels(loadModel, KEPT_MODELS);
  const send = (message: FromWorker) => port.send(message);
  let last: Promise<unknown> = Promise.resolve();
  port.onMessage((raw) => {
    const parsed = toWorkerSchema.safeParse(raw);
    if (!parsed.success) {
      refuse(raw, parsed.error.message, send);
      return;
    }
    const message = parsed.data;
    if (message.type === 'ping') send({ type: 'pong' });
    else if (message.type === 'unload') last = last.then(() => models.unload(message.modelId));
    else last = last.then(() => serve(message, models, send, now));
  });
  send({ type: 'ready' });
}

/** A job that is not understood is answered too, or the host would take it for one that hangs. */
function refuse(raw: unknown, why: string, send: (message: FromWorker) => void): void {
  if (typeof raw !== 'object' || raw === null || !('id' in raw) || typeof raw.id !== 'number') return;
  send({ type: 'error', id: raw.id, stage: 'run', problem: 'failed', message: `not understood: ${why}`, models: [] });
}

async function serve(
  { id, model: file, providers, threads, task }: Job,
  models: LoadedModels,
  send: (message: FromWorker) => void,
  now: () => number,
): Promise<void> {
  let stage: 'load' | 'run' = 'load';
  try {
    let loaded = models.find(file, providers, threads);
    if (loaded === null) {
      loaded = await models.load(file, providers, threads);
      send({ type: 'loaded', id });
    }
    stage = 'run';
    const startedMs = now();
    const outcome = await run(loaded, task);
    const workerMs = now() - startedMs;
    const { model, fallback } = loaded;
    send({ type: 'done', id, outcome, provider: model.provider, fallback, workerMs, models: models.ids() });
  } catch (error) {
    const problem = error instanceof ModelError ? error.problem : 'failed';
    const message = error instanceof Error ? error.message : String(error);
    send({ type: 'error', id, stage, problem, message, models: models.ids() });
  }
}

async function run({ model }: Loaded, task: Task): Promise<Outcome> {
  if (task.kind === 'inspect') return { kind: 'inspect', facts: { ...model.facts, labels: [...model.facts.labels] } };
  if (task.kind === 'detect') return { kind: 'detect', detections: await model.detect(task.picture, task.options) };
  return { kind: 'classify', attributes: await model.classify(task.picture, task.box) };
}
