import type { Logger } from '../logger.ts';
import type { EventStore } from './store.ts';

/** Numbers are taken in blocks of this many: one write for so many events, and a gap after a crash, but none given twice. */
const BLOCK = 100;

/** Gives events their numbers, before they are written. */
export class EventNumbers {
  readonly #store: EventStore;
  readonly #logger: Logger;
  #next = 1;
  #left = 0;

  constructor(store: EventStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Null when the catalog cannot be written and all that was taken is used. */
  next(): number | null {
    try {
      if (this.#left === 0) {
        // A catalog that was restored from a backup has forgotten the last ones.
        this.#next = this.#store.reserve(BLOCK, this.#next);
        this.#left = BLOCK;
      }
    } catch (error) {
      this.#logger.error({ err: error }, 'an event has no number and is lost');
      return null;
    }
    this.#left -= 1;
    return this.#next++;
  }
}
