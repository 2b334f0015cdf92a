import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { SegmentKey } from '../../shared/recording.ts';
import type { PlaceNum } from '../storage/index.ts';
import { ArchiveError } from './faults.ts';
import type { ObjectStore, Payload, SentPart } from './object-store.ts';

/** A part that the server has, and the MD5 (hexadecimal) of what it was made from. */
export interface KeptPart extends SentPart {
  readonly md5: string;
}

/** An upload that was begun and not ended. Kept before the first byte goes, so that nothing is left lying on the server. */
export interface UploadRecord {
  readonly key: SegmentKey;
  readonly place: PlaceNum;
  /** Path of the segment's row. */
  readonly path: string;
  /** Null where the object goes in one piece. */
  readonly uploadId: string | null;
  readonly partBytes: number;
  readonly parts: readonly KeptPart[];
}

/** Where uploads that are under way are kept. Synchronous. */
export interface UploadStore {
  findUpload(key: SegmentKey, place: PlaceNum): UploadRecord | null;
  saveUpload(record: UploadRecord): void;
  forgetUpload(key: SegmentKey, place: PlaceNum): void;
}

export interface UploadJob {
  readonly key: SegmentKey;
  readonly place: PlaceNum;
  /** Path of the segment's row. */
  readonly path: string;
  /** Absolute path of the file. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly objectKey: string;
}

/** 5 MiB is the least that servers take for a part. */
const PART_BYTES = 8 * 1024 * 1024;

/** What is to be sent is not what the catalog says: nothing is wrong with the archive. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
}

/**
 * Copies a file to the archive and makes sure that it is there, byte for byte. Goes on where an earlier attempt ended. The
 * upload's record stays until the caller has noted the copy in the catalog.
 * @returns SHA-256 of the file, hexadecimal
 * @throws ArchiveError when it did not succeed (another attempt goes on from there); FileFault; what the file system throws
 */
export async function uploadFile(
  job: UploadJob,
  { store, uploads, partBytes = PART_BYTES }: { store: ObjectStore; uploads: UploadStore; partBytes?: number },
  signal: AbortSignal,
): Promise<string> {
  const file = await open(job.file, 'r');
  try {
    const { size } = await file.stat();
    if (size !== job.sizeBytes) throw new FileFault(`the file holds ${size} bytes, not ${job.sizeBytes}`);
    const whole = createHash('sha256');
    const expected =
      size <= partBytes
        ? await sendWhole(job, file, whole, { store, uploads, partBytes }, signal)
        : await sendParts(job, file, whole, { store, uploads, partBytes }, signal);
    const sha256 = whole.digest('hex');
    if (await verify(store, job, { etag: expected, sha256 }, signal)) return sha256;
    await store.remove(job.objectKey, signal);
    uploads.forgetUpload(job.key, job.place);
    throw new ArchiveError('corrupted', 'the archive: the object is not what was sent');
  } finally {
    await file.close();
  }
}

interface Means {
  readonly store: ObjectStore;
  readonly uploads: UploadStore;
  readonly partBytes: number;
}

async function sendWhole(job: UploadJob, file: FileHandle, whole: Hash, means: Means, signal: AbortSignal) {
  const { key, place, path } = job;
  const payload = await readPart(file, 0, job.sizeBytes, whole);
  means.uploads.saveUpload({ key, place, path, uploadId: null, partBytes: means.partBytes, parts: [] });
  await means.store.put(job.objectKey, payload, signal);
  return payload.md5;
}

async function sendParts(job: UploadJob, file: FileHandle, whole: Hash, means: Means, signal: AbortSignal) {
  const { store, uploads } = means;
  let record = await recordOf(job, means, signal);
  const sent: KeptPart[] = [];
  let fresh = 0;
  try {
    for (let offset = 0; offset < job.sizeBytes; offset += record.partBytes) {
      signal.throwIfAborted();
      const payload = await readPart(file, offset, Math.min(record.partBytes, job.sizeBytes - offset), whole);
      const number = sent.length + 1;
      const there = record.parts.find((part) => part.number === number && part.md5 === payload.md5);
      const etag = there?.etag ?? (await store.putPart(job.objectKey, record.uploadId, number, payload, signal));
      sent.push({ number, md5: payload.md5, etag });
      if (there !== undefined) continue;
      fresh += 1;
      record = { ...record, parts: [...record.parts.filter((part) => part.number !== number), ...sent.slice(-1)] };
      uploads.saveUpload(record);
    }
    // An earlier attempt may have completed it and not heard the answer; whether it is the file, `verify` finds out.
    const completed = fresh === 0 && (await store.head(job.objectKey, signal))?.sizeBytes === job.sizeBytes;
    if (!completed) await store.complete(job.objectKey, record.uploadId, sent, signal);
    return etagOfParts(sent.map(({ md5 }) => md5));
  } catch (error) {
    // The server gave the upload up: the next attempt begins anew.
    if (error instanceof ArchiveError && error.fault === 'no_upload') uploads.forgetUpload(job.key, job.place);
    throw error;
  }
}

async function recordOf(job: UploadJob, { store, uploads, partBytes }: Means, signal: AbortSignal) {
  const { key, place, path } = job;
  const known = uploads.findUpload(key, place);
  if (known !== null && known.uploadId !== null) return { ...known, uploadId: known.uploadId };
  const uploadId = await store.begin(job.objectKey, signal);
  const record = { key, place, path, uploadId, partBytes, parts: [] as readonly KeptPart[] };
  uploads.saveUpload(record);
  return record;
}

async function readPart(file: FileHandle, offset: number, length: number, whole: Hash): Promise<Payload> {
  const bytes = Buffer.alloc(length);
  for (let have = 0; have < length;) {
    const { bytesRead } = await file.read(bytes, have, length - have, offset + have);
    if (bytesRead === 0) throw new FileFault('the file became shorter');
    have += bytesRead;
  }
  whole.update(bytes);
  return { bytes, md5: createHash('md5').update(bytes).digest('hex') };
}

/** Whether the object is the file. Where the ETag tells nothing of the bytes (the server encrypts), they are read back. */
async function verify(
  store: ObjectStore,
  job: UploadJob,
  expected: { readonly etag: string; readonly sha256: string },
  signal: AbortSignal,
): Promise<boolean> {
  const found = await store.head(job.objectKey, signal);
  if (found?.sizeBytes !== job.sizeBytes) return false;
  return found.etag === expected.etag || (await digestOf(store, job.objectKey, signal)) === expected.sha256;
}

/** SHA-256 of an object, hexadecimal. @throws ArchiveError */
export async function digestOf(store: ObjectStore, objectKey: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await store.read(objectKey, null, signal)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The ETag that S3 gives to an object of parts: MD5 over their MD5s, and how many they are. Pure. */
export function etagOfParts(md5s: readonly string[]): string {
  const joined = createHash('md5')
    .update(Buffer.from(md5s.join(''), 'hex'))
    .digest('hex');
  return `${joined}-${md5s.length}`;
}
