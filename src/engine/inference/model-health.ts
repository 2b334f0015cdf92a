import { ModelError } from '../vision/index.ts';
import type { ModelProblem } from '../../shared/detection.ts';
import { backOff, type Limits } from './limits.ts';

interface Health {
  /** Workers that it has taken down in a row. */
  strikes: number;
  /** It has answered, and has taken down no worker since. */
  proven: boolean;
  /** One that is not proven is with a worker: no other worker is risked for it. */
  onTrial: boolean;
  /** Nothing is tried before this. */
  notBeforeMs: number;
  why: { readonly problem: ModelProblem; readonly message: string } | null;
  /** Milliseconds of a run, smoothed; by kind of job, since a classifier's box may be small. */
  usualMs: number | null;
  /** What all but its quickest runs take longer than, milliseconds. */
  quickMs: number | null;
  /** It took a worker down on another provider: from now on it runs on the CPU. */
  cpuOnly: string | null;
}

/** Two in a row: once may be somebody else's doing (the machine ran out of memory, someone ended the process). */
const STRIKES = 2;
/** Weight of the newest run in what is usual. */
const NEWEST = 0.2;
/** And in what is quick, when it was quicker and when it was slower: a worker that is held up by others on the machine is no rule. */
const QUICKER = 0.3;
const SLOWER = 0.05;
/** Models remembered; there are a handful. */
const MODELS = 64;

/** What is known of each model's manners: which may run, how long it may take, which is left alone for a while. */
export class ModelHealth {
  readonly #limits: Limits;
  readonly #models = new Map<string, Health>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Why the model is left alone now; null: it may be tried. */
  refusal(id: string, nowMs: number): ModelError | null {
    const health = this.#models.get(id);
    if (!health?.why || nowMs >= health.notBeforeMs) return null;
    return new ModelError(health.why.problem, health.why.message);
  }

  /** Whether a worker may be given a job of this model now. */
  mayRun(id: string): boolean {
    return this.#models.get(id)?.onTrial !== true;
  }

  begin(id: string): void {
    const health = this.#of(id);
    if (!health.proven) health.onTrial = true;
  }

  succeeded(id: string, workerMs: number): void {
    const health = this.#of(id);
    const usualMs = health.usualMs === null ? workerMs : health.usualMs + NEWEST * (workerMs - health.usualMs);
    const quickMs = health.quickMs ?? workerMs;
    Object.assign(health, {
      strikes: 0,
      proven: true,
      onTrial: false,
      why: null,
      usualMs,
      quickMs: quickMs + (workerMs < quickMs ? QUICKER : SLOWER) * (workerMs - quickMs),
    } satisfies Partial<Health>);
  }

  /** It answered with an error of this picture alone. */
  answered(id: string): void {
    this.#of(id).onTrial = false;
  }

  couldNotLoad(id: string, problem: ModelProblem, message: string, nowMs: number): void {
    const notBeforeMs = nowMs + this.#limits.retryLoadMs;
    Object.assign(this.#of(id), {
      proven: false,
      onTrial: false,
      notBeforeMs,
      why: { problem, message },
    } satisfies Partial<Health>);
  }

  /** It took a worker down. @param providers that it was to be run with @returns whether it is left alone from now on */
  tookDown(
    id: string,
    problem: 'hangs' | 'crashes',
    message: string,
    providers: readonly string[],
    nowMs: number,
  ): boolean {
    const health = this.#of(id);
    health.proven = false;
    health.onTrial = false;
    if (providers[0] !== 'cpu') {
      health.cpuOnly = `${providers[0] ?? ''}: ${message}`;
      return false;
    }
    health.strikes += 1;
    if (health.strikes < STRIKES) return false;
    const { quarantineMs, quarantineMaxMs } = this.#limits;
    health.why = { problem, message };
    health.notBeforeMs = nowMs + backOff(health.strikes - STRIKES + 1, quarantineMs, quarantineMaxMs);
    return true;
  }

  /** The providers to run it with. */
  providers(id: string, wanted: readonly string[]): readonly string[] {
    return this.#models.get(id)?.cpuOnly ? ['cpu'] : wanted;
  }

  /** Why it runs on the CPU although something else was wanted. */
  fallback(id: string): string | null {
    return this.#models.get(id)?.cpuOnly ?? null;
  }

  /** How long a run that is not the first in its worker may take. */
  runMs(id: string): number {
    const { usualTimes, runMs } = this.#limits;
    return Math.max(runMs, usualTimes * (this.#models.get(id)?.usualMs ?? 0));
  }

  /** How long a run takes when nothing holds it up; null: it has none, or may take a worker down. */
  quickMs(id: string): number | null {
    const health = this.#models.get(id);
    return health?.proven === true ? health.quickMs : null;
  }

  /** Its file is another one now: what was held against it no longer counts. */
  forget(id: string): void {
    const health = this.#models.get(id);
    this.#models.delete(id);
    if (health?.onTrial === true) this.#of(id).onTrial = true;
  }

  #of(id: string): Health {
    const found = this.#models.get(id);
    if (found !== undefined) return found;
    const health: Health = {
      strikes: 0,
      proven: false,
      onTrial: false,
      notBeforeMs: 0,
      why: null,
      usualMs: null,
      quickMs: null,
      cpuOnly: null,
    };
    for (const [old, { onTrial }] of this.#models) {
      if (this.#models.size < MODELS) break;
      if (!onTrial) this.#models.delete(old);
    }
    this.#models.set(id, health);
    return health;
  }
}
