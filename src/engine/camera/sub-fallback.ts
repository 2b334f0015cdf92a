import type { Clock, Timer } from '../clock.ts';

/** Most losses are for a moment. */
const FIRST_WAIT_MS = 15_000;
const SECOND_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 600_000;

/** How long to do without the sub stream before it is asked again: 15 s, 1 min, 2 min, ... 10 min. @param failures in a row, at least 1 */
export function subWaitMs(failures: number): number {
  return failures <= 1 ? FIRST_WAIT_MS : Math.min(SECOND_WAIT_MS * 2 ** (failures - 2), LONGEST_WAIT_MS);
}

export interface SubFallbackOptions {
  readonly clock: Clock;
  /** Whether the sub stream delivers; asked beside the recording, which is not touched. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  /** It delivers again: the present run may end for one with both streams. */
  readonly back: () => void;
}

/** A dead sub stream must not cost the recording of the main one: says whether the next run does without it, and looks for its return. */
export class SubFallback {
  readonly #options: SubFallbackOptions;
  #without = false;
  #failures = 0;
  #timer: Timer | null = null;
  #asking = new AbortController();

  constructor(options: SubFallbackOptions) {
    this.#options = options;
  }

  /** Whether runs are to leave the sub stream out. */
  get without(): boolean {
    return this.#without;
  }

  /** The sub stream has ended a run. @param lastedMs how long that run lasted; a long one makes up for earlier failures */
  failed(lastedMs: number): void {
    this.stopAsking();
    if (lastedMs > LONGEST_WAIT_MS) this.#failures = 0;
    this.#without = true;
    this.#askLater();
  }

  /** A run has ended for another reason: the next one tries both streams. */
  stopAsking(): void {
    this.#timer?.cancel();
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#without = false;
  }

  /** All is forgotten: the camera is off, or is another. */
  reset(): void {
    this.stopAsking();
    this.#failures = 0;
  }

  #askLater(): void {
    this.#failures += 1;
    this.#timer = this.#options.clock.after(subWaitMs(this.#failures), () => void this.#ask());
  }

  async #ask(): Promise<void> {
    const { signal } = this.#asking;
    const delivers = await this.#options.probe(signal).catch(() => false);
    if (signal.aborted) return;
    if (!delivers) return this.#askLater();
    this.#without = false;
    this.#options.back();
  }
}
