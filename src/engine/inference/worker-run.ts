import type { Clock, Timer } from '../clock.ts';
import type { Limits } from './limits.ts';
import { fromWorkerSchema, type Answer, type FromWorker, type ToWorker } from './messages.ts';
import type { OpenShelf, Place, Shelf } from './shelf.ts';
import type { StartWorker, WorkerProcess } from './types.ts';

/** A job before it is sent: its picture has its bytes. */
export type JobMessage = Extract<ToWorker, { type: 'job' }>;

/** How a worker came to its end. `silent`: it did not start, or did not answer while it had nothing to do. */
export type WorkerEnd = 'crashed' | 'hung' | 'silent' | 'ended';

export interface RunEvents {
  /** It can take a job: it has started, or has answered (`answer`). It may have begun the one that lay ready. */
  onFree(answer: Answer | null): void;
  /** Once, as soon as it is known; the process may take a moment more to be gone. */
  onEnd(end: WorkerEnd, detail: string): void;
  /** It has been at one job for so long that somebody else had better go on: see `isStuck`. */
  onSlow(): void;
}

/** What a process is started with. */
export interface RunHost {
  readonly start: StartWorker;
  readonly openShelf: OpenShelf;
  readonly clock: Clock;
  readonly limits: Limits;
}

interface Given {
  readonly id: number;
  readonly modelId: string;
  readonly runMs: number;
  readonly place: Place;
}

/** A timer that fires so much later than it was due says that this program stood still (the machine slept), not that the worker did. */
const STOOD_STILL_MS = 2_000;

/**
 * One worker process from its start to its end: it is at one job at a time, with a deadline, and one more may lie ready with it, whose
 * time runs from when the one before is answered. While it has none it is asked for a sign of life.
 */
export class WorkerRun {
  readonly #process: WorkerProcess;
  readonly #host: RunHost;
  readonly #events: RunEvents;
  #state: 'starting' | 'idle' | 'busy' | 'ended' = 'starting';
  #job: Given | null = null;
  #ready: Given | null = null;
  #beganMs = 0;
  #isLoading = false;
  #timer: Timer | null = null;
  #slow: Timer | null = null;
  #models: readonly string[] = [];
  #hasSpoken = false;
  #isStuck = false;
  #shelf: Shelf | null = null;
  #isShelfOpen = false;
  #gone: () => void = () => undefined;
  readonly gone: Promise<void>;

  /** @throws when the host cannot start a process */
  constructor(host: RunHost, events: RunEvents) {
    this.#host = host;
    this.#events = events;
    this.gone = new Promise((resolve) => (this.#gone = resolve));
    this.#process = host.start();
    this.#process.onMessage((message) => this.#receive(message));
    this.#process.onExit((code) => this.#left(code));
    this.#deadline(host.limits.startMs, () => this.#giveUp('silent', 'did not start in time'));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get state(): 'starting' | 'idle' | 'busy' | 'ended' {
    return this.#state;
  }

  get models(): readonly string[] {
    return this.#models;
  }

  /** It has said that it is there. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** It is slow over the job that it has. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** It starts, loads a model, or is at the first picture after that: a pool with such a one serves less than it can. */
  get isWarmingUp(): boolean {
    return this.#state === 'starting' || (this.#state === 'busy' && this.#isLoading);
  }

  /** When it began the job that it has; monotonic. */
  get beganMs(): number {
    return this.#beganMs;
  }

  /** Whether a job may lie ready with it: it is at one that should take no longer than usual, and none lies there. */
  get hasRoom(): boolean {
    return this.#state === 'busy' && this.#ready === null && !this.#isLoading && !this.#isStuck;
  }

  /** Only while it is `idle`, or `hasRoom`: then the job lies ready. @param runMs deadline of a run that is not the first of this model here */
  give(message: JobMessage, runMs: number): void {
    const place: Place = (this.#job ?? this.#ready)?.place === 0 ? 1 : 0;
    const given = { id: message.id, modelId: message.model.id, runMs, place };
    if (this.#state === 'busy') this.#ready = given;
    else this.#begin(given);
    this.#send({ ...message, task: this.#shelved(message.task, place) });
  }

  /** The job that lies ready is not to be done. If the worker has just begun it, what it answers counts for nothing. */
  withdraw(): void {
    if (this.#ready === null) return;
    const { id } = this.#ready;
    this.#ready = null;
    if (this.#state !== 'ended') this.#send({ type: 'withdraw', id });
  }

  unload(modelId: string): void {
    if (this.#state === 'ended') return;
    this.#models = this.#models.filter((id) => id !== modelId);
    this.#send({ type: 'unload', modelId });
  }

  kill(): void {
    this.#giveUp('ended', 'was ended');
  }

  #send(message: ToWorker): void {
    try {
      this.#process.send(message);
    } catch (error) {
      this.#giveUp('crashed', error instanceof Error ? error.message : String(error));
    }
  }

  #shelved(task: JobMessage['task'], place: Place): JobMessage['task'] {
    if (task.kind === 'inspect' || !('data' in task.picture) || !this.#isShelfOpen) return task;
    const { width, height, data } = task.picture;
    if (this.#shelf?.put(place, data) !== true) return task;
    return { ...task, picture: { width, height, place } };
  }

  #receive(raw: unknown): void {
    if (this.#state === 'ended') return;
    const parsed = fromWorkerSchema.safeParse(raw);
    if (!parsed.success) {
      this.#giveUp('crashed', `said what is not understood: ${parsed.error.message}`);
      return;
    }
    this.#hasSpoken = true;
    this.#hear(parsed.data);
  }

  #hear(message: FromWorker): void {
    if (message.type === 'ready') {
      if (this.#state === 'starting') this.#start();
    } else if (message.type === 'pong') {
      if (this.#state === 'idle') this.#awaitPing();
    } else if (message.type === 'shelf') {
      this.#isShelfOpen = message.isOpen;
      if (!message.isOpen) this.#shelf?.close();
    } else if (message.id === this.#job?.id) {
      if (message.type === 'loaded') this.#awaitFirstRun();
      else this.#answered(message);
    }
  }

  #start(): void {
    this.#shelf = this.#host.openShelf();
    if (this.#shelf !== null) this.#send({ type: 'shelf', path: this.#shelf.path });
    this.#becomeIdle();
    this.#events.onFree(null);
  }

  #answered(answer: Answer): void {
    this.#models = answer.models;
    this.#slow?.cancel();
    this.#isStuck = false;
    const next = this.#ready;
    this.#ready = null;
    if (next === null) this.#becomeIdle();
    else this.#begin(next);
    this.#events.onFree(answer);
  }

  #becomeIdle(): void {
    this.#state = 'idle';
    this.#job = null;
    this.#awaitPing();
  }

  #begin(job: Given): void {
    const { limits, clock } = this.#host;
    this.#state = 'busy';
    this.#job = job;
    this.#beganMs = clock.monotonic();
    this.#isLoading = !this.#models.includes(job.modelId);
    const what = this.#isLoading ? 'did not load in' : 'did not answer in';
    const ms = this.#isLoading ? limits.loadMs : job.runMs;
    this.#deadline(ms, () => this.#giveUp('hung', `${what} ${Math.round(ms)} ms`));
    this.#slow = clock.after(this.#isLoading ? limits.standInMs : job.runMs / 2, () => {
      this.#isStuck = true;
      this.#events.onSlow();
    });
  }

  #awaitFirstRun(): void {
    const ms = Math.max(this.#host.limits.firstRunMs, this.#job?.runMs ?? 0);
    this.#deadline(ms, () => this.#giveUp('hung', `did not answer in ${Math.round(ms)} ms`));
  }

  #awaitPing(): void {
    const { pingMs, pongMs } = this.#host.limits;
    this.#deadline(pingMs, () => {
      this.#deadline(pongMs, () => this.#giveUp('silent', 'gave no sign of life'));
      this.#send({ type: 'ping' });
    });
  }

  /** There is one deadline at a time; a new one takes the place of the old. */
  #deadline(ms: number, missed: () => void): void {
    const { clock } = this.#host;
    this.#timer?.cancel();
    const dueMs = clock.monotonic() + ms;
    this.#timer = clock.after(ms, () => {
      if (clock.monotonic() - dueMs > STOOD_STILL_MS) this.#deadline(ms, missed);
      else missed();
    });
  }

  #giveUp(end: WorkerEnd, detail: string): void {
    if (this.#state === 'ended') return;
    this.#process.kill();
    this.#tell(end, detail);
  }

  #left(code: number | null): void {
    this.#gone();
    if (this.#state === 'ended') return;
    this.#tell('crashed', code === null ? 'was ended by a signal' : `ended with code ${code}`);
  }

  #tell(end: WorkerEnd, detail: string): void {
    this.#state = 'ended';
    this.#timer?.cancel();
    this.#slow?.cancel();
    this.#shelf?.close();
    this.#events.onEnd(end, detail);
  }
}
