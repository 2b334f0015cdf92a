import { fork, type ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';
import type { Logger, StartWorker } from '../engine/index.ts';
import { workerEnv } from '../engine/inference/index.ts';

/** The worker's program stands beside this one, both as TypeScript source and built. */
const workerFile = join(import.meta.dirname, `inference-worker${extname(import.meta.filename)}`);

/**
 * Room for young objects, MB, of a worker's V8: pinned, since each picture leaves a buffer behind and the room would wander with them (see
 * `hostFlags` of scripts/setup.mjs).
 */
const YOUNG_MB = 2;
const workerFlags = [`--min-semi-space-size=${YOUNG_MB}`, `--max-semi-space-size=${YOUNG_MB}`];

/** Of what one worker writes to its standard error; the runtime may say the same of each picture. */
const LOGGED_TEXTS = 20;

/**
 * Starts inference workers as child processes of Node.
 * @param file the worker's program
 */
export function createStartWorker(logger: Logger, file = workerFile): StartWorker {
  return () => {
    const child = fork(file, [], {
      serialization: 'advanced',
      // Flags of ours such as --inspect or --import are not meant for it.
      execArgv: workerFlags,
      env: workerEnv(process.env),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let written = 0;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      written += 1;
      if (written <= LOGGED_TEXTS)
        logger.warn({ pid: child.pid, text: text.slice(0, 2000) }, 'an inference worker writes');
    });
    child.on('error', (error) => logger.warn({ err: error }, 'an inference worker cannot be reached'));
    return {
      pid: child.pid,
      // A message to one that has just ended gets lost; its exit says all that is to be said.
      send: (message) => {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => onceGone(child, listener),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

/** A process that could not be started has an error and no exit. */
function onceGone(child: ChildProcess, listener: (code: number | null) => void): void {
  child.once('exit', listener);
  child.once('error', () => {
    if (child.pid === undefined) listener(null);
  });
}
