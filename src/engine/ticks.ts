/** A timer that was started; only its clock can end it. */
export interface Timer {
  readonly cancel: () => void;
}

/** What ticks need of the machine; delays are whole milliseconds of 1 and more. */
export interface TickSource {
  monotonic(): number;
  after(delayMs: number, callback: () => void): Timer;
}

interface Tick {
  readonly periodMs: number;
  readonly callback: () => void;
  dueMs: number;
}

/** A timer of the machine may fire a little before its time: what is due so soon is done at once, not in a waking of its own. */
const SLACK_MS = 1;

/**
 * Periodic callbacks that share the wakings of the process: each falls on the multiples of its period, and whatever falls together is done
 * together. To an idle recorder the waking is what costs, not the work.
 */
export class Ticks {
  readonly #source: TickSource;
  readonly #all = new Set<Tick>();
  #wakesMs = Infinity;
  #timer: Timer | null = null;

  constructor(source: TickSource) {
    this.#source = source;
  }

  /** @param periodMs milliseconds, more than 0; the first call comes within one */
  add(periodMs: number, callback: () => void): Timer {
    const tick: Tick = { periodMs, callback, dueMs: nextMultiple(this.#source.monotonic(), periodMs) };
    this.#all.add(tick);
    if (tick.dueMs < this.#wakesMs) this.#arm();
    return { cancel: () => this.#cancel(tick) };
  }

  #cancel(tick: Tick): void {
    this.#all.delete(tick);
    if (this.#all.size === 0) this.#arm();
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#wakesMs = Math.min(Infinity, ...[...this.#all].map(({ dueMs }) => dueMs));
    if (this.#wakesMs === Infinity) return;
    const delayMs = Math.max(1, Math.ceil(this.#wakesMs - this.#source.monotonic()));
    this.#timer = this.#source.after(delayMs, () => this.#wake());
  }

  #wake(): void {
    const untilMs = this.#source.monotonic() + SLACK_MS;
    const due = [...this.#all].filter(({ dueMs }) => dueMs <= untilMs);
    for (const tick of due) tick.dueMs = nextMultiple(untilMs, tick.periodMs);
    this.#arm();
    for (const tick of due) if (this.#all.has(tick)) call(tick.callback);
  }
}

function nextMultiple(nowMs: number, periodMs: number): number {
  return (Math.floor(nowMs / periodMs) + 1) * periodMs;
}

/** What one throws is the process's affair, as with a timer of its own; the others have their turn all the same. */
function call(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
