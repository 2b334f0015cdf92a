/** ffmpeg flushes a fragment each 100 ms: a file that stands still for so long while pictures come is not written. */
const GROWTH_MS = 10_000;
/** A look at a file that takes so long: the disk hangs. */
const LOOK_MS = 3000;

/** Whether what ffmpeg says it delivers reaches the growing file. Times are monotonic milliseconds. */
export class WrittenWatch {
  #path: string | null = null;
  #sizeBytes = 0;
  #grownMs: number;
  #lookingMs: number | null = null;

  constructor(nowMs: number) {
    this.#grownMs = nowMs;
  }

  /** A look at the file begins; `saw` ends it. */
  looks(nowMs: number): void {
    this.#lookingMs = nowMs;
  }

  /** @param sizeBytes null: there is no such file */
  saw(path: string, sizeBytes: number | null, nowMs: number): void {
    this.#lookingMs = null;
    if (sizeBytes === null) return;
    if (path !== this.#path || sizeBytes > this.#sizeBytes) this.#grownMs = nowMs;
    this.#path = path;
    this.#sizeBytes = sizeBytes;
  }

  /** The disk does not answer. */
  hangs(nowMs: number): boolean {
    return this.#lookingMs !== null && nowMs - this.#lookingMs > LOOK_MS;
  }

  /** @param pictureMs when a picture was last reported; null: none yet */
  stuck(nowMs: number, pictureMs: number | null): boolean {
    return pictureMs !== null && pictureMs - this.#grownMs > GROWTH_MS && nowMs - this.#grownMs > GROWTH_MS;
  }
}

/** After the time that a segment should have taken. */
const FIRST_GRACE_MS = 60_000;
const GRACE_MS = 30_000;

/** Whether segments are finished at the pace that they should be. Times are monotonic milliseconds. */
export class SegmentPace {
  readonly #segmentMs: number;
  #sinceMs: number | null = null;
  #beganMs: number | null = null;
  #longestMs: number;
  #finishedMs: number[] = [];

  /** @param segmentMs the length that was asked for; segments end with the next key frame */
  constructor(segmentMs: number) {
    this.#segmentMs = segmentMs;
    this.#longestMs = segmentMs;
  }

  /** The first picture. */
  begins(nowMs: number): void {
    this.#beganMs = nowMs;
    this.#sinceMs = nowMs;
  }

  /** A segment is finished. */
  finished(durationMs: number, nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#longestMs = Math.max(this.#longestMs, durationMs);
    this.#finishedMs.push(nowMs);
  }

  /** No segment was finished though one is due: its length, what key frames may add to it, and a grace. */
  overdue(nowMs: number): boolean {
    if (this.#sinceMs === null) return false;
    const graceMs = this.#finishedMs.length === 0 ? FIRST_GRACE_MS : GRACE_MS;
    return nowMs - this.#sinceMs > this.#segmentMs + 2 * (this.#longestMs - this.#segmentMs) + graceMs;
  }

  /**
   * Segments that were finished in the last `windowMs`, and how many there should be at least; one that is just being finished is
   * forgiven. Nothing is expected of a run that is younger than the window. Forgets what is older.
   */
  within(windowMs: number, nowMs: number): { readonly finished: number; readonly expected: number } {
    this.#finishedMs = this.#finishedMs.filter((atMs) => atMs > nowMs - windowMs);
    const young = this.#beganMs === null || nowMs - this.#beganMs < windowMs;
    const expected = young ? 0 : Math.max(0, Math.floor(windowMs / this.#longestMs) - 1);
    return { finished: this.#finishedMs.length, expected };
  }
}
