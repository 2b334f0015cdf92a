import { execFile } from 'node:child_process';
import type { Logger } from '../logger.ts';
import { errorText } from '../storage/index.ts';

/** A file system that takes longer is better left alone. */
const PATIENCE_MS = 5000;
/** Segments of one camera differ by so much; what is too much is given back at the end. */
const MARGIN = 1.1;

/** Reserves blocks for a growing file beyond its end, so that it lies in one piece; its length stays. */
export type Preallocate = (path: string, bytes: number) => Promise<void>;

/**
 * By the tool `fallocate` (util-linux), since Node has no such call. Never rejects: recording goes on without. Where it cannot be done (no
 * such tool, a file system that does not know it), that is logged once and not tried again; a disk without so much room is nothing to tell.
 */
export function createPreallocate(logger: Logger, tool = 'fallocate'): Preallocate {
  let toolMissing = false;
  const told = new Set<string>();
  const tell = (why: string): void => {
    if (told.has(why)) return;
    told.add(why);
    logger.warn({ why }, 'room for recordings cannot be reserved ahead: they are recorded without');
  };
  return (path, bytes) => {
    if (toolMissing) return Promise.resolve();
    const args = ['--keep-size', '--length', String(Math.round(bytes)), path];
    return new Promise((resolve) => {
      // Words in English, whatever the machine speaks.
      const options = { timeout: PATIENCE_MS, env: { ...process.env, LC_ALL: 'C' } };
      execFile(tool, args, options, (error, _stdout, stderr) => {
        if (error !== null) {
          toolMissing = error.code === 'ENOENT';
          const why = toolMissing ? `there is no program ${tool}` : stderr.trim().replaceAll(path, 'a recording');
          if (!/No space left|No such file/.test(why)) tell(why === '' ? errorText(error) : why);
        }
        resolve();
      });
    });
  };
}

/** What a segment will take by those before it, bytes; null when there are none. Pure. */
export function expectedBytes(sizes: readonly number[]): number | null {
  return sizes.length === 0 ? null : Math.round(Math.max(...sizes) * MARGIN);
}
