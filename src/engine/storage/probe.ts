import { constants } from 'node:fs';
import { access, open, statfs, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VigilError } from '../../shared/errors.ts';
import { errorText, isCode, isReadOnly } from './files.ts';
import { markerFile, readMarker } from './marker.ts';

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

/**
 * Looks at folders time and again. Each step is a trip to another thread, which is what an idle recorder spends most on: a marker is
 * read again only when its file is another one or was written to.
 */
export function createProbe(): ProbeRoot {
  const seen = new Map<string, SeenMarker>();
  return async (path, expectedMarker) => {
    try {
      const marker = await markerIn(path, seen);
      const { bsize, bavail, blocks } = await statfs(path);
      const writing = await tryWriting(path, marker !== null && marker === expectedMarker);
      return { kind: 'found', marker, freeBytes: bavail * bsize, totalBytes: blocks * bsize, ...writing };
    } catch (error) {
      if (isCode(error, 'ENOENT')) return { kind: 'absent' };
      if (error instanceof VigilError) return { kind: 'foreign_marker', why: error.message };
      return { kind: 'failed', why: errorText(error) };
    }
  };
}

/** A marker that was read, and the file that it was read from. */
interface SeenMarker {
  readonly file: string;
  readonly id: string;
}

/** @throws as `readMarker`, and when there is no folder */
async function markerIn(path: string, seen: Map<string, SeenMarker>): Promise<string | null> {
  const file = await markerFile(path);
  const known = seen.get(path);
  if (file !== null && known?.file === file) return known.id;
  seen.delete(path);
  if (!(await stat(path)).isDirectory()) throw new Error('it is not a folder');
  const id = await readMarker(path);
  // Told by the look before reading: what was written meanwhile is read the next time.
  if (file !== null && id !== null) seen.set(path, { file, id });
  return id;
}

type Writing = Pick<Probe & { kind: 'found' }, 'trouble' | 'why'>;

async function tryWriting(path: string, ours: boolean): Promise<Writing> {
  try {
    await access(path, constants.W_OK);
    if (ours) await writeAndSync(join(path, PROBE_FILE));
    return { trouble: null, why: null };
  } catch (error) {
    // Free bytes tell of a full disk; here it is no news.
    if (isCode(error, 'ENOSPC', 'EDQUOT')) return { trouble: null, why: null };
    const readOnly = isReadOnly(error);
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
