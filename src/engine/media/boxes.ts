/** A box (atom) of ISO/IEC 14496-12, as a place within a buffer. */
export interface Box {
  readonly type: string;
  /** Where the header begins. */
  readonly start: number;
  /** Where the payload begins. */
  readonly body: number;
  /** First byte after the box. */
  readonly end: number;
}

/** `more`: the header is not whole yet. `bad`: no box can begin here. */
export type BoxHeader =
  | { readonly kind: 'box'; readonly type: string; readonly headerBytes: number; readonly size: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'bad'; readonly why: string };

const PLAIN_HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** Reads the header of the box that begins at `offset`. A box that reaches "to the end of the file" (size 0) is `bad`. */
export function readBoxHeader(bytes: Uint8Array, offset: number, end = bytes.byteLength): BoxHeader {
  if (end - offset < PLAIN_HEADER_BYTES) return { kind: 'more' };
  const type = fourCc(bytes, offset + 4);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return { kind: 'bad', why: 'box type is not printable' };
  const size = u32(bytes, offset);
  if (size === 1) {
    if (end - offset < LARGE_HEADER_BYTES) return { kind: 'more' };
    const large = u64(bytes, offset + 8);
    if (large < LARGE_HEADER_BYTES || large > Number.MAX_SAFE_INTEGER)
      return { kind: 'bad', why: `${type} has size ${large}` };
    return { kind: 'box', type, headerBytes: LARGE_HEADER_BYTES, size: large };
  }
  if (size < PLAIN_HEADER_BYTES) return { kind: 'bad', why: `${type} has size ${size}` };
  return { kind: 'box', type, headerBytes: PLAIN_HEADER_BYTES, size };
}

/** The boxes between `start` and `end`, as far as they are whole and sane; ends quietly at the first that is not. */
export function* childBoxes(bytes: Uint8Array, start: number, end: number): Generator<Box> {
  let offset = start;
  while (offset < end) {
    const header = readBoxHeader(bytes, offset, end);
    if (header.kind !== 'box' || offset + header.size > end) return;
    yield { type: header.type, start: offset, body: offset + header.headerBytes, end: offset + header.size };
    offset += header.size;
  }
}

/** The first box along a path of types, `findBox(bytes, moov, ['mdia', 'mdhd'])`. */
export function findBox(
  bytes: Uint8Array,
  parent: { readonly body: number; readonly end: number },
  path: readonly string[],
): Box | null {
  let found: Box | null = null;
  let within = parent;
  for (const type of path) {
    found = null;
    for (const box of childBoxes(bytes, within.body, within.end)) {
      if (box.type !== type) continue;
      found = box;
      break;
    }
    if (found === null) return null;
    within = found;
  }
  return found;
}

/** Reads big-endian numbers of one box's payload in order; reading past its end throws RangeError, for `attempt` to catch. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #offset: number;

  constructor(bytes: Uint8Array, box: { readonly body: number; readonly end: number }) {
    this.#bytes = bytes;
    this.#offset = box.body;
    this.#end = Math.min(box.end, bytes.byteLength);
  }

  get offset(): number {
    return this.#offset;
  }

  get left(): number {
    return this.#end - this.#offset;
  }

  skip(count: number): void {
    this.#take(count);
  }

  u8(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  u16(): number {
    const at = this.#take(2);
    return ((this.#bytes[at] ?? 0) << 8) | (this.#bytes[at + 1] ?? 0);
  }

  u32(): number {
    return u32(this.#bytes, this.#take(4));
  }

  i32(): number {
    return this.u32() | 0;
  }

  u64(): number {
    return u64(this.#bytes, this.#take(8));
  }

  fourCc(): string {
    return fourCc(this.#bytes, this.#take(4));
  }

  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  #take(count: number): number {
    const at = this.#offset;
    if (count < 0 || at + count > this.#end) throw new RangeError('a box is shorter than its fields');
    this.#offset = at + count;
    return at;
  }
}

function u32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  );
}

/** Exact to 2^53, which is 285 years of microseconds. */
function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) * 2 ** 32 + u32(bytes, at + 4);
}

function fourCc(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
}
