import type { Clock, Timer } from '../clock.ts';
import { fromWorkerSchema, type Answer, type ToWorker } from './messages.ts';
import type { Limits } from './limits.ts';
import type { StartWorker, WorkerProcess } from './types.ts';

export type JobMessage = Extract<ToWorker, { type: 'job' }>;

/** How a worker came to its end. `silent`: it did not start, or did not answer while it had nothing to do. */
export type WorkerEnd = 'crashed' | 'hung' | 'silent' | 'ended';

export interface RunEvents {
  /** It can take a job: it has started, or has answered the last one (`answer`). */
  onFree(answer: Answer | null): void;
  /** Once, as soon as it is known; the process may take a moment more to be gone. */
  onEnd(end: WorkerEnd, detail: string): void;
  /** It has been at one job for so long that somebody else had better go on: see `isStuck`. */
  onSlow(): void;
}

/** A timer that fires so much later than it was due says that this program stood still (the machine slept), not that the worker did. */
const STOOD_STILL_MS = 2_000;

/** One worker process from its start to its end: one job at a time, with a deadline; asked for a sign of life while it has none. */
export class WorkerRun {
  readonly #process: WorkerProcess;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #events: RunEvents;
  #state: 'starting' | 'idle' | 'busy' | 'ended' = 'starting';
  #job: { readonly id: number; readonly runMs: number } | null = null;
  #timer: Timer | null = null;
  #slow: Timer | null = null;
  #models: readonly string[] = [];
  #hasSpoken = false;
  #isStuck = false;
  #gone: () => void = () => undefined;
  readonly gone: Promise<void>;

  /** @throws when the host cannot start a process */
  constructor(start: StartWorker, clock: Clock, limits: Limits, events: RunEvents) {
    this.#clock = clock;
    this.#limits = limits;
    this.#events = events;
    this.gone = new Promise((resolve) => (this.#gone = resolve));
    this.#process = start();
    this.#process.onMessage((message) => this.#receive(message));
    this.#process.onExit((code) => this.#left(code));
    this.#deadline(limits.startMs, () => this.#giveUp('silent', 'did not start in time'));
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

  /** Only while `idle`. @param runMs deadline of a run that is not the first of this model here */
  run(message: JobMessage, runMs: number): void {
    this.#state = 'busy';
    this.#job = { id: message.id, runMs };
    const isLoaded = this.#models.includes(message.model.id);
    const what = isLoaded ? 'did not answer in' : 'did not load in';
    const ms = isLoaded ? runMs : this.#limits.loadMs;
    this.#deadline(ms, () => this.#giveUp('hung', `${what} ${Math.round(ms)} ms`));
    this.#slowAfter(isLoaded ? runMs / 2 : this.#limits.standInMs);
    this.#send(message);
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

  #receive(raw: unknown): void {
    if (this.#state === 'ended') return;
    const parsed = fromWorkerSchema.safeParse(raw);
    if (!parsed.success) {
      this.#giveUp('crashed', `said what is not understood: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    this.#hasSpoken = true;
    if (message.type === 'ready') {
      if (this.#state === 'starting') this.#becomeFree(null);
    } else if (message.type === 'pong') {
      if (this.#state === 'idle') this.#awaitPing();
    } else if (message.id === this.#job?.id) {
      if (message.type === 'loaded') this.#awaitFirstRun();
      else {
        this.#models = message.models;
        this.#becomeFree(message);
      }
    }
  }

  #awaitFirstRun(): void {
    const ms = Math.max(this.#limits.firstRunMs, this.#job?.runMs ?? 0);
    this.#deadline(ms, () => this.#giveUp('hung', `did not answer in ${Math.round(ms)} ms`));
  }

  #slowAfter(ms: number): void {
    this.#slow = this.#clock.after(ms, () => {
      this.#isStuck = true;
      this.#events.onSlow();
    });
  }

  #becomeFree(answer: Answer | null): void {
    this.#state = 'idle';
    this.#job = null;
    this.#slow?.cancel();
    this.#isStuck = false;
    this.#awaitPing();
    this.#events.onFree(answer);
  }

  #awaitPing(): void {
    this.#deadline(this.#limits.pingMs, () => {
      this.#deadline(this.#limits.pongMs, () => this.#giveUp('silent', 'gave no sign of life'));
      this.#send({ type: 'ping' });
    });
  }

  /** There is one deadline at a time; a new one takes the place of the old. */
  #deadline(ms: number, missed: () => void): void {
    this.#timer?.cancel();
    const dueMs = this.#clock.monotonic() + ms;
    this.#timer = this.#clock.after(ms, () => {
      if (this.#clock.monotonic() - dueMs > STOOD_STILL_MS) this.#deadline(ms, missed);
      else missed();
    });
  }

  #giveUp(end: WorkerEnd, detail: string): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#process.kill();
    this.#tell(end, detail);
  }

  #left(code: number | null): void {
    this.#gone();
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#tell('crashed', code === null ? 'was ended by a signal' : `ended with code ${code}`);
  }

  #tell(end: WorkerEnd, detail: string): void {
    this.#timer?.cancel();
    this.#slow?.cancel();
    this.#events.onEnd(end, detail);
  }
}
