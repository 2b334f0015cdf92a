import type { Readable } from 'node:stream';

/** Of an object or a part: what the server says that it holds. */
export interface ObjectFacts {
  readonly sizeBytes: number;
  /** Without quotes. MD5 of the bytes, or of the parts' MD5s and `-<parts>`; anything else where the server encrypts. */
  readonly etag: string;
}

export interface SentPart {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
}

/** Bytes to be sent, with their MD5 (by which the server refuses what was changed on its way). */
export interface Payload {
  readonly bytes: Buffer;
  /** Hexadecimal. */
  readonly md5: string;
}

/** One bucket. Every call rejects with an ArchiveError. */
export interface ObjectStore {
  /** Answers the ETag. */
  put(key: string, payload: Payload, signal: AbortSignal): Promise<string>;
  /** Begins an upload in parts. Answers its id. */
  begin(key: string, signal: AbortSignal): Promise<string>;
  /** Answers the ETag of the part. */
  putPart(key: string, uploadId: string, number: number, payload: Payload, signal: AbortSignal): Promise<string>;
  complete(key: string, uploadId: string, parts: readonly SentPart[], signal: AbortSignal): Promise<void>;
  /** Gives up an upload; one that is not there is none. */
  abort(key: string, uploadId: string, signal: AbortSignal): Promise<void>;
  /** Null when there is no such object. */
  head(key: string, signal: AbortSignal): Promise<ObjectFacts | null>;
  /** The bytes [start, end], or all. The stream fails with what the network says. */
  read(
    key: string,
    range: { readonly start: number; readonly end: number } | null,
    signal: AbortSignal,
  ): Promise<Readable>;
  /** Deletes an object; one that is not there is none. */
  remove(key: string, signal: AbortSignal): Promise<void>;
  /** Lets go of the connections. */
  close(): void;
}

/** Waits until so many bytes may go. */
export type Throttle = (bytes: number, signal: AbortSignal) => Promise<void>;
