import { Worker } from 'node:worker_threads';
import { giveWay, type WorkerPort } from '../engine/inference/index.ts';

/** Ends the process when its parent is gone, from a thread of its own: a model that hangs keeps the main thread. */
const watchParent = `
const { workerData } = require('node:worker_threads');
const isThere = () => {
  if (process.ppid !== workerData) return false;
  try {
    process.kill(workerData, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};
setInterval(() => isThere() || process.kill(process.pid, 'SIGKILL'), 1000);
`;

/**
 * Makes this process an inference worker of the one that forked it: it gives way to ffmpeg and to the host, and does not outlive them.
 * @returns the line to the host
 */
export function beWorker(): WorkerPort {
  new Worker(watchParent, { eval: true, workerData: process.ppid }).unref();
  giveWay();
  process.once('disconnect', () => process.exit());
  // A terminal's Ctrl-C reaches the whole group. The host says when it is over.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  };
}
