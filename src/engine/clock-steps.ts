import type { Clock } from './clock.ts';

/** A clock that was set by more than this makes arrival times leap; a smaller step is left alone. */
export const CLOCK_STEP_MS = 2000;

/** The machine's clock was set. Times are UTC milliseconds. */
export interface ClockStep {
  /** By so much; negative: back. */
  readonly byMs: number;
  /** The latest moment, by the clock as it was before, at which it can have happened. */
  readonly latestMs: number;
  /** The earliest moment, by the clock as it is since, at which it can have happened. */
  readonly earliestMs: number;
}

/** What outlives the process. */
export interface ClockMemory {
  readonly steps: readonly ClockStep[];
  /** Which start of the machine `utcMinusUptimeMs` belongs to. */
  readonly bootId: string | null;
  readonly utcMinusUptimeMs: number;
}

/** How long the machine runs, by a clock that nobody can set and that all processes share; null where there is none. */
export interface Machine {
  readonly bootId: string;
  uptimeMs(): number;
}

export interface ClockStepsOptions {
  readonly clock: Clock;
  readonly machine?: Machine | null;
  /** What the life before left. */
  readonly memory?: ClockMemory | null;
  /** Keeps it for the next life. */
  readonly keep?: (memory: ClockMemory) => void;
}

/** What is remembered; nobody asks for older ones, since their files have their rows. */
const MOST_STEPS = 32;
/** Two clocks are not read at the same moment. */
const SLACK_MS = 50;

/**
 * Notices when the machine's clock is set, and remembers it: between the last moment by the old clock and the first by the new one nothing
 * can have happened, so a picture that seems to last that long does not. The monotonic clock is slewed as the wall clock is, so the
 * distance between them changes by steps only (and by the sleep of the machine, in which nothing was recorded either).
 */
export class ClockSteps {
  readonly #clock: Clock;
  readonly #machine: Machine | null;
  readonly #keep: (memory: ClockMemory) => void;
  /** By how much the clock was set while nobody looked, in the last moments of the life before or since; 0: not. */
  readonly unseenMs: number;
  #steps: readonly ClockStep[];
  #seen: { readonly nowMs: number; readonly monotonicMs: number };

  constructor({ clock, machine = null, memory = null, keep = () => undefined }: ClockStepsOptions) {
    this.#clock = clock;
    this.#machine = machine;
    this.#keep = keep;
    this.#steps = memory?.steps ?? [];
    this.#seen = { nowMs: clock.now(), monotonicMs: clock.monotonic() };
    const sameBoot = memory !== null && machine !== null && memory.bootId === machine.bootId;
    const unseenMs = sameBoot ? Math.round(clock.now() - machine.uptimeMs() - memory.utcMinusUptimeMs) : 0;
    this.unseenMs = Math.abs(unseenMs) > CLOCK_STEP_MS ? unseenMs : 0;
    this.#remember();
  }

  /** To be called each second or so: the oftener, the closer is known when it happened. */
  look(): void {
    const before = this.#seen;
    const [nowMs, monotonicMs] = [this.#clock.now(), this.#clock.monotonic()];
    this.#seen = { nowMs, monotonicMs };
    const passedMs = monotonicMs - before.monotonicMs;
    const byMs = Math.round(nowMs - before.nowMs - passedMs);
    if (Math.abs(byMs) <= CLOCK_STEP_MS) return;
    const step = { byMs, latestMs: Math.ceil(before.nowMs + passedMs), earliestMs: Math.floor(before.nowMs + byMs) };
    this.#steps = [...this.#steps, step].slice(-MOST_STEPS);
    this.#remember();
  }

  /** Steps that are known of, oldest first. */
  known(): readonly ClockStep[] {
    this.look();
    return this.#steps;
  }

  /**
   * Whether nothing came between two moments because the clock was set forward in between. Moments are times of arrival.
   * @param slackMs how inexact the moments are
   */
  explains(fromMs: number, toMs: number, slackMs = SLACK_MS): boolean {
    return this.known().some(
      ({ byMs, latestMs, earliestMs }) =>
        byMs > 0 && fromMs <= latestMs + slackMs && toMs >= earliestMs - slackMs && toMs - fromMs >= byMs - slackMs,
    );
  }

  #remember(): void {
    const utcMinusUptimeMs = this.#machine === null ? 0 : Math.round(this.#clock.now() - this.#machine.uptimeMs());
    this.#keep({ steps: this.#steps, bootId: this.#machine?.bootId ?? null, utcMinusUptimeMs });
  }
}
