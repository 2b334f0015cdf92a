/** One sent picture. `index` counts from the camera's start without a break; `sentMs` is UTC milliseconds. */
export interface SentFrame {
  /** The number in the picture. */
  readonly frame: number;
  readonly loop: number;
  readonly index: number;
  readonly sentMs: number;
}

/** The newest sends of one stream: which frame went out when. */
export class SentLog {
  readonly #sentMs: Float64Array;
  readonly #index: Uint32Array;
  readonly #loop: Uint32Array;
  readonly #frame: Uint16Array;
  #count = 0;

  /** @param capacity how many sends are remembered; 65,536 is more than an hour at 15 frames a second */
  constructor(capacity = 65_536) {
    this.#sentMs = new Float64Array(capacity);
    this.#index = new Uint32Array(capacity);
    this.#loop = new Uint32Array(capacity);
    this.#frame = new Uint16Array(capacity);
  }

  add(sent: SentFrame): void {
    const slot = this.#count % this.#sentMs.length;
    this.#sentMs[slot] = sent.sentMs;
    this.#index[slot] = sent.index;
    this.#loop[slot] = sent.loop;
    this.#frame[slot] = sent.frame;
    this.#count += 1;
  }

  /** The newest send of the picture with this number at or before `beforeMs`; null when it is not remembered. */
  sentAt(frame: number, beforeMs: number): SentFrame | null {
    for (let at = this.#count - 1; at >= this.#oldest(); at -= 1) {
      const sent = this.#at(at);
      if (sent.frame === frame && sent.sentMs <= beforeMs) return sent;
    }
    return null;
  }

  /** Sends in [fromMs, toMs), oldest first. */
  sentBetween(fromMs: number, toMs: number): SentFrame[] {
    const found: SentFrame[] = [];
    for (let at = this.#oldest(); at < this.#count; at += 1) {
      const sent = this.#at(at);
      if (sent.sentMs >= fromMs && sent.sentMs < toMs) found.push(sent);
    }
    return found;
  }

  #oldest(): number {
    return Math.max(0, this.#count - this.#sentMs.length);
  }

  #at(position: number): SentFrame {
    const slot = position % this.#sentMs.length;
    return {
      frame: this.#frame[slot] ?? 0,
      loop: this.#loop[slot] ?? 0,
      index: this.#index[slot] ?? 0,
      sentMs: this.#sentMs[slot] ?? 0,
    };
  }
}
