import type { TracksAt } from '../../../shared/detection.ts';

/** Longer than a tail, and than the buffer is deep. */
const keptMs = 8000;
/** At 30 pictures a second. */
const mostEntries = 240;

/** What was seen in the last seconds of one run, by media time. */
export class TrackHistory {
  #runId: string | null = null;
  #entries: TracksAt[] = [];

  get entries(): readonly TracksAt[] {
    return this.#entries;
  }

  /** From now on, frames of this run are shown; what is known of any other goes. */
  begin(runId: string): void {
    if (this.#runId === runId) return;
    this.#runId = runId;
    this.#entries = [];
  }

  /** Answers whether it is of the present run. A picture that is told of twice counts once, with what was said last. */
  add(tracksAt: TracksAt): boolean {
    if (tracksAt.runId !== this.#runId) return false;
    const { mediaMs } = tracksAt;
    const others = this.#entries.filter((entry) => entry.mediaMs !== mediaMs && entry.mediaMs > mediaMs - keptMs);
    const later = others.findIndex((entry) => entry.mediaMs > mediaMs);
    if (later === -1) others.push(tracksAt);
    else others.splice(later, 0, tracksAt);
    this.#entries = others.slice(-mostEntries);
    return true;
  }
}
