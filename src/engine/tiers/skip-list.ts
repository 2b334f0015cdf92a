import type { Clock } from '../clock.ts';

const SKIP_MS = 3_600_000;
/** So many files that fail are a fault of the disk, not of the files: nothing more is tried until some may be again. */
const MOST = 500;

/** Files that failed, and are left alone for an hour. */
export class SkipList {
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(key: string): void {
    this.#until.set(key, this.#clock.monotonic() + SKIP_MS);
  }

  /** The first that is not to be left alone, of a list that is asked for by its length. */
  firstOf<T extends { readonly key: string }>(list: (limit: number) => readonly T[]): T | null {
    const nowMs = this.#clock.monotonic();
    for (const [key, untilMs] of this.#until) if (untilMs <= nowMs) this.#until.delete(key);
    if (this.#until.size >= MOST) return null;
    return list(this.#until.size + 1).find(({ key }) => !this.#until.has(key)) ?? null;
  }
}
