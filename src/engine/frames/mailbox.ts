import type { Frame, FrameConsumer } from './frame.ts';

/** A frame whose bytes go back to the pool once everybody is done with them. */
export class LentFrame {
  readonly frame: Frame;
  readonly #giveBack: () => void;
  #holders = 1;

  constructor(frame: Frame, giveBack: () => void) {
    this.frame = frame;
    this.#giveBack = giveBack;
  }

  hold(): void {
    this.#holders += 1;
  }

  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#giveBack();
  }
}

/** Hands frames to one consumer, one at a time. While it works, only the newest waits. */
export class Mailbox {
  /** Frames that were overtaken by a newer one. */
  dropped = 0;
  readonly #consumer: FrameConsumer;
  readonly #failed: (error: unknown) => void;
  #waiting: LentFrame | null = null;
  #busy = false;
  #slot = -Infinity;

  constructor(consumer: FrameConsumer, failed: (error: unknown) => void) {
    this.#consumer = consumer;
    this.#failed = failed;
  }

  /** @param fps how often the consumer wants one: of each 1/fps of a second, the first */
  offer(lent: LentFrame, fps: number): void {
    const slot = Math.floor((lent.frame.atMs * fps) / 1000);
    if (slot === this.#slot) return;
    this.#slot = slot;
    lent.hold();
    if (!this.#busy) return this.#hand(lent);
    if (this.#waiting !== null) {
      this.#waiting.release();
      this.dropped += 1;
    }
    this.#waiting = lent;
  }

  /** Lets go of what waits. */
  close(): void {
    this.#waiting?.release();
    this.#waiting = null;
  }

  #hand(lent: LentFrame): void {
    this.#busy = true;
    const settled = this.#look(lent.frame);
    if (settled === undefined) return this.#done(lent);
    settled.catch(this.#failed).finally(() => this.#done(lent));
  }

  #look(frame: Frame): void | Promise<void> {
    try {
      return this.#consumer.frame(frame);
    } catch (error) {
      this.#failed(error);
    }
  }

  #done(lent: LentFrame): void {
    this.#busy = false;
    lent.release();
    const next = this.#waiting;
    this.#waiting = null;
    if (next !== null) this.#hand(next);
  }
}
