/** Lets a few in at a time; the others wait in line. */
export class StartGate {
  readonly #most: number;
  readonly #line: (() => void)[] = [];
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves with how to leave (idempotent), or null when the signal aborts first. */
  async enter(signal: AbortSignal): Promise<(() => void) | null> {
    if (signal.aborted) return null;
    if (this.#inside < this.#most) this.#inside += 1;
    else if (!(await this.#wait(signal))) return null;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      // The place is handed on, so that nobody slips in between.
      const nextInLine = this.#line.shift();
      if (nextInLine === undefined) this.#inside -= 1;
      else nextInLine();
    };
  }

  #wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const giveUp = (): void => {
        const place = this.#line.indexOf(go);
        if (place >= 0) this.#line.splice(place, 1);
        resolve(false);
      };
      this.#line.push(go);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
