// Preloaded into the product by long runs (held.ts): at SIGUSR2 it collects its garbage and prints what is left. No part of the product.
// JavaScript, since node's reader of TypeScript would add megabytes of its own to what is measured.
import { setTimeout as wait } from 'node:timers/promises';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/** Machine code of functions that have become hot, and what belongs to it. */
const codeSpace = /^(shared_)?(code|trusted)_/;

/** @returns {import('./held.ts').Held} */
function look() {
  const spaces = getHeapSpaceStatistics();
  const used = (isCode) =>
    spaces
      .filter(({ space_name: name }) => codeSpace.test(name) === isCode)
      .reduce((bytes, { space_used_size: size }) => bytes + size, 0);
  return { objectBytes: used(false), codeBytes: used(true), externalBytes: process.memoryUsage().external };
}

if (isMainThread) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', async () => {
    collect();
    // What had a finalizer goes in a later turn.
    await wait(100);
    collect();
    process.stdout.write(`held ${JSON.stringify(look())}\n`);
  });
}
