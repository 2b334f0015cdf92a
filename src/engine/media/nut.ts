/**
 * NUT, the container that ffmpeg writes decoded pictures in: raw bytes with a time stamp each, handed over at once.
 * Only what a stream of raw video needs; anything else is an error. https://ffmpeg.org/nut.html (nut.txt)
 */

/** Reads numbers of a buffer that may end too soon: `short` says so, and everything read since is void. */
export class NutCursor {
  at: number;
  short = false;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.#bytes[this.at];
    this.at += 1;
    if (value === undefined) this.short = true;
    return value ?? 0;
  }

  /** `v` of the specification: seven bits a byte, high bits first. Exact up to 2^53. */
  unsigned(): number {
    let value = 0;
    for (let byte = 0x80; byte >= 0x80 && !this.short;) {
      byte = this.byte();
      value = value * 128 + (byte & 0x7f);
    }
    return value;
  }

  /** `s` of the specification. */
  signed(): number {
    const raised = this.unsigned() + 1;
    return raised % 2 === 1 ? -Math.floor(raised / 2) : raised / 2;
  }

  skip(count: number): void {
    this.at += count;
    if (this.at > this.#bytes.length) this.short = true;
  }
}

/** Bits of a frame's flags. */
export const nutFlags = {
  codedPts: 1 << 3,
  streamId: 1 << 4,
  sizeMsb: 1 << 5,
  checksum: 1 << 6,
  reserved: 1 << 7,
  sideData: 1 << 8,
  headerIdx: 1 << 10,
  matchTime: 1 << 11,
  coded: 1 << 12,
  invalid: 1 << 13,
} as const;

/** The byte that start codes begin with, and no frame. */
export const START_BYTE = 0x4e;

/** What one first byte of a frame stands for. */
export interface FrameCode {
  readonly flags: number;
  readonly ptsDelta: number;
  readonly sizeMul: number;
  readonly sizeLsb: number;
  readonly reserved: number;
  readonly headerIdx: number;
}

export interface NutMain {
  /** Seconds per tick as a fraction, by number. */
  readonly timeBases: readonly { readonly num: number; readonly den: number }[];
  /** 256 of them. */
  readonly codes: readonly FrameCode[];
}

const INVALID: FrameCode = {
  flags: nutFlags.invalid,
  ptsDelta: 0,
  sizeMul: 1,
  sizeLsb: 0,
  reserved: 0,
  headerIdx: 0,
};

/** The body of the main header; null when it is not as it must be. */
export function parseNutMain(body: Uint8Array): NutMain | null {
  const cursor = new NutCursor(body);
  const version = cursor.unsigned();
  if (version < 2 || version > 3) return null;
  const streams = cursor.unsigned();
  cursor.unsigned(); // max_distance
  const timeBases = Array.from({ length: Math.min(cursor.unsigned(), 16) }, () => ({
    num: cursor.unsigned(),
    den: cursor.unsigned(),
  }));
  const codes = frameCodes(cursor);
  const broken = cursor.short || streams !== 1 || codes === null || timeBases.some(({ num, den }) => num * den === 0);
  return broken || timeBases.length === 0 ? null : { timeBases, codes };
}

/** The table is written in runs of codes that differ in one field only. */
function frameCodes(cursor: NutCursor): FrameCode[] | null {
  const codes: FrameCode[] = [];
  let ptsDelta = 0;
  let sizeMul = 1;
  let headerIdx = 0;
  while (codes.length < 256) {
    const flags = cursor.unsigned();
    const fields = cursor.unsigned();
    if (fields > 0) ptsDelta = cursor.signed();
    if (fields > 1) sizeMul = cursor.unsigned();
    if (fields > 2) cursor.unsigned(); // stream: there is but one
    const sizeLsb = fields > 3 ? cursor.unsigned() : 0;
    const reserved = fields > 4 ? cursor.unsigned() : 0;
    const count = fields > 5 ? cursor.unsigned() : sizeMul - sizeLsb;
    if (fields > 6) cursor.signed();
    if (fields > 7) headerIdx = cursor.unsigned();
    for (let more = 8; more < fields && !cursor.short; more += 1) cursor.unsigned();
    if (cursor.short || count <= 0 || count > 256) return null;
    for (let step = 0; step < count && codes.length < 256; step += 1) {
      if (codes.length === START_BYTE) codes.push(INVALID);
      codes.push({ flags, ptsDelta, sizeMul, sizeLsb: sizeLsb + step, reserved, headerIdx });
    }
  }
  return codes.slice(0, 256);
}

export interface NutStream {
  readonly timeBase: number;
  readonly msbPtsShift: number;
  readonly width: number;
  readonly height: number;
}

/** The body of a video stream's header; null for anything else. */
export function parseNutStream(body: Uint8Array): NutStream | null {
  const cursor = new NutCursor(body);
  cursor.unsigned(); // stream_id
  const isVideo = cursor.unsigned() === 0;
  cursor.skip(cursor.unsigned()); // fourcc
  const timeBase = cursor.unsigned();
  const msbPtsShift = cursor.unsigned();
  for (let skipped = 0; skipped < 3; skipped += 1) cursor.unsigned(); // max_pts_distance, decode_delay, stream_flags
  cursor.skip(cursor.unsigned()); // codec_specific_data
  const width = cursor.unsigned();
  const height = cursor.unsigned();
  return cursor.short || !isVideo || msbPtsShift > 40 ? null : { timeBase, msbPtsShift, width, height };
}
