/** One fragment, by the media time of its first frame. */
interface Entry {
  /** Seconds, as the browser plays it. */
  readonly mediaTime: number;
  readonly arrivalMs: number;
  /** The run's media time minus the played one, milliseconds; null: not known. */
  readonly shiftMs: number | null;
}

/** Fragments remembered: half a minute at 30 fps. */
const capacity = 900;
/** Browsers report media times in microseconds, containers in units of the track; no two frames are nearer than this. */
const toleranceSeconds = 0.004;
/** A fragment holds no frame later than this after its first. */
const longestFragmentSeconds = 10;

/** When the engine got the frame that is on the screen, and what time of its run it has: for the newest frames of a stream. */
export class ArrivalMap {
  #entries: Entry[] = [];

  add(mediaTime: number, arrivalMs: number, shiftMs: number | null = null): void {
    this.#entries.push({ mediaTime, arrivalMs, shiftMs });
    if (this.#entries.length > capacity * 1.25) this.#entries = this.#entries.slice(-capacity);
  }

  /** Media times of a new generation may overlap with those of the old one. */
  clear(): void {
    this.#entries = [];
  }

  /** Arrival (UTC ms by the recorder's clock) of the frame whose presentation time is `mediaTime` seconds, or null. */
  arrivalOf(mediaTime: number): number | null {
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry !== undefined && Math.abs(entry.mediaTime - mediaTime) <= toleranceSeconds) return entry.arrivalMs;
    }
    return null;
  }

  /** The same frame's time in its run's media time, milliseconds; null when no fragment that could hold it is remembered. */
  runTimeOf(mediaTime: number): number | null {
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry === undefined || entry.mediaTime > mediaTime + toleranceSeconds) continue;
      const near = mediaTime - entry.mediaTime < longestFragmentSeconds;
      return near && entry.shiftMs !== null ? mediaTime * 1000 + entry.shiftMs : null;
    }
    return null;
  }
}
