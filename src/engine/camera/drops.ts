/** No frame for this long is a drop. */
const DROP_MS = 500;
/** More drops in a row than this, and the stream is restarted. */
export const MOST_DROPS_IN_A_ROW = 10;
/** No camera is so slow that more than this passes for its rhythm. */
const SLOWEST_DROP_MS = 2000;

/**
 * Counts drops: times of `DROP_MS` without a frame. A camera that is slow by nature is not punished: for it a drop is twice its
 * usual distance between frames. Times are monotonic milliseconds.
 */
export class DropMeter {
  #lastMs: number | null = null;
  #intervalMs = 0;
  #total = 0;

  /**
   * Frames came.
   * @param count how many since the last call
   * @param sureOfGaps false where frames are only reported now and then, so that nothing is known of the time in between
   */
  seen(nowMs: number, count: number, sureOfGaps: boolean): void {
    if (this.#lastMs !== null && count > 0) {
      // Of a camera whose rhythm is not known yet nothing is late.
      if (sureOfGaps && this.#intervalMs > 0) this.#total += this.inRow(nowMs);
      const intervalMs = Math.min((nowMs - this.#lastMs) / count, SLOWEST_DROP_MS);
      // What arrives in one burst says nothing of the rhythm.
      if (intervalMs >= 1) this.#intervalMs += (intervalMs - this.#intervalMs) * (this.#intervalMs === 0 ? 1 : 0.1);
    }
    this.#lastMs = nowMs;
  }

  /** The drop of this camera, milliseconds. */
  get dropMs(): number {
    return Math.min(Math.max(DROP_MS, 2 * this.#intervalMs), SLOWEST_DROP_MS);
  }

  /** Drops since the last frame; 0 before the first. */
  inRow(nowMs: number): number {
    return this.#lastMs === null ? 0 : Math.floor((nowMs - this.#lastMs) / this.dropMs);
  }

  /** All drops, those of a silence that has ended included. */
  get total(): number {
    return this.#total;
  }
}
