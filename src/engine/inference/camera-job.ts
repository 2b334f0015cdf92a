import { ModelError } from '../vision/index.ts';
import type { Answer, Task } from './messages.ts';
import type { JobMessage } from './worker-run.ts';
import type { CameraJob } from './waiting.ts';

/** A job as it goes to a worker. The arrays are the message's own. */
export function jobMessage(job: CameraJob, id: number, providers: readonly string[], threads: number): JobMessage {
  const { model, picture } = job;
  const task: Task =
    job.kind === 'detect'
      ? { kind: 'detect', picture: { ...picture }, options: { ...job.options, labels: [...job.options.labels] } }
      : { kind: 'classify', picture: { ...picture }, box: job.box };
  const labels = model.labels === null ? null : [...model.labels];
  return {
    type: 'job',
    id,
    model: { id: model.id, path: model.path, labels },
    providers: [...providers],
    threads,
    task,
  };
}

/** Tells whoever asked what came of it. */
export function settle(job: CameraJob, answer: Answer): void {
  if (answer.type === 'error') job.reject(new ModelError(answer.problem, answer.message));
  else if (job.kind === 'detect' && answer.outcome.kind === 'detect') {
    const { provider, workerMs } = answer;
    job.resolve({ kind: 'done', detections: answer.outcome.detections, provider, workerMs });
  } else if (job.kind === 'classify' && answer.outcome.kind === 'classify') job.resolve(answer.outcome.attributes);
  else job.reject(new ModelError('failed', 'the worker answered another question'));
}
