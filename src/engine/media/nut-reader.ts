import { NutCursor, nutFlags, parseNutMain, parseNutStream, START_BYTE, type NutMain, type NutStream } from './nut.ts';

/** One decoded picture: planar YUV 4:2:0 (I420), rows without padding. */
export interface RawPicture {
  /** Milliseconds of the run's media time. */
  readonly mediaMs: number;
  readonly width: number;
  readonly height: number;
  /** width x height luma bytes, then two chroma planes of a quarter each (odd sizes rounded up). */
  readonly data: Buffer;
}

export interface NutReaderOptions {
  /** Where a picture's bytes go: a buffer of at least so many bytes. It is the consumer's from the moment of `onPicture` on. */
  readonly allocate: (sizeBytes: number) => Buffer;
  readonly onPicture: (picture: RawPicture) => void;
}

const FILE_ID = 'nut/multimedia container\0';
const MAIN_CODE = 0x4e4d7a561f5f04adn;
const STREAM_CODE = 0x4e5311405bf2f9dbn;
const SYNC_CODE = 0x4e4be4adeeca4569n;
/** A packet of headers is a few hundred bytes; more than this is no such thing. */
const LONGEST_PACKET = 65_536;
const LONGEST_FRAME_HEADER = 64;

/** Bytes that I420 takes. */
export function i420Bytes(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

interface Filling {
  readonly data: Buffer;
  readonly sizeBytes: number;
  filled: number;
  readonly mediaMs: number;
}

/** Takes a stream of NUT with raw pictures, cut anywhere, and gives the pictures. Copies each byte once. */
export class NutReader {
  readonly #options: NutReaderOptions;
  /** Header bytes that are not whole yet; never payload. */
  #pending: Buffer = Buffer.alloc(0);
  #begun = false;
  #main: NutMain | null = null;
  #stream: NutStream | null = null;
  #lastPts = 0;
  #filling: Filling | null = null;
  #broken: string | null = null;

  constructor(options: NutReaderOptions) {
    this.#options = options;
  }

  /** Why nothing more comes of it; null while all is well. */
  get broken(): string | null {
    return this.#broken;
  }

  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && this.#broken === null) {
      at += this.#filling === null ? this.#header(bytes, at) : this.#payload(this.#filling, bytes, at);
    }
  }

  /** Answers how many of the bytes it took. */
  #payload(filling: Filling, bytes: Buffer, at: number): number {
    const count = Math.min(filling.sizeBytes - filling.filled, bytes.length - at);
    bytes.copy(filling.data, filling.filled, at, at + count);
    filling.filled += count;
    if (filling.filled === filling.sizeBytes && this.#stream !== null) {
      const { width, height } = this.#stream;
      this.#filling = null;
      this.#options.onPicture({
        mediaMs: filling.mediaMs,
        width,
        height,
        data: filling.data.subarray(0, filling.sizeBytes),
      });
    }
    return count;
  }

  /** Parses one header from what is pending and what has come. Answers how many of the new bytes it took. */
  #header(bytes: Buffer, at: number): number {
    const had = this.#pending.length;
    const fresh = bytes.subarray(at, at + LONGEST_PACKET);
    const window = had === 0 ? fresh : Buffer.concat([this.#pending, fresh]);
    const used = this.#element(window);
    if (this.#broken !== null) return bytes.length - at;
    if (used === null) {
      if (window.length >= LONGEST_PACKET) this.#broken = 'a header without an end';
      // Whoever gave the bytes may read into the same memory again.
      this.#pending = had === 0 ? Buffer.from(window) : window;
      return window.length - had;
    }
    this.#pending = Buffer.alloc(0);
    return used - had;
  }

  /** Length of the element at the window's start; null when it is not whole. */
  #element(window: Buffer): number | null {
    if (!this.#begun) return this.#fileId(window);
    return window[0] === START_BYTE ? this.#packet(window) : this.#frame(window);
  }

  #fileId(window: Buffer): number | null {
    if (window.length < FILE_ID.length) return null;
    if (window.toString('latin1', 0, FILE_ID.length) !== FILE_ID) return this.#fail('not NUT');
    this.#begun = true;
    return FILE_ID.length;
  }

  #packet(window: Buffer): number | null {
    if (window.length < 9) return null;
    const code = window.readBigUInt64BE(0);
    const cursor = new NutCursor(window, 8);
    const forward = cursor.unsigned();
    if (cursor.short) return null;
    if (forward > LONGEST_PACKET - 32) return this.#fail('a packet that is too long');
    if (forward > 4096) cursor.skip(4);
    const start = cursor.at;
    const end = start + forward;
    if (window.length < end) return null;
    // The last four bytes are a checksum; a pipe does not lose bytes.
    return this.#take(code, window.subarray(start, Math.max(start, end - 4))) ? end : null;
  }

  /** False when it is broken. Packets of other kinds are passed over. */
  #take(code: bigint, body: Buffer): boolean {
    if (code === MAIN_CODE) {
      this.#main = parseNutMain(body);
      if (this.#main === null) this.#fail('a main header that cannot be read');
    } else if (code === STREAM_CODE) {
      this.#stream = parseNutStream(body);
      if (this.#stream === null) this.#fail('a stream that is no video');
    } else if (code === SYNC_CODE) this.#sync(body);
    return this.#broken === null;
  }

  /** Time stamps of frames count on from here. */
  #sync(body: Buffer): void {
    const stamp = new NutCursor(body).unsigned();
    const bases = this.#main?.timeBases ?? [];
    const from = bases[stamp % Math.max(1, bases.length)];
    const to = bases[this.#stream?.timeBase ?? 0];
    if (from === undefined || to === undefined) return void this.#fail('a time base that is not there');
    this.#lastPts = Math.floor((Math.floor(stamp / bases.length) * from.num * to.den) / (from.den * to.num));
  }

  #frame(window: Buffer): number | null {
    const stream = this.#stream;
    const base = this.#main?.timeBases[stream?.timeBase ?? 0];
    const code = this.#main?.codes[window[0] ?? 0];
    if (stream === null || base === undefined || code === undefined) return this.#fail('a frame before its headers');
    const cursor = new NutCursor(window, 1);
    const flags = (code.flags & nutFlags.coded) === 0 ? code.flags : code.flags ^ cursor.unsigned();
    if ((code.flags & nutFlags.invalid) !== 0 || (flags & nutFlags.sideData) !== 0)
      return this.#fail('an unknown frame');
    const has = (flag: number): boolean => (flags & flag) !== 0;
    if (has(nutFlags.streamId)) cursor.unsigned();
    const pts = has(nutFlags.codedPts)
      ? fullPts(cursor.unsigned(), stream.msbPtsShift, this.#lastPts)
      : this.#lastPts + code.ptsDelta;
    const sizeBytes = code.sizeLsb + (has(nutFlags.sizeMsb) ? code.sizeMul * cursor.unsigned() : 0);
    if (has(nutFlags.matchTime)) cursor.signed();
    if (has(nutFlags.headerIdx)) cursor.unsigned();
    const reserved = has(nutFlags.reserved) ? cursor.unsigned() : code.reserved;
    for (let left = Math.min(reserved, LONGEST_FRAME_HEADER); left > 0; left -= 1) cursor.unsigned();
    if (has(nutFlags.checksum)) cursor.skip(4);
    if (cursor.short) return window.length > LONGEST_FRAME_HEADER ? this.#fail('a frame header without an end') : null;
    // Headers that small frames have in common (up to 4 KB) are not for pictures; nor is any other size.
    if (sizeBytes !== i420Bytes(stream.width, stream.height)) return this.#fail('a picture of another size');
    this.#lastPts = pts;
    const mediaMs = (pts * base.num * 1000) / base.den;
    this.#filling = { data: this.#options.allocate(sizeBytes), sizeBytes, filled: 0, mediaMs };
    return cursor.at;
  }

  #fail(why: string): null {
    this.#broken ??= why;
    return null;
  }
}

/** Time stamps are written without their high bits where those go without saying. */
function fullPts(coded: number, msbPtsShift: number, lastPts: number): number {
  const span = 2 ** msbPtsShift;
  if (coded >= span) return coded - span;
  const from = lastPts - Math.floor((span - 1) / 2);
  return from + ((((coded - from) % span) + span) % span);
}
