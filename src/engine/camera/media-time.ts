/** Time stamps that move by so much more than time itself have jumped. */
const JUMP_MS = 5000;
/** Time stamps of a source of its own that go back by more than the order of frames explains. */
const BACK_MS = 1000;
/** Media time may be so far from where it should be: what a held-up stream catches up with is less. */
const DRIFT_MS = 20_000;
/** So many reports in a row. */
const DRIFT_REPORTS = 3;
/** Clocks that drift apart slowly are followed by the recording: only what happens within this time counts. */
const REBASE_MS = 600_000;

export type TimeFault = 'time_jump' | 'clock_drift';

/**
 * Compares media time with the clock that it should follow.
 * - `arrival`: time stamps are this machine's clock (RTSP); media time 0 is where the clock's is
 * - `own`: they are the source's own (a file, a capture device); only changes count
 */
export class MediaTimeWatch {
  readonly #kind: 'arrival' | 'own';
  #base: { readonly skewMs: number; readonly atMs: number } | null;
  #last: { readonly mediaMs: number; readonly clockMs: number } | null = null;
  #far = 0;

  constructor(kind: 'arrival' | 'own') {
    this.#kind = kind;
    this.#base = kind === 'arrival' ? { skewMs: 0, atMs: 0 } : null;
  }

  /**
   * A report of ffmpeg with pictures since the one before.
   * @param mediaMs end of the newest packet
   * @param clockMs the clock that media time follows, from any beginning (`own`) or from media time 0 (`arrival`)
   */
  observe(mediaMs: number, clockMs: number): TimeFault | null {
    const last = this.#last;
    this.#last = { mediaMs, clockMs };
    const skewMs = clockMs - mediaMs;
    this.#base ??= { skewMs, atMs: clockMs };
    if (this.#kind === 'own') {
      if (last !== null && this.#jumped(last, mediaMs, clockMs)) return 'time_jump';
      if (clockMs - this.#base.atMs > REBASE_MS) this.#base = { skewMs, atMs: clockMs };
    }
    this.#far = Math.abs(skewMs - this.#base.skewMs) > DRIFT_MS ? this.#far + 1 : 0;
    return this.#far >= DRIFT_REPORTS ? 'clock_drift' : null;
  }

  #jumped(last: { mediaMs: number; clockMs: number }, mediaMs: number, clockMs: number): boolean {
    if (mediaMs < last.mediaMs - BACK_MS) return true;
    const step = mediaMs - last.mediaMs - (clockMs - last.clockMs);
    // A stream that was held up catches up, but is never ahead of where it began.
    return step > JUMP_MS && clockMs - mediaMs < (this.#base?.skewMs ?? 0) - JUMP_MS;
  }
}
