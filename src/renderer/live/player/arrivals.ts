/** When the engine got the frame that is on the screen: media time against arrival, for the newest frames of a stream. */
interface Entry {
  readonly mediaTime: number;
  readonly arrivalMs: number;
}

/** Frames remembered: half a minute at 30 fps. */
const capacity = 900;
/** Browsers report media times in microseconds, containers in units of the track; no two frames are nearer than this. */
const toleranceSeconds = 0.004;

export class ArrivalMap {
  #entries: Entry[] = [];

  add(mediaTime: number, arrivalMs: number): void {
    this.#entries.push({ mediaTime, arrivalMs });
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
}
