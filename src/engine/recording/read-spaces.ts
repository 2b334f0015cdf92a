/** Of one stretch of a file. Each read is a trip to another thread, which costs an idle recorder far more than the bytes do. */
const SPACE_BYTES = 2 * 1024 * 1024;
/** More are let go: many files are read at once after a crash only. */
const MOST_KEPT = 2;

/**
 * Memory for reading files, lent again and again. A buffer for each read would be megabytes a second outside the heap of objects, for which V8
 * marks the whole heap every few seconds: that was more than half of what recording cost the host.
 */
export class ReadSpaces {
  readonly #free: Uint8Array[] = [];

  /** Lends memory of which nothing may be kept when `work` has ended. */
  async lend<T>(work: (space: Uint8Array) => Promise<T>): Promise<T> {
    const space = this.#free.pop() ?? Buffer.allocUnsafeSlow(SPACE_BYTES);
    try {
      return await work(space);
    } finally {
      if (this.#free.length < MOST_KEPT) this.#free.push(space);
    }
  }
}
