/** So many failures within the window lock an address out. */
const FAILURES = 10;
const WINDOW_MS = 10 * 60_000;
const LOCK_MS = 5 * 60_000;
/** Addresses remembered; the oldest is forgotten first, so that nobody can fill the memory. */
const REMEMBERED = 5000;

interface Record {
  failures: number;
  firstMs: number;
  lockedUntilMs: number;
}

/** Counts failed sign-ins per address and locks out after ten in ten minutes, for five. Times are monotonic milliseconds. */
export class Lockout {
  readonly #records = new Map<string, Record>();

  /** Milliseconds that the address has to wait still; 0 when it may try. */
  waitMs(address: string, nowMs: number): number {
    return Math.max(0, (this.#records.get(address)?.lockedUntilMs ?? 0) - nowMs);
  }

  failed(address: string, nowMs: number): void {
    const known = this.#records.get(address);
    const fresh = known === undefined || nowMs - known.firstMs > WINDOW_MS;
    const record = fresh ? { failures: 0, firstMs: nowMs, lockedUntilMs: 0 } : known;
    record.failures += 1;
    if (record.failures >= FAILURES) {
      record.lockedUntilMs = nowMs + LOCK_MS;
      record.failures = 0;
      record.firstMs = nowMs;
    }
    this.#records.delete(address);
    this.#records.set(address, record);
    const oldest = this.#records.size > REMEMBERED ? this.#records.keys().next().value : undefined;
    if (oldest !== undefined) this.#records.delete(oldest);
  }

  succeeded(address: string): void {
    this.#records.delete(address);
  }
}
