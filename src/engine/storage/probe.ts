import { constants } from 'node:fs';
import { access, open, statfs, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VigilError } from '../../shared/errors.ts';
import { errorText, isCode } from './files.ts';
import { readMarker } from './marker.ts';

/** What was found at a root's path. Bytes are those that this user may use. */
export type Probe =
  | { readonly kind: 'absent' }
  | { readonly kind: 'foreign_marker'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string }
  /** No answer in time; the file system may hang for ever. */
  | { readonly kind: 'hangs' }
  | {
      readonly kind: 'found';
      readonly marker: string | null;
      readonly freeBytes: number;
      readonly totalBytes: number;
      readonly trouble: 'read_only' | 'failing' | null;
      readonly why: string | null;
    };

/** Looks at a folder; never rejects. Writes a few bytes only where the marker is the expected one. */
export type ProbeRoot = (path: string, expectedMarker: string | null) => Promise<Probe>;

const PROBE_FILE = '.vigil-probe';

export const probeRoot: ProbeRoot = async (path, expectedMarker) => {
  try {
    if (!(await stat(path)).isDirectory()) return { kind: 'failed', why: 'it is not a folder' };
    const marker = await readMarker(path);
    const { bsize, bavail, blocks } = await statfs(path);
    const writing = await tryWriting(path, marker !== null && marker === expectedMarker);
    return { kind: 'found', marker, freeBytes: bavail * bsize, totalBytes: blocks * bsize, ...writing };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { kind: 'absent' };
    if (error instanceof VigilError) return { kind: 'foreign_marker', why: error.message };
    return { kind: 'failed', why: errorText(error) };
  }
};

type Writing = Pick<Probe & { kind: 'found' }, 'trouble' | 'why'>;

async function tryWriting(path: string, ours: boolean): Promise<Writing> {
  try {
    await access(path, constants.W_OK);
    if (ours) await writeAndSync(join(path, PROBE_FILE));
    return { trouble: null, why: null };
  } catch (error) {
    // Free bytes tell of a full disk; here it is no news.
    if (isCode(error, 'ENOSPC', 'EDQUOT')) return { trouble: null, why: null };
    const readOnly = isCode(error, 'EROFS', 'EACCES', 'EPERM');
    return { trouble: readOnly ? 'read_only' : 'failing', why: errorText(error) };
  }
}

/** A disk that only pretends to write is found out by the sync. */
async function writeAndSync(path: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.write('vigil\n');
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
