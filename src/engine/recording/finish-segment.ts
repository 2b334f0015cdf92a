import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraId, VideoFacts } from '../../shared/camera.ts';
import type { Segment, SegmentKey } from '../../shared/recording.ts';
import { creationTimeField, type InitSegment } from '../media/index.ts';
import { isReadOnly, moveFile, underRoot, type Root } from '../storage/index.ts';
import type { FileIndex } from './file-index.ts';
import { readAt } from './file-index.ts';
import { encodeParts } from './part-codec.ts';
import { growingRowPath, QUARANTINE_FOLDER, segmentPath } from './paths.ts';
import type { NewSegment, SegmentStore, StoredSegment } from './segment-store.ts';

export interface FinishedFile {
  readonly root: Root;
  readonly store: SegmentStore;
  readonly cameraId: CameraId;
  readonly key: SegmentKey;
  /** Where the file lies now. */
  readonly path: string;
  readonly index: FileIndex;
  startMs(durationMs: number): number;
}

/** `empty`: there was no picture in it, and the file is gone. `quarantined`: it could not be read and was put aside. */
export type FinishOutcome =
  | { readonly kind: 'indexed'; readonly segment: Segment }
  | { readonly kind: 'empty' }
  | { readonly kind: 'quarantined'; readonly why: string };

/**
 * Makes a finished segment of a file that ffmpeg writes no more: cut behind the last whole fragment, stamped with its
 * start, synced, moved to its place, then written to the catalog. File first, row second: a crash in between leaves a file that
 * `adopt` finds. Where the disk can be read and not be written to any more, the file stays as it is and where it is, and is
 * listed there. @throws what the file system or the store throws; nothing is lost then, the file is where it was or at its place
 */
export async function finishSegment(file: FinishedFile): Promise<FinishOutcome> {
  const { index } = file;
  await index.advance(file.path);
  const parts = index.parts.all();
  if (parts.length === 0 || index.init === null) {
    // Nothing is thrown away unless it is known to hold no picture.
    const why = index.broken ?? (index.init === null && index.sizeBytes > 0 ? 'no whole initialisation segment' : null);
    if (why !== null) return quarantine(file, why);
    await rm(file.path, { force: true });
    return { kind: 'empty' };
  }
  const durationMs = index.parts.durationMs;
  const startMs = file.startMs(durationMs);
  const row: NewSegment = {
    ...describe(file, index.init),
    // What the camera sends counts, where its description of it says otherwise.
    ...index.sizes[0],
    place: file.root.num,
    startMs,
    durationMs,
    sizeBytes: index.wholeBytes,
    path: segmentPath(file.cameraId, startMs, file.key),
    initBytes: index.initBytes,
    parts: encodeParts({ mediaStartMs: index.mediaStartMs, parts }),
  };
  try {
    await toItsPlace(file, row);
    file.store.insertSegment(row);
    return { kind: 'indexed', segment: toSegment(row) };
  } catch (error) {
    const path = growingRowPath(file.cameraId, file.key);
    if (!isReadOnly(error) || underRoot(file.root.path, path) !== file.path) throw error;
    file.store.insertSegment({ ...row, path });
    return { kind: 'indexed', segment: toSegment(row) };
  }
}

/**
 * Does what a read-only disk kept `finishSegment` from, for a file that is listed where it grew. Answers false where it can still not
 * be done. @throws what else the file system throws
 */
export async function settleListed(
  file: Pick<FinishedFile, 'root' | 'store' | 'path'>,
  row: StoredSegment,
): Promise<boolean> {
  const path = segmentPath(row.cameraId, row.startMs, row.key);
  try {
    await toItsPlace(file, { ...row, path });
  } catch (error) {
    if (isReadOnly(error)) return false;
    throw error;
  }
  file.store.relocate(row.key, row.path, path);
  return true;
}

async function toItsPlace({ root, path }: Pick<FinishedFile, 'root' | 'path'>, row: StoredSegment): Promise<void> {
  const target = underRoot(root.path, row.path);
  if (target === null) throw new Error(`a segment's path leads out of the root: ${row.path}`);
  await seal(path, row);
  if (target !== path) await moveFile(path, target);
}

/** The row without what only the engine may know. */
export function toSegment(row: Segment): Segment {
  const { key, cameraId, startMs, durationMs, sizeBytes, videoCodec, audioCodec, width, height } = row;
  return { key, cameraId, startMs, durationMs, sizeBytes, videoCodec, audioCodec, width, height };
}

async function quarantine(file: FinishedFile, why: string): Promise<FinishOutcome> {
  await moveFile(file.path, join(file.root.path, QUARANTINE_FOLDER, `${file.cameraId}_${file.key}.mp4`));
  return { kind: 'quarantined', why };
}

function describe(
  file: FinishedFile,
  init: InitSegment,
): Pick<Segment, 'key' | 'cameraId' | 'videoCodec' | 'audioCodec' | 'width' | 'height'> {
  const { key, cameraId } = file;
  const audioCodec = init.audio === null ? null : audioName(init.audio.codec);
  const { width, height, sampleEntry } = init.video ?? { width: 0, height: 0, sampleEntry: '' };
  return { key, cameraId, videoCodec: videoName(sampleEntry), audioCodec, width, height };
}

function videoName(sampleEntry: string): VideoFacts['codec'] {
  switch (sampleEntry) {
    case 'avc1':
    case 'avc3':
      return 'h264';
    case 'hvc1':
    case 'hev1':
      return 'hevc';
    case 'av01':
      return 'av1';
    case 'vp09':
      return 'vp9';
    case 'mp4v':
      return 'mpeg4';
    case 'jpeg':
    case 'mjpg':
      return 'mjpeg';
    default:
      return 'other';
  }
}

function audioName(codec: string | null): string {
  if (codec === null) return 'other';
  return codec.startsWith('mp4a.40') ? 'aac' : codec;
}

// MP4 counts seconds from 1904: ISO/IEC 14496-12, 8.2.2.3.
const SECONDS_1904_TO_1970 = 2_082_844_800;

/** Cuts off what is not whole, writes the start into `mvhd`, and makes the bytes last. */
async function seal(path: string, row: StoredSegment): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    // Also where it is as long as that already: it gives back the room that was reserved behind the end.
    await handle.truncate(row.sizeBytes);
    const field = creationTimeField(await readAt(handle, 0, row.initBytes));
    if (field !== null) {
      const bytes = Buffer.alloc(field.bytes);
      // 32 bits end in 2040; a machine whose clock is beyond must record all the same, and the name of the file has the start.
      bytes.writeUInt32BE((Math.floor(row.startMs / 1000) + SECONDS_1904_TO_1970) % 2 ** 32, field.bytes - 4);
      await handle.write(bytes, 0, field.bytes, field.offset);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
