import type { StartWorker } from '../../src/engine/inference/index.ts';

export interface SentJob {
  readonly type: 'job';
  readonly id: number;
  readonly model: { readonly id: string };
  readonly providers: readonly string[];
  readonly task: { readonly kind: string; readonly picture: { readonly data: Uint8Array } };
}

/** A worker process that does what the test says, when it says so. What is sent to it is a clone, as it would be. */
export class FakeWorker {
  readonly pid: number;
  readonly sent: { readonly type: string }[] = [];
  isKilled = false;
  #hear: (message: unknown) => void = () => undefined;
  #exit: (code: number | null) => void = () => undefined;
  #models: string[] = [];
  readonly #answered = new Set<number>();

  constructor(pid: number) {
    this.pid = pid;
  }

  send(message: unknown): void {
    this.sent.push(structuredClone(message) as { type: string });
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#hear = listener;
  }

  onExit(listener: (code: number | null) => void): void {
    this.#exit = listener;
  }

  kill(): void {
    this.isKilled = true;
    queueMicrotask(() => this.#exit(null));
  }

  say(message: object): void {
    this.#hear(message);
  }

  ready(): void {
    this.say({ type: 'ready' });
  }

  crash(code = 1): void {
    this.#exit(code);
  }

  get jobs(): readonly SentJob[] {
    return this.sent.filter((message): message is SentJob => message.type === 'job');
  }

  get lastJob(): SentJob {
    const job = this.jobs.at(-1);
    if (job === undefined) throw new Error('it was given no job');
    return job;
  }

  /** First byte of the picture of the job that it was given last: by it the tests tell pictures from each other. */
  get lastPicture(): number | undefined {
    return this.lastJob.task.picture.data[0];
  }

  loaded(): void {
    this.say({ type: 'loaded', id: this.#present().id });
  }

  /** Jobs that were withdrawn. */
  get withdrawn(): readonly number[] {
    return this.sent.flatMap((message) => (message.type === 'withdraw' && 'id' in message ? [Number(message.id)] : []));
  }

  /** Answers the job that it is at, the oldest without an answer that was not withdrawn, with one detection. */
  answer({ workerMs = 10, provider = 'cpu', fallback = null as string | null } = {}): void {
    const { id, model, task } = this.#present();
    this.#answered.add(id);
    this.#models = [...this.#models.filter((one) => one !== model.id), model.id];
    const box = { x: 0, y: 0, w: 1, h: 1 };
    const outcome =
      task.kind === 'detect'
        ? { kind: 'detect', detections: [{ label: `from ${this.pid}`, score: 0.5, box }] }
        : { kind: 'classify', attributes: [{ name: 'clothing', value: 'red', score: 0.5 }] };
    this.say({ type: 'done', id, outcome, provider, fallback, workerMs, models: this.#models });
  }

  refuse(stage: 'load' | 'run', problem: string): void {
    const { id } = this.#present();
    this.#answered.add(id);
    this.say({ type: 'error', id, stage, problem, message: `it is ${problem}`, models: this.#models });
  }

  #present(): SentJob {
    const over = new Set([...this.#answered, ...this.withdrawn]);
    const job = this.jobs.find(({ id }) => !over.has(id));
    if (job === undefined) throw new Error('it has no job');
    return job;
  }
}

/** Starts fake workers and remembers them. */
export class FakeWorkers {
  readonly all: FakeWorker[] = [];
  readonly start: StartWorker = () => {
    const worker = new FakeWorker(1000 + this.all.length);
    this.all.push(worker);
    return worker;
  };

  at(index: number): FakeWorker {
    const worker = this.all.at(index);
    if (worker === undefined) throw new Error(`there is no worker ${index}, only ${this.all.length}`);
    return worker;
  }
}
