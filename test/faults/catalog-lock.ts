import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { nodePath, root } from '../../scripts/setup.mjs';

/** What a process said until it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** Another process that has the catalog to itself. */
export interface Holder {
  release(): Promise<void>;
}

const TAKE_LOCK = `
const Database = require('better-sqlite3');
try {
  const db = new Database(process.argv[1], { timeout: 0 });
  db.pragma('locking_mode = EXCLUSIVE');
  db.exec('BEGIN EXCLUSIVE');
  console.log('locked');
  process.stdin.resume().on('end', () => { db.exec('ROLLBACK'); db.close(); });
} catch (error) {
  console.log(error.code);
}
`;

/** Another process tries to have the catalog to itself. @returns the lock, or SQLite's code when it is refused */
export async function takeLock(path: string): Promise<Holder | string> {
  const child = spawn(nodePath(), ['-e', TAKE_LOCK, path], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [said] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  if (said.trim() !== 'locked') {
    await exited;
    return said.trim();
  }
  return {
    async release() {
      child.stdin.end();
      await exited;
    },
  };
}

/** Starts the built server on a data folder that it cannot have, and waits for its end. */
export async function startInVain(dataDir: string): Promise<Ended> {
  const args = [join(root, 'out', 'server', 'index.js'), '--data', dataDir, '--port', '0'];
  const child = spawn(nodePath(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { code, stderr };
}
