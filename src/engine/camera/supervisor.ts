import type { Camera, CameraStatus, FailureReason, RenewalReason } from '../../shared/camera.ts';
import type { BackoffPolicy, Settings } from '../../shared/settings.ts';
import type { Clock, Timer } from '../clock.ts';
import type { KnownCodecs } from '../ffmpeg/index.ts';
import type { StoredStateChange } from './camera-store.ts';
import { isProcessFault, withRestart } from './process-watch.ts';
import type { RunJob, RunOutcome, RunWatcher } from './run-job.ts';
import type { StartGate } from './start-gate.ts';
import { initialState, next, statusOf, type Effect, type SupervisorEvent, type SupervisorState } from './state.ts';
import { SubFallback } from './sub-fallback.ts';

/** What a supervisor needs; `run` is one life of ffmpeg. */
export interface SupervisorOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly policy: () => BackoffPolicy;
  readonly watch: () => Pick<Settings['watch'], 'mostRestarts' | 'restartWindowMinutes' | 'pauseMinutes'>;
  readonly gate: StartGate;
  readonly run: (job: RunJob) => Promise<RunOutcome>;
  /** What to run, asked anew for each run. */
  readonly job: () => Pick<RunJob, 'camera' | 'password' | 'codecs' | 'segmentSeconds'>;
  /** Whether the sub stream delivers, asked beside a run without it. */
  readonly probeSub: (signal: AbortSignal) => Promise<boolean>;
  readonly watcher: Omit<RunWatcher, 'output'>;
  readonly onStatus: (status: CameraStatus) => void;
  readonly onChange: (change: StoredStateChange) => void;
  /** A process that delivered had to be replaced by a fault of its own; `paused` when that was once too often. */
  readonly onRestart: (reason: FailureReason, restarts: { readonly count: number; readonly paused: boolean }) => void;
}

/** ffmpeg's codecs changed this often without a picture in between: the camera cannot be served. */
const MOST_REPLANS = 3;
/** An attempt holds its place in the gate no longer than this; a slow camera must not keep the others out. */
const GATE_MS = 10_000;

/** Keeps one camera running: runs, hears how the run ended, waits, runs again. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #cameraId: Camera['id'];
  #state: SupervisorState;
  #timers: Timer[] = [];
  #lifetime = new AbortController();
  /** The run or wait under way; a new run begins when the old one is gone for good. */
  #running: Promise<void> = Promise.resolve();
  #replans = 0;
  #codecs: KnownCodecs | null = null;
  readonly #sub: SubFallback;
  #withoutFrames = false;
  #renew = new AbortController();
  /** Why the run is to be renewed; the first to ask is answered. */
  #renewal: RenewalReason | null = null;
  /** Why the run that begins now takes the place of another; null: it does not. */
  #againFor: RenewalReason | null = null;
  #lastReason: FailureReason | null = null;
  #lastLog: string[] = [];
  /** By the monotonic clock, oldest first. */
  #restartsMs: readonly number[] = [];

  constructor(cameraId: Camera['id'], options: SupervisorOptions) {
    this.#cameraId = cameraId;
    this.#options = options;
    this.#state = initialState(options.clock.now());
    this.#sub = new SubFallback({
      clock: options.clock,
      probe: options.probeSub,
      back: () => this.renew('sub_back'),
    });
  }

  status(): CameraStatus {
    return statusOf(this.#state, this.#options.policy());
  }

  enable(): void {
    this.#send({ type: 'enable' });
  }

  tryNow(): void {
    this.#send({ type: 'try_now' });
  }

  /** Ends the run, if there is one, for another at once. */
  renew(why: RenewalReason): void {
    this.#renewal ??= why;
    this.#renew.abort();
  }

  /** Ends the run; resolves when ffmpeg has gone and the sinks have heard of it. */
  async disable(): Promise<void> {
    this.#send({ type: 'disable' });
    await this.#running;
  }

  /** Ends the run without a change of state: the program is closing. */
  async close(): Promise<void> {
    this.#stop();
    await this.#running;
  }

  #send(event: SupervisorEvent): void {
    const { clock, policy, random } = this.#options;
    const before = this.status();
    const step = next(this.#state, event, { nowMs: clock.now(), policy: policy(), random });
    this.#state = step.state;
    const after = this.status();
    if (changed(before, after)) this.#announce(after);
    for (const effect of step.effects) this.#do(effect);
  }

  #announce(status: CameraStatus): void {
    const failing = status.state === 'no_signal' || status.state === 'retrying' || status.state === 'connection_failed';
    this.#options.onStatus(status);
    this.#options.onChange({
      cameraId: this.#cameraId,
      atMs: this.#options.clock.now(),
      state: status.state,
      reason: failing ? status.reason : status.state === 'connecting' ? this.#againFor : null,
      attempt: status.state === 'connecting' || status.state === 'retrying' ? status.attempt : null,
      log: failing && status.reason === this.#lastReason ? this.#lastLog : [],
    });
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case 'run':
        this.#clearTimers();
        this.#running = this.#run(effect.generation, this.#running);
        return;
      case 'wait':
        this.#clearTimers();
        this.#later(effect.delayMs, { type: 'due', generation: effect.generation });
        return;
      case 'watch_health':
        this.#later(effect.delayMs, { type: 'healthy', generation: effect.generation });
        return;
      case 'stop':
        this.#stop();
    }
  }

  #later(delayMs: number, event: SupervisorEvent): void {
    this.#timers.push(this.#options.clock.after(delayMs, () => this.#send(event)));
  }

  #clearTimers(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }

  #stop(): void {
    this.#clearTimers();
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    this.#replans = 0;
    this.#codecs = null;
    this.#sub.reset();
    this.#withoutFrames = false;
    this.#restartsMs = [];
  }

  async #run(generation: number, previous: Promise<void>): Promise<void> {
    const { signal } = this.#lifetime;
    await previous;
    const leave = await this.#options.gate.enter(signal);
    if (leave === null || signal.aborted) {
      leave?.();
      return;
    }
    const gateTimer = this.#options.clock.after(GATE_MS, leave);
    const output = (): void => {
      leave();
      this.#replans = 0;
      this.#send({ type: 'output', generation });
    };
    const job = this.#options.job();
    this.#renew = new AbortController();
    this.#renewal = null;
    const startedMs = this.#options.clock.monotonic();
    const outcome = await this.#options.run({
      ...job,
      codecs: this.#codecs ?? job.codecs,
      withoutSub: this.#sub.without,
      withoutFrames: this.#withoutFrames,
      signal,
      renew: this.#renew.signal,
      watcher: { ...this.#options.watcher, output },
    });
    gateTimer.cancel();
    leave();
    if (!signal.aborted) this.#ended(generation, outcome, this.#options.clock.monotonic() - startedMs);
  }

  #ended(generation: number, outcome: RunOutcome, lastedMs: number): void {
    if (outcome.kind === 'asked') return;
    if (outcome.kind === 'sub_failed') this.#sub.failed(lastedMs);
    if (outcome.kind === 'frames_failed') this.#withoutFrames = true;
    if (isAtOnce(outcome)) return this.#again(generation, this.#whyAtOnce(outcome));
    if (outcome.kind === 'again' && this.#replans < MOST_REPLANS) {
      this.#replans += 1;
      this.#codecs = outcome.codecs;
      return this.#again(generation, 'codecs_known');
    }
    const reason = outcome.kind === 'again' ? 'unsupported' : outcome.reason;
    this.#replans = 0;
    this.#codecs = null;
    this.#sub.stopAsking();
    this.#withoutFrames = false;
    const pauseMs = this.#pauseAfter(generation, reason);
    this.#lastReason = pauseMs === null ? reason : 'unstable';
    this.#lastLog = outcome.kind === 'again' ? [] : [...outcome.log];
    if (pauseMs === null) this.#send({ type: 'ended', generation, reason });
    else this.#send({ type: 'ended', generation, reason: 'unstable', pauseMs });
  }

  #again(generation: number, why: RenewalReason): void {
    this.#againFor = why;
    this.#send({ type: 'again', generation });
    this.#againFor = null;
  }

  #whyAtOnce(outcome: AtOnce): RenewalReason {
    switch (outcome.kind) {
      case 'sub_failed':
        return 'sub_lost';
      case 'elsewhere':
        return 'storage_changed';
      case 'frames_failed':
        return 'frames_failed';
      case 'renew':
        return outcome.why === 'asked' ? (this.#renewal ?? 'storage_changed') : outcome.why;
    }
  }

  /** How long the camera is to rest; null: not at all. Only a process that had delivered counts: all else is backed off from. */
  #pauseAfter(generation: number, reason: FailureReason): number | null {
    const { generation: present, phase } = this.#state;
    if (generation !== present || phase.kind !== 'delivering' || !isProcessFault(reason)) return null;
    const { mostRestarts, restartWindowMinutes, pauseMinutes } = this.#options.watch();
    const nowMs = this.#options.clock.monotonic();
    this.#restartsMs = withRestart(this.#restartsMs, nowMs, restartWindowMinutes * 60_000);
    const count = this.#restartsMs.length;
    const paused = count > mostRestarts;
    if (paused) this.#restartsMs = [];
    this.#options.onRestart(reason, { count, paused });
    return paused ? pauseMinutes * 60_000 : null;
  }
}

function changed(before: CameraStatus, after: CameraStatus): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

type AtOnce = Extract<RunOutcome, { readonly kind: 'sub_failed' | 'renew' | 'frames_failed' | 'elsewhere' }>;

/** No failure of the camera's: it runs again at once. */
function isAtOnce(outcome: RunOutcome): outcome is AtOnce {
  return ['sub_failed', 'renew', 'frames_failed', 'elsewhere'].includes(outcome.kind);
}
