/** How far figures look back. */
const WINDOW_MS = 5000;
const KEPT = 200;

interface Look {
  readonly atMs: number;
  readonly latencyMs: number;
  readonly inferenceMs: number;
}

/** Figures of the last seconds, and sums of the whole run. */
export class Figures {
  #looks: Look[] = [];
  frames = 0;
  failed = 0;
  #inferenceMs = 0;

  /** @param nowMs monotonic */
  looked(nowMs: number, latencyMs: number, inferenceMs: number): void {
    this.#looks.push({ atMs: nowMs, latencyMs, inferenceMs });
    if (this.#looks.length > KEPT) this.#looks.splice(0, this.#looks.length - KEPT);
    this.frames += 1;
    this.#inferenceMs += inferenceMs;
  }

  get meanInferenceMs(): number {
    return this.frames === 0 ? 0 : this.#inferenceMs / this.frames;
  }

  /** Looks a second, and medians; null where there was no look. */
  now(nowMs: number): { readonly fps: number; readonly latencyMs: number | null; readonly inferenceMs: number | null } {
    this.#looks = this.#looks.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    const of = (pick: (look: Look) => number) => median(this.#looks.map(pick));
    const fps = (this.#looks.length * 1000) / WINDOW_MS;
    return { fps, latencyMs: of(({ latencyMs }) => latencyMs), inferenceMs: of(({ inferenceMs }) => inferenceMs) };
  }
}

function median(values: number[]): number | null {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? null;
}
