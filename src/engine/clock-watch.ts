import type { Clock } from './clock.ts';

/** The wall clock went forward by so much more than time did: somebody set it, maybe wrongly. */
const LEAP_MS = 3_600_000;
/** So long is waited then before anything is deleted for its age: time to notice and to set it right. */
const DOUBT_MS = 3_600_000;

/** Notices when the wall clock leaps forward. Deleting what looks old then cannot be taken back; the clock can. */
export class ClockWatch {
  readonly #clock: Clock;
  #offsetMs: number;
  #doubtUntilMs = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = clock.now() - clock.monotonic();
  }

  /** Whether nothing should be deleted for its age now. To be asked before each round of deleting. */
  doubtful(): boolean {
    const offsetMs = this.#clock.now() - this.#clock.monotonic();
    if (offsetMs - this.#offsetMs > LEAP_MS) this.#doubtUntilMs = this.#clock.monotonic() + DOUBT_MS;
    // Set back again: what looked old does so no more.
    if (this.#offsetMs - offsetMs > LEAP_MS) this.#doubtUntilMs = -Infinity;
    this.#offsetMs = offsetMs;
    return this.#clock.monotonic() < this.#doubtUntilMs;
  }
}
