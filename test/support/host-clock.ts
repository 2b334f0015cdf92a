import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The wall clock of the processes that are started with `env`, and of their children. */
export interface HostClock {
  readonly env: Readonly<Record<string, string>>;
  /** Puts their clock this many seconds before ours, at once; 0: both say the same. */
  setAhead(seconds: number): void;
  remove(): void;
}

/**
 * A clock that a test can set, for real programs: `clock-shim.c` is compiled and preloaded, so that node and ffmpeg see the clock of the
 * machine leap while they run. Null, with a line that says why, where that is not to be had.
 */
export function hostClock(): HostClock | null {
  if (process.platform !== 'linux') return skipped('only Linux lets a test preload its clock');
  const folder = mkdtempSync(join(tmpdir(), 'vigil-clock-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const [library, offset] = [join(folder, 'clock-shim.so'), join(folder, 'seconds')];
  const source = join(import.meta.dirname, 'clock-shim.c');
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source], { encoding: 'utf8' });
  if (compiled.status !== 0) {
    remove();
    return skipped(compiled.error === undefined ? compiled.stderr : 'there is no C compiler');
  }
  const write = (seconds: number): void => {
    const file = openSync(offset, 'r+');
    // In place, in one call: the programs have the file mapped.
    writeSync(file, new Uint8Array(BigInt64Array.of(BigInt(seconds)).buffer), 0, 8, 0);
    closeSync(file);
  };
  writeFileSync(offset, Buffer.alloc(8));
  return { env: { LD_PRELOAD: library, VIGIL_TEST_CLOCK: offset }, setAhead: write, remove };
}

function skipped(why: string): null {
  process.stderr.write(`skipped: the clock cannot be set for a test: ${why.trim()}\n`);
  return null;
}
