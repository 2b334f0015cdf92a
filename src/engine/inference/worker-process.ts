import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** What a process needs to find its libraries and a place for scratch files. */
const passedOn = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SYSTEMROOT',
  'WINDIR',
  'LOCALAPPDATA',
  'LD_LIBRARY_PATH',
  'CUDA_PATH',
  'CUDA_VISIBLE_DEVICES',
  'ELECTRON_RUN_AS_NODE',
];

/** The environment of a worker: among the rest there may be passwords and tokens. Pure. */
export function workerEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/**
 * Gives this process a lower priority: ffmpeg and the host come first. On Linux each thread has its own
 * ([setpriority(2)](https://man7.org/linux/man-pages/man2/setpriority.2.html), "C library/kernel differences"), so all that there are get it; those to come inherit it.
 */
export function giveWay(): void {
  const lower = constants.priority.PRIORITY_BELOW_NORMAL;
  setPriority(lower);
  if (process.platform !== 'linux') return;
  for (const thread of readdirSync('/proc/self/task')) {
    try {
      setPriority(Number(thread), lower);
    } catch {
      // It has just ended.
    }
  }
}
