import { open } from 'node:fs/promises';
import type { CameraId } from '../../shared/camera.ts';
import { FragmentSplitter } from '../media/index.ts';
import { readAt, type Growing } from '../recording/index.ts';
import type { Gop } from './channel.ts';

/** Where the live hub finds the file that a camera's main stream is written to now; the recorder is one. */
export interface GrowingSource {
  growing(cameraId: CameraId): Pick<Growing, 'key' | 'runId' | 'number' | 'path' | 'index'> | null;
}

export type GrowingNow = NonNullable<ReturnType<GrowingSource['growing']>>;

/** The newest key frame in the growing file. */
export interface LatestKey {
  readonly file: GrowingNow;
  readonly init: Uint8Array;
  readonly keyOffset: number;
  /** End of the last whole fragment. */
  readonly endOffset: number;
}

/** Null when nothing is growing, or when no key frame has been written yet. */
export async function latestKey(source: GrowingSource, cameraId: CameraId): Promise<LatestKey | null> {
  const file = source.growing(cameraId);
  if (file === null) return null;
  const { index, path } = file;
  try {
    await index.advance(path);
    const keyOffset = index.parts.lastKeyOffset;
    if (keyOffset === null) return null;
    return { file, init: await readSpan(path, 0, index.initBytes), keyOffset, endOffset: index.wholeBytes };
  } catch (error) {
    // ffmpeg has not made it yet, or it has been moved to its place just now.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The newest group of pictures of the growing file, read from the disk. */
export async function gopFromFile(source: GrowingSource, cameraId: CameraId): Promise<Gop | null> {
  const latest = await latestKey(source, cameraId);
  if (latest === null) return null;
  const splitter = new FragmentSplitter();
  splitter.push(latest.init);
  const bytes = await readSpan(latest.file.path, latest.keyOffset, latest.endOffset - latest.keyOffset);
  const fragments: Uint8Array[] = [];
  let frameCount = 0;
  for (const unit of splitter.push(bytes)) {
    if (unit.kind !== 'fragment') continue;
    fragments.push(unit.bytes);
    frameCount += unit.fragment.video?.samples ?? 0;
  }
  return { init: latest.init, fragments, frameCount };
}

async function readSpan(path: string, from: number, count: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    return await readAt(handle, from, count);
  } finally {
    await handle.close();
  }
}
