import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/**
 * Text of the worker thread; as text, because programs are bundled into one file. The copy leaves WAL mode, so that it is one file
 * that needs no others.
 */
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const Database = require(workerData.module);
let verdict;
try {
  const db = new Database(workerData.path, { fileMustExist: true });
  db.pragma('journal_mode = DELETE');
  verdict = db.pragma('quick_check(1)', { simple: true });
  db.close();
} catch (error) {
  verdict = error.message;
}
parentPort.postMessage(String(verdict));
`;

/**
 * Checks every page of a database that nobody else has open, in another thread: a large one takes seconds.
 * @returns `ok`, or what is wrong
 * @throws when the signal ends it
 */
export async function checkWhole(path: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const module = createRequire(import.meta.url).resolve('better-sqlite3');
  const worker = new Worker(WORKER, { eval: true, workerData: { module, path } });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error: unknown) => resolve(String(error)));
      worker.once('exit', () => reject(new Error('the check of the backup was ended')));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
