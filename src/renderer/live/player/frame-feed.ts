import type { TracksAt } from '../../../shared/detection.ts';

/** The frame that is on screen, and what was seen around it. */
export interface ShownFrame {
  readonly runId: string;
  /** Milliseconds of the run's media time. */
  readonly mediaMs: number;
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  readonly history: readonly TracksAt[];
}

/** Tells of each frame that is shown, past React: drawing follows the video, not the rendering of the page. */
export class FrameFeed {
  readonly #listeners = new Set<(frame: ShownFrame | null) => void>();
  #last: ShownFrame | null = null;

  /** Null: nothing live is on screen. */
  emit(frame: ShownFrame | null): void {
    if (frame === null && this.#last === null) return;
    this.#last = frame;
    for (const listener of this.#listeners) listener(frame);
  }

  /** The listener hears of the present frame at once. Answers how to leave. */
  follow(listener: (frame: ShownFrame | null) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#last);
    return () => void this.#listeners.delete(listener);
  }
}
