import { decodeParts, encodeParts, FileIndex } from '../recording/index.ts';
import type { CheckedRow, Reindexed } from './check-store.ts';

/** A walk over a file from its first box to its last whole one. */
export interface Walk {
  /** Why not all of the file is footage; null when it is. */
  readonly damage: string | null;
  /** What its row should say of the part that is whole; null when there is no picture in it. */
  readonly found: Reindexed | null;
}

/** Whether the part index can be that of this row: parts within the file, behind the initialisation segment. Pure. */
export function partsFit({ parts, initBytes, sizeBytes, durationMs }: Omit<CheckedRow, 'id'>): boolean {
  const list = parts === null ? null : (decodeParts(parts)?.parts ?? null);
  const [first, last] = [list?.at(0), list?.at(-1)];
  if (first === undefined || last === undefined) return false;
  // That parts adjoin follows from how they are encoded.
  return (
    first.offset >= initBytes &&
    last.offset + last.bytes <= sizeBytes &&
    (list ?? []).every(({ bytes, durationMs: partMs }) => bytes > 0 && partMs > 0) &&
    first.startMs === 0 &&
    last.startMs + last.durationMs <= Math.max(durationMs, 1) + 1
  );
}

/** Walks the boxes. Changes nothing in the file. @throws what the file system throws */
export async function walk(path: string): Promise<Walk> {
  // "Not the first of its run": what was wrong in the first picture was mended when the file was finished, and is not to be touched now.
  const index = new FileIndex({ firstOfRun: false });
  await index.advance(path);
  const parts = index.parts.all();
  const behind = index.sizeBytes - index.wholeBytes;
  return {
    damage: index.broken ?? (behind > 0 ? `the last ${behind} bytes are not whole` : null),
    found:
      parts.length === 0
        ? null
        : {
            durationMs: index.parts.durationMs,
            sizeBytes: index.wholeBytes,
            initBytes: index.initBytes,
            parts: encodeParts({ mediaStartMs: index.mediaStartMs, parts }),
          },
  };
}

/** Whether the row says what the walk says. Pure. */
export function sameIndex(row: CheckedRow, found: Reindexed): boolean {
  return (
    row.initBytes === found.initBytes &&
    row.durationMs === found.durationMs &&
    row.parts !== null &&
    Buffer.compare(row.parts, found.parts) === 0
  );
}
