import { utilityProcess } from 'electron';
import { join } from 'node:path';
import type { StartWorker } from '../engine/index.ts';
import { workerEnv } from '../engine/inference/index.ts';

const workerFile = join(import.meta.dirname, 'inference-worker.js');

/** Starts inference workers as utility processes of Electron. */
export const startWorker: StartWorker = () => {
  const child = utilityProcess.fork(workerFile, [], {
    serviceName: 'Vigil inference',
    execArgv: [],
    env: workerEnv(process.env),
    stdio: 'ignore',
  });
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill() {
      // `kill` asks; a model that hangs does not hear it.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      else child.kill();
    },
  };
};
