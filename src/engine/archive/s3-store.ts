import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import type { ArchiveAddress } from './address.ts';
import { ArchiveError, archiveError } from './faults.ts';
import type { ObjectStore, Payload, Throttle } from './object-store.ts';

export interface S3Options {
  readonly address: ArchiveAddress;
  readonly secretKey: string;
  /** What is sent is sent at this pace; left out, at once. */
  readonly throttle?: Throttle;
  readonly connectTimeoutMs?: number;
  /** A connection on which nothing moves for so long is given up. */
  readonly idleTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 5000;
const IDLE_TIMEOUT_MS = 30_000;
/** What goes into the socket at once: small enough that a limited rate is a steady trickle. */
const SLICE_BYTES = 64 * 1024;

/** A bucket that is spoken to by Amazon's own client. Nothing is asked of the server before the first call. */
export function createS3Store(options: S3Options): ObjectStore {
  const { address, throttle } = options;
  const { bucket: Bucket } = address;
  const client = createClient(options);
  const asked = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw archiveError(error);
    }
  };
  const body = ({ bytes, md5 }: Payload, signal: AbortSignal) => ({
    Body: Readable.from(slices(bytes, throttle, signal), { objectMode: false, highWaterMark: SLICE_BYTES }),
    ContentLength: bytes.length,
    ContentMD5: Buffer.from(md5, 'hex').toString('base64'),
  });
  return {
    async put(Key, payload, abortSignal) {
      const command = new PutObjectCommand({ Bucket, Key, ContentType: 'video/mp4', ...body(payload, abortSignal) });
      return etagOf(await asked(client.send(command, { abortSignal })));
    },
    async begin(Key, abortSignal) {
      const command = new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'video/mp4' });
      const { UploadId } = await asked(client.send(command, { abortSignal }));
      if (UploadId === undefined) throw new ArchiveError('refused', 'the archive: it gave no upload id');
      return UploadId;
    },
    async putPart(Key, UploadId, PartNumber, payload, abortSignal) {
      const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, ...body(payload, abortSignal) });
      return etagOf(await asked(client.send(command, { abortSignal })));
    },
    async complete(Key, UploadId, parts, abortSignal) {
      const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` }));
      const command = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
      await asked(client.send(command, { abortSignal }));
    },
    async abort(Key, UploadId, abortSignal) {
      const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
      await unlessGone(asked(client.send(command, { abortSignal })));
    },
    async head(Key, abortSignal) {
      const found = await unlessGone(asked(client.send(new HeadObjectCommand({ Bucket, Key }), { abortSignal })));
      return found === null ? null : { sizeBytes: found.ContentLength ?? 0, etag: etagOf(found) };
    },
    async read(Key, range, abortSignal) {
      const Range = range === null ? undefined : `bytes=${range.start}-${range.end}`;
      const { Body } = await asked(client.send(new GetObjectCommand({ Bucket, Key, Range }), { abortSignal }));
      if (!(Body instanceof Readable)) throw new ArchiveError('refused', 'the archive: it gave no bytes');
      return Body;
    },
    async remove(Key, abortSignal) {
      await unlessGone(asked(client.send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal })));
    },
    close: () => client.destroy(),
  };
}

function createClient({ address, secretKey, connectTimeoutMs, idleTimeoutMs }: S3Options): S3Client {
  return new S3Client({
    region: address.region,
    ...(address.endpoint === null ? {} : { endpoint: address.endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: address.accessKeyId, secretAccessKey: secretKey },
    // Older servers do not know the newer checksums; Content-MD5 and ETags, which all know, guard the bytes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A body that is a stream cannot be sent twice: who calls begins the part anew.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      socketTimeout: idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    },
  });
}

async function* slices(bytes: Buffer, throttle: Throttle | undefined, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
    const slice = bytes.subarray(from, from + SLICE_BYTES);
    await throttle?.(slice.length, signal);
    yield slice;
  }
}

function etagOf({ ETag }: { ETag?: string | undefined }): string {
  return (ETag ?? '').replaceAll('"', '');
}

async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ArchiveError && (error.fault === 'no_object' || error.fault === 'no_upload')) return null;
    throw error;
  }
}
