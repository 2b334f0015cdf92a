import { DropMeter, MOST_DROPS_IN_A_ROW } from './drops.ts';

/** Longest silence that is borne, milliseconds. */
export interface SilenceLimits {
  /** From the start to the first picture of the main stream. */
  readonly startMs: number;
  /** Between pictures of the main stream, at least; a row of drops may last longer. */
  readonly mainMs: number;
  /** Between bytes of the live pipe, also before the first; null when there is no sub stream. */
  readonly subMs: number | null;
}

/** Liveness is output, not existence: knows when a run that exists delivers no more. Times are monotonic milliseconds. */
export class Liveness {
  readonly #limits: SilenceLimits;
  readonly #startedMs: number;
  readonly #mainDrops = new DropMeter();
  readonly #subDrops = new DropMeter();
  #frames = 0;
  #mainMs: number | null = null;
  #subMs: number | null = null;

  constructor(limits: SilenceLimits, nowMs: number) {
    this.#limits = limits;
    this.#startedMs = nowMs;
  }

  /** @param frames pictures of the main stream so far. Answers whether there are more than before. */
  main(frames: number | null, nowMs: number): boolean {
    if (frames === null || frames <= this.#frames) return false;
    this.#mainDrops.seen(nowMs, frames - this.#frames, false);
    this.#frames = frames;
    this.#mainMs = nowMs;
    return true;
  }

  sub(nowMs: number): void {
    this.#subMs = nowMs;
    this.#subDrops.seen(nowMs, 1, true);
  }

  /** How often nothing came for half a second, as far as it can be known: by the live pipe where there is one. */
  get drops(): number {
    return this.#subDrops.total;
  }

  /** Which stream has been silent for too long. */
  stalled(nowMs: number): 'main' | 'sub' | null {
    if (this.#mainMs === null) return nowMs - this.#startedMs > this.#limits.startMs ? 'main' : null;
    if (nowMs - this.#mainMs > this.#limits.mainMs && this.#mainDrops.inRow(nowMs) > MOST_DROPS_IN_A_ROW) return 'main';
    if (this.#limits.subMs === null) return null;
    const since = this.#subMs ?? this.#startedMs + this.#limits.startMs;
    return nowMs - since > this.#limits.subMs ? 'sub' : null;
  }
}

/**
 * Limits for a camera that keeps its connection and sends nothing. With two inputs, ffmpeg holds back main while sub is silent,
 * up to 6 s (twice the time-out of sub): only beyond that, main itself is to blame.
 */
export function silenceLimits(connectTimeoutMs: number, hasSub: boolean): SilenceLimits {
  const startMs = (hasSub ? 2 : 1) * connectTimeoutMs + 10_000;
  return { startMs, mainMs: hasSub ? 8000 : 4000, subMs: hasSub ? 10_000 : null };
}
