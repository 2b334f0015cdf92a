/** The newest lines of a log, at most `limit`. */
export class LogRing {
  readonly #limit: number;
  #lines: string[] = [];

  constructor(limit = 100) {
    this.#limit = limit;
  }

  push(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > this.#limit * 2) this.#lines = this.lines();
  }

  lines(): string[] {
    return this.#lines.slice(-this.#limit);
  }
}
