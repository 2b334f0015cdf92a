import type { IndexedPart } from './part-index.ts';

// Version 1: varints (7 bits a byte, low first): offset of the first part, its start in ms, then per part its bytes and
// its duration in ms. Parts lie next to each other, so the rest follows.
const VERSION = 1;

/** A compact form for the catalog: 4 to 6 bytes a part. @throws RangeError when parts do not adjoin. */
export function encodeParts(parts: readonly IndexedPart[]): Uint8Array {
  const bytes: number[] = [VERSION];
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
export function decodeParts(bytes: Uint8Array): IndexedPart[] | null {
  if (bytes[0] !== VERSION) return null;
  if (bytes.length === 1) return [];
  const numbers = readVarints(bytes, 1);
  if (numbers === null || numbers.length < 4 || numbers.length % 2 !== 0) return null;
  let [offset = 0, startMs = 0] = numbers;
  const parts: IndexedPart[] = [];
  for (let index = 2; index < numbers.length; index += 2) {
    const part = { offset, bytes: numbers[index] ?? 0, startMs, durationMs: numbers[index + 1] ?? 0 };
    parts.push(part);
    offset += part.bytes;
    startMs += part.durationMs;
  }
  return parts;
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
