import Database from 'better-sqlite3';
import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { CatalogError } from './errors.ts';
import { migrations, type Migration } from './migrations/index.ts';

export type Db = Database.Database;

/** "Vgil" in the file's header: tells our databases from others. */
const APPLICATION_ID = 0x5667696c;
/** Up to this size the whole file is checked at open (well under a second); of a larger one, what starts the engine. */
const WHOLE_CHECK_BYTES = 128 * 1024 * 1024;
const vitalTables = ['cameras', 'camera_facts', 'sessions', 'footage', 'garbage'];

/**
 * Opens or creates the catalog, checks it, and brings its schema up to date. The file is this process's alone while it is
 * open: two recorders on one data folder would tear each other's footage apart.
 * @param path of the file, readable by this user only; `:memory:` for none.
 * @throws CatalogError
 */
export function openDatabase(path: string): Db {
  return openChecked(path, (db) => {
    checkIntegrity(db, path);
    configure(db);
    migrate(db, migrations);
  });
}

/** Opens the catalog as it is: all of it is checked, its schema stays. The file must be there. @throws CatalogError */
export function openUnchanged(path: string): Db {
  return openChecked(path, (db) => {
    if (versionOf(db) !== migrations.at(-1)?.version) {
      throw new CatalogError('unavailable', 'the catalog is of an older Vigil: start this one once');
    }
    checkPages(db, 'quick_check(1)');
    configure(db);
  });
}

function openChecked(path: string, goOn: (db: Db) => void): Db {
  if (path !== ':memory:') makePrivate(path);
  const db = new Database(path, { timeout: 2000 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    checkOwner(db);
    refuseFuture(db, migrations);
    goOn(db);
    return db;
  } catch (error) {
    db.close();
    throw typed(error);
  }
}

/** The catalog holds sealed passwords and session hashes. SQLite gives its side files the same mode. */
function makePrivate(path: string): void {
  if (existsSync(path)) chmodSync(path, 0o600);
  else closeSync(openSync(path, 'a', 0o600));
}

function configure(db: Db): void {
  db.pragma('journal_mode = WAL');
  // Durable when a call returns, also by power cut; a segment row a few seconds apart costs nothing.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  // KiB. The file is in the system's cache anyway: 32 MB were no quicker with 2 million segments, and would fill up as the catalog grows.
  db.pragma('cache_size = -4096');
  db.pragma('journal_size_limit = 67108864');
}

function checkOwner(db: Db): void {
  const owner = db.pragma('application_id', { simple: true });
  const empty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (owner !== APPLICATION_ID && !(owner === 0 && empty)) {
    throw new CatalogError('foreign', 'the catalog file is a database of another program');
  }
}

function checkIntegrity(db: Db, path: string): void {
  const size = path === ':memory:' ? 0 : statSync(path).size;
  const known = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
  const checks =
    size <= WHOLE_CHECK_BYTES
      ? ['quick_check(1)']
      : vitalTables.filter((table) => known.includes(table)).map((table) => `quick_check('${table}')`);
  for (const check of checks) checkPages(db, check);
}

function checkPages(db: Db, check: string): void {
  const verdict = db.pragma(check, { simple: true });
  if (verdict !== 'ok') throw new CatalogError('corrupt', `the catalog is damaged: ${String(verdict)}`);
}

function versionOf(db: Db): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** A database that has had steps which this program does not know is left alone. */
function refuseFuture(db: Db, steps: readonly Migration[]): void {
  const version = versionOf(db);
  const newest = steps.at(-1)?.version ?? 0;
  if (version <= newest) return;
  throw new CatalogError(
    'from_future',
    `the catalog was written by a newer Vigil (schema ${version}, this one knows ${newest}): install that or a later version`,
  );
}

/**
 * Runs the steps that the database has not had, each in a transaction of its own together with its version number.
 * @throws CatalogError from_future
 */
export function migrate(db: Db, steps: readonly Migration[]): void {
  refuseFuture(db, steps);
  const version = versionOf(db);
  for (const step of steps.filter((each) => each.version > version)) {
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${step.version}`);
    }).immediate();
  }
}

function typed(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) {
    return new CatalogError('in_use', 'another Vigil uses this data folder', { cause: error });
  }
  // SQLite has no code of its own for a header whose schema format (byte 44) is none: https://sqlite.org/fileformat2.html#schema_format_number
  const isNoFormat = error.code === 'SQLITE_ERROR' && error.message === 'unsupported file format';
  if (isNoFormat || error.code.startsWith('SQLITE_CORRUPT') || error.code.startsWith('SQLITE_NOTADB')) {
    return new CatalogError('corrupt', `the catalog is damaged: ${error.message}`, { cause: error });
  }
  return error;
}
