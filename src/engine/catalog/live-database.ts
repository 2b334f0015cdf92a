import Database from 'better-sqlite3';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Db } from './database.ts';
import { CatalogError } from './errors.ts';

/** After a failure that nothing could be done about, the next try waits so long: a dead disk is not hammered. */
const TRY_AGAIN_MS = 1000;
/** A catalog that breaks again so soon was not helped by being replaced. */
const HELPED_MS = 60_000;

/** What SQLite's error says of the file: its content is broken, it cannot be read or written, or nothing of the kind. Pure. */
export function damageOf(error: unknown): 'broken' | 'unreadable' | null {
  if (error instanceof CatalogError) return error.fault === 'corrupt' ? 'broken' : null;
  if (!(error instanceof Database.SqliteError)) return null;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return 'broken';
  return /^SQLITE_(IOERR|CANTOPEN|READONLY_DBMOVED)/.test(error.code) ? 'unreadable' : null;
}

export interface LiveDatabaseOptions<S> {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens and checks the file. @throws CatalogError */
  readonly open: () => Db;
  /** Puts another file in its place and opens that. */
  readonly restore: (why: string) => Db;
  readonly bind: (db: Db) => S;
}

interface Opened<S> {
  readonly db: Db;
  readonly stores: S;
}

/**
 * The database and the stores on it, which can be exchanged under those who use them: a call that meets a broken file waits
 * until the file has been replaced, and is made again. What cannot be mended is thrown, each time, and tried again later.
 */
export class LiveDatabase<S> {
  readonly #options: LiveDatabaseOptions<S>;
  #opened: Opened<S> | null = null;
  #closed = false;
  #failedAtMs = -Infinity;
  #replacedAtMs = -Infinity;

  constructor(options: LiveDatabaseOptions<S>) {
    this.#options = options;
    this.#opened = this.#openOrRestore();
  }

  /** @throws what the work throws, or why the database cannot be used */
  call<R>(work: (stores: S, db: Db) => R): R {
    const opened = this.#opened ?? this.#tryAgain();
    try {
      return work(opened.stores, opened.db);
    } catch (error) {
      const damage = damageOf(error);
      if (damage === null) throw error;
      this.#options.logger.error({ err: error }, 'the catalog failed');
      const { stores, db } = this.#exchange(damage, error);
      return work(stores, db);
    }
  }

  close(): void {
    this.#closed = true;
    this.#letGo();
  }

  #tryAgain(): Opened<S> {
    if (this.#closed) throw new Error('the catalog is closed');
    const nowMs = this.#options.clock.monotonic();
    if (nowMs - this.#failedAtMs < TRY_AGAIN_MS) throw new CatalogError('unavailable', 'the catalog cannot be used');
    return this.#guarded(() => this.#openOrRestore());
  }

  #exchange(damage: 'broken' | 'unreadable', cause: unknown): Opened<S> {
    this.#letGo();
    const restore = (): Opened<S> => this.#restore(textOf(cause));
    return this.#guarded(damage === 'broken' ? restore : () => this.#openOrRestore());
  }

  #guarded(open: () => Opened<S>): Opened<S> {
    try {
      return (this.#opened = open());
    } catch (error) {
      this.#failedAtMs = this.#options.clock.monotonic();
      throw error;
    }
  }

  #openOrRestore(): Opened<S> {
    try {
      return this.#bind(this.#options.open());
    } catch (error) {
      if (damageOf(error) !== 'broken') throw error;
      return this.#restore(textOf(error));
    }
  }

  #restore(why: string): Opened<S> {
    const nowMs = this.#options.clock.monotonic();
    if (nowMs - this.#replacedAtMs < HELPED_MS)
      throw new CatalogError('unavailable', `the catalog broke again: ${why}`);
    this.#replacedAtMs = nowMs;
    return this.#bind(this.#options.restore(why));
  }

  #bind(db: Db): Opened<S> {
    try {
      return { db, stores: this.#options.bind(db) };
    } catch (error) {
      db.close();
      throw error;
    }
  }

  #letGo(): void {
    try {
      this.#opened?.db.close();
    } catch (error) {
      this.#options.logger.error({ err: error }, 'the catalog could not be closed');
    }
    this.#opened = null;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
