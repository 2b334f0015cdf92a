import type { IndexedPart } from './part-index.ts';

/** The part index of a finished segment. */
export interface PartTable {
  /** Time stamp of the segment's first picture, milliseconds of its run's media time. */
  readonly mediaStartMs: number;
  readonly parts: readonly IndexedPart[];
}

// Version 1: varints (7 bits a byte, low first): time stamp of the first picture, offset of the first part, its start in
// ms, then per part its bytes and its duration in ms. Parts lie next to each other, so the rest follows.
const VERSION = 1;

/** A compact form for the catalog: 4 to 6 bytes a part. @throws RangeError when parts do not adjoin. */
export function encodeParts({ mediaStartMs, parts }: PartTable): Uint8Array {
  const bytes: number[] = [VERSION];
  putVarint(bytes, mediaStartMs);
  const first = parts[0];
  if (first === undefined) return Uint8Array.from(bytes);
  putVarint(bytes, first.offset);
  putVarint(bytes, first.startMs);
  let offset = first.offset;
  let startMs = first.startMs;
  for (const part of parts) {
    if (part.offset !== offset || part.startMs !== startMs) throw new RangeError('parts do not adjoin');
    putVarint(bytes, part.bytes);
    putVarint(bytes, part.durationMs);
    offset += part.bytes;
    startMs += part.durationMs;
  }
  return Uint8Array.from(bytes);
}

/** Null when the bytes are not what `encodeParts` makes. */
export function decodeParts(bytes: Uint8Array): PartTable | null {
  if (bytes[0] !== VERSION) return null;
  const numbers = readVarints(bytes, 1);
  if (numbers === null) return null;
  const [mediaStartMs] = numbers;
  if (mediaStartMs === undefined) return null;
  if (numbers.length === 1) return { mediaStartMs, parts: [] };
  if (numbers.length < 5 || numbers.length % 2 !== 1) return null;
  let [, offset = 0, startMs = 0] = numbers;
  const parts: IndexedPart[] = [];
  for (let index = 3; index < numbers.length; index += 2) {
    const part = { offset, bytes: numbers[index] ?? 0, startMs, durationMs: numbers[index + 1] ?? 0 };
    parts.push(part);
    offset += part.bytes;
    startMs += part.durationMs;
  }
  return { mediaStartMs, parts };
}

function putVarint(bytes: number[], value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a varint: ${value}`);
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

function readVarints(bytes: Uint8Array, from: number): number[] | null {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes.subarray(from)) {
    value += (byte & 0x7f) * factor;
    if (!Number.isSafeInteger(value)) return null;
    if (byte & 0x80) {
      factor *= 0x80;
      continue;
    }
    numbers.push(value);
    value = 0;
    factor = 1;
  }
  return factor === 1 ? numbers : null;
}
