import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { ModelError, type ModelFile } from '../vision/index.ts';
import { jobMessage, settle } from './camera-job.ts';
import { Inspector } from './inspector.ts';
import { backOff, defaultLimits, type Limits } from './limits.ts';
import type { Answer } from './messages.ts';
import { ModelHealth } from './model-health.ts';
import { openShelf, type OpenShelf } from './shelf.ts';
import { workersFor } from './sizing.ts';
import type { WorkerStatus } from '../../shared/detection.ts';
import type { Inference, StartWorker } from './types.ts';
import { Waiting, type CameraJob } from './waiting.ts';
import { WorkerRun, type RunHost, type WorkerEnd } from './worker-run.ts';

export interface InferenceOptions {
  /** Absent: this host has no workers, and every question is refused. */
  readonly startWorker: StartWorker | undefined;
  /** Both by the number of cores when they are not given. */
  readonly workers?: number;
  readonly threadsPerWorker?: number;
  /** Execution providers, the one to try first in front: see `providerOrder`. */
  readonly providers?: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<Limits>;
  /** Memory that a worker shares with this process; by default as the machine has it. */
  readonly openShelf?: OpenShelf;
}

interface SeatJob {
  readonly what: CameraJob;
  readonly providers: readonly string[];
  /** When the worker was given it; monotonic. */
  readonly sinceMs: number;
}

/** The place of one worker; processes come and go in it. */
interface Seat {
  run: WorkerRun | null;
  job: SeatJob | null;
  /** Lies with the worker, which has not begun it. */
  ready: SeatJob | null;
  restarts: number;
  /** Why a provider that was to come first does not run its last model. */
  fallback: string | null;
}

/** So many workers in a row that end before their first word: what waits is told. */
const HOPELESS_STARTS = 3;

/** The pool of workers: started when first needed, one more than there should be while one is stuck. */
export function createInference(options: InferenceOptions): Inference {
  const { startWorker } = options;
  return startWorker === undefined ? withoutWorkers() : new Pool(options, startWorker);
}

function withoutWorkers(): Inference {
  const refuse = () => Promise.reject(new ModelError('failed', 'this host starts no workers'));
  return {
    detect: refuse,
    classify: refuse,
    inspect: refuse,
    forget: () => undefined,
    unload: () => undefined,
    workers: () => [],
    stop: () => Promise.resolve(),
  };
}

class Pool implements Inference {
  readonly #host: RunHost;
  readonly #workers: number;
  readonly #threads: number;
  readonly #providers: readonly string[];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #limits: Limits;
  readonly #waiting = new Waiting();
  readonly #health: ModelHealth;
  readonly #inspector: Inspector;
  readonly #seats: readonly Seat[];
  /** Processes that are not gone yet, of whatever seat. */
  readonly #leaving = new Set<Promise<void>>();
  #lastJob = 0;
  /** Workers that ended badly since the last answer; those of them that never said a word. */
  #badEnds = 0;
  #badStarts = 0;
  /** Set: no worker is started before it fires. */
  #startPause: Timer | null = null;
  /** Fires when a job may be laid ready with a worker. */
  #readyTimer: Timer | null = null;
  #stopped = false;

  constructor(options: InferenceOptions, startWorker: StartWorker) {
    const fitting = workersFor();
    this.#workers = options.workers ?? fitting.workers;
    this.#threads = options.threadsPerWorker ?? fitting.threadsPerWorker;
    this.#providers = options.providers ?? ['cpu'];
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#host = {
      start: startWorker,
      openShelf: options.openShelf ?? openShelf,
      clock: options.clock,
      limits: this.#limits,
    };
    this.#health = new ModelHealth(this.#limits);
    this.#inspector = new Inspector({
      start: startWorker,
      clock: options.clock,
      limits: this.#limits,
      threads: this.#threads,
    });
    const seat = (): Seat => ({ run: null, job: null, ready: null, restarts: 0, fallback: null });
    this.#seats = Array.from({ length: this.#workers + 1 }, seat);
  }

  detect: Inference['detect'] = (cameraId, model, picture, options) =>
    new Promise((resolve, reject) => {
      const refusal = this.#refusal(model);
      if (refusal !== null) {
        reject(refusal);
        return;
      }
      const warmingUp = this.#seats.some(({ run }) => run?.isWarmingUp);
      this.#waiting.putDetect({ kind: 'detect', cameraId, model, picture, options, resolve, reject }, warmingUp);
      this.#dispatch();
    });

  classify: Inference['classify'] = (cameraId, model, picture, box) =>
    new Promise((resolve, reject) => {
      const refusal = this.#refusal(model);
      if (refusal !== null) {
        reject(refusal);
        return;
      }
      this.#waiting.putClassify({ kind: 'classify', cameraId, model, picture, box, resolve, reject });
      this.#dispatch();
    });

  inspect: Inference['inspect'] = (model) => this.#inspector.inspect(model);

  forget(cameraId: string): void {
    this.#takeBack(({ what }) => what.cameraId === cameraId);
    this.#waiting.forget(cameraId);
  }

  unload(modelId: string): void {
    this.#health.forget(modelId);
    this.#takeBack(({ what }) => what.model.id === modelId);
    for (const { run } of this.#seats) run?.unload(modelId);
  }

  workers(): readonly WorkerStatus[] {
    return this.#seats
      .filter(({ run }, number) => number < this.#workers || run !== null)
      .map(({ run, restarts, fallback }) => ({
        pid: run?.pid ?? null,
        state: run === null || run.state === 'ended' ? 'stopped' : run.state,
        restarts,
        models: run?.models ?? [],
        fallback,
      }));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#readyTimer?.cancel();
    this.#takeBack(() => true);
    this.#waiting.refuse(new ModelError('failed', 'inference is stopped'));
    for (const { run } of this.#seats) run?.kill();
    const gone = Promise.all([...this.#leaving, this.#inspector.stop()]);
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#clock.after(this.#limits.stopMs, resolve).cancel;
    });
    await Promise.race([gone, late]);
    cancel();
  }

  #refusal({ id }: ModelFile): ModelError | null {
    if (this.#stopped) return new ModelError('failed', 'inference is stopped');
    return this.#health.refusal(id, this.#clock.monotonic());
  }

  /** Gives what waits to whoever is free, starts a worker where one more is needed, and lays ready. Never waits itself. */
  #dispatch(): void {
    if (this.#stopped) return;
    this.#freshen();
    for (const seat of this.#seats) {
      if (seat.run?.state !== 'idle') continue;
      const job = this.#waiting.next(this.#mayRun);
      if (job === null) break;
      this.#give(seat, seat.run, job);
    }
    this.#startOneMore();
    this.#layReady();
  }

  readonly #mayRun = (id: string): boolean => this.#health.mayRun(id);

  /** What lies ready for longer than was foreseen is taken back for a newer picture, or for a worker that has nothing to do. */
  #freshen(): void {
    const sinceMs = this.#clock.monotonic() - this.#limits.lainMs;
    const isOneIdle = this.#seats.some(({ run }) => run?.state === 'idle');
    this.#takeBack((job) => job.sinceMs < sinceMs && (isOneIdle || this.#waiting.hasOf(job.what.cameraId)));
  }

  #startOneMore(): void {
    if (this.#startPause !== null || !this.#waiting.has(this.#mayRun)) return;
    const free = this.#seats.find(({ run }) => run === null);
    const isOneComing = this.#seats.some(({ run }) => run?.state === 'starting');
    if (free !== undefined && !isOneComing && this.#working() < this.#workers) this.#start(free);
  }

  /**
   * Gives the next job to the worker that is likely to be done first, shortly before it is: it need not wait for the host then. Earlier
   * would be an older picture, and perhaps the worker that is done later after all.
   */
  #layReady(): void {
    this.#readyTimer?.cancel();
    // Where there is one worker too many it goes as soon as it has nothing to do.
    if (this.#working() > this.#workers) return;
    for (const { seat, run, dueMs } of this.#withRoom()) {
      const job = this.#waiting.next(this.#mayRun);
      if (job === null) return;
      // One that has to be loaded, or that is not known yet, is for a worker that has nothing else to do.
      if (!run.models.includes(job.model.id) || this.#health.quickMs(job.model.id) === null) continue;
      const inMs = dueMs - this.#clock.monotonic();
      if (inMs >= 1) {
        this.#readyTimer = this.#clock.after(inMs, () => this.#dispatch());
        return;
      }
      this.#give(seat, run, job);
    }
  }

  /** Workers with which a job may lie ready, and from when on; the first to be done in front. */
  #withRoom(): { readonly seat: Seat; readonly run: WorkerRun; readonly dueMs: number }[] {
    return this.#seats
      .flatMap((seat) => {
        const { run, job } = seat;
        const quickMs = job === null ? null : this.#health.quickMs(job.what.model.id);
        if (run?.hasRoom !== true || quickMs === null) return [];
        return [{ seat, run, dueMs: run.beganMs + quickMs - this.#limits.aheadMs }];
      })
      .sort((one, other) => one.dueMs - other.dueMs);
  }

  /** What lies ready goes back to what waits. */
  #takeBack(which: (job: SeatJob) => boolean): void {
    for (const seat of this.#seats) {
      const { run, ready } = seat;
      if (ready === null || !which(ready)) continue;
      seat.ready = null;
      run?.withdraw();
      this.#waiting.giveBack(ready.what);
    }
  }

  /** Workers that are there and not stuck. */
  #working(): number {
    return this.#seats.filter(({ run }) => run !== null && !run.isStuck).length;
  }

  /** To a worker that is idle, or has room for one that lies ready. */
  #give(seat: Seat, run: WorkerRun, what: CameraJob): void {
    const { id } = what.model;
    const providers = this.#health.providers(id, this.#providers);
    this.#waiting.take(what);
    this.#health.begin(id);
    const job = { what, providers, sinceMs: this.#clock.monotonic() };
    if (run.state === 'idle') seat.job = job;
    else seat.ready = job;
    this.#lastJob += 1;
    run.give(jobMessage(what, this.#lastJob, providers, this.#threads), this.#health.runMs(id));
  }

  #start(seat: Seat): void {
    try {
      const run = new WorkerRun(this.#host, {
        onFree: (answer) => this.#freed(seat, answer),
        onEnd: (end, detail) => this.#ended(seat, end, detail),
        onSlow: () => {
          this.#takeBack((job) => job === seat.ready);
          this.#dispatch();
        },
      });
      seat.run = run;
      this.#leaving.add(run.gone);
      void run.gone.then(() => this.#leaving.delete(run.gone));
    } catch (error) {
      this.#ended(seat, 'silent', error instanceof Error ? error.message : String(error));
    }
  }

  #freed(seat: Seat, answer: Answer | null): void {
    this.#badStarts = 0;
    const { job, ready } = seat;
    Object.assign(seat, { job: ready, ready: null } satisfies Partial<Seat>);
    if (ready !== null) this.#health.begin(ready.what.model.id);
    if (answer !== null && job !== null) {
      this.#badEnds = 0;
      this.#waiting.finished(job.what.cameraId, job.what.kind);
      settle(job.what, answer);
      this.#judge(seat, job.what.model.id, answer);
    }
    this.#dispatch();
    // The one that was stuck is back, so one is too many.
    if (this.#working() > this.#workers && seat.run?.state === 'idle') seat.run.kill();
  }

  #judge(seat: Seat, modelId: string, answer: Answer): void {
    if (answer.type === 'done') {
      this.#health.succeeded(modelId, answer.workerMs);
      const fallback = answer.fallback ?? this.#health.fallback(modelId);
      if (fallback !== null && fallback !== seat.fallback) {
        this.#logger.warn(
          { model: modelId, provider: answer.provider, why: fallback },
          'the model runs on another provider',
        );
      }
      seat.fallback = fallback;
      return;
    }
    if (answer.stage === 'run') {
      this.#health.answered(modelId);
      return;
    }
    this.#health.couldNotLoad(modelId, answer.problem, answer.message, this.#clock.monotonic());
    this.#logger.warn({ model: modelId, problem: answer.problem, why: answer.message }, 'a model cannot be loaded');
    this.#waiting.refuse(new ModelError(answer.problem, answer.message), modelId);
  }

  #ended(seat: Seat, end: WorkerEnd, detail: string): void {
    // What lay ready has nothing to do with it.
    this.#takeBack((ready) => ready === seat.ready);
    const { job, run } = seat;
    const wasStarting = run === null || run.pid === undefined || !run.hasSpoken;
    Object.assign(seat, { run: null, job: null } satisfies Partial<Seat>);
    if (end === 'ended') {
      job?.what.reject(new ModelError('failed', 'inference is stopped'));
      return;
    }
    seat.restarts += 1;
    this.#logger.warn({ pid: run?.pid, end, why: detail, model: job?.what.model.id }, 'an inference worker ended');
    if (job !== null) this.#blame(job, end, detail);
    this.#badEnds += 1;
    this.#badStarts = wasStarting ? this.#badStarts + 1 : 0;
    if (this.#badStarts >= HOPELESS_STARTS && this.#seats.every((one) => one.run === null)) {
      this.#waiting.refuse(new ModelError('failed', `no worker can be started: ${detail}`));
    }
    const { restartMs, restartMaxMs } = this.#limits;
    const inMs = this.#badEnds === 1 ? 0 : backOff(this.#badEnds - 1, restartMs, restartMaxMs);
    // Not by the clock's reading: a timer may fire a fraction before it, and then nobody would look again.
    this.#startPause?.cancel();
    this.#startPause = this.#clock.after(inMs, () => {
      this.#startPause = null;
      this.#dispatch();
    });
  }

  /** The model that a worker had when it ended is suspected; the job is not tried again, its camera has a newer picture. */
  #blame({ what, providers }: NonNullable<Seat['job']>, end: WorkerEnd, detail: string): void {
    const { id } = what.model;
    const problem = end === 'hung' ? 'hangs' : 'crashes';
    const error = new ModelError(problem, `the worker ${detail}`);
    this.#waiting.finished(what.cameraId, what.kind);
    what.reject(error);
    this.#takeBack((ready) => ready.what.model.id === id);
    const isLeftAlone = this.#health.tookDown(id, problem, error.message, providers, this.#clock.monotonic());
    if (!isLeftAlone) return;
    this.#logger.error({ model: id, problem }, 'a model is left alone for a while');
    this.#waiting.refuse(error, id);
  }
}
