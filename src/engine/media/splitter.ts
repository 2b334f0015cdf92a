import { readBoxHeader } from './boxes.ts';
import { parseFragment, type MovieFragment } from './fragment.ts';
import { parseInitSegment, type InitSegment } from './init-segment.ts';

/**
 * A whole piece of a fragmented MP4 stream. `offset` counts from the first byte ever pushed. `bytes` may be a view into
 * what was pushed: whoever changes it copies it first.
 */
export type MediaUnit =
  | { readonly kind: 'init'; readonly offset: number; readonly bytes: Uint8Array; readonly init: InitSegment }
  | { readonly kind: 'fragment'; readonly offset: number; readonly bytes: Uint8Array; readonly fragment: MovieFragment }
  | { readonly kind: 'broken'; readonly offset: number; readonly why: string };

const LARGEST_BOX_BYTES = 32 * 1024 * 1024;

/**
 * Cuts a fragmented MP4 stream, that comes in pieces cut anywhere, into initialisation segments and fragments.
 * Holds at most two boxes of `largestBoxBytes`. After a `broken` unit it answers nothing more: the stream cannot be trusted.
 */
export class FragmentSplitter {
  readonly #largestBoxBytes: number;
  #chunks: Uint8Array[] = [];
  #heldBytes = 0;
  /** Bytes that must be held before another look is worth it. */
  #neededBytes = 8;
  #offset = 0;
  #init: InitSegment | null = null;
  #broken = false;

  constructor(options: { readonly largestBoxBytes?: number } = {}) {
    this.#largestBoxBytes = options.largestBoxBytes ?? LARGEST_BOX_BYTES;
  }

  /** Takes the next bytes and answers what is whole now. */
  push(bytes: Uint8Array): MediaUnit[] {
    if (this.#broken || bytes.byteLength === 0) return [];
    this.#chunks.push(bytes);
    this.#heldBytes += bytes.byteLength;
    // One concatenation per whole unit, not per chunk: a large key frame comes in many chunks.
    if (this.#heldBytes < this.#neededBytes) return [];
    const units: MediaUnit[] = [];
    const held = this.#chunks.length === 1 ? bytes : Buffer.concat(this.#chunks);
    let position = 0;
    for (;;) {
      const step = this.#step(held, position);
      if (step.unit !== null) units.push(step.unit);
      if (step.advance === 0) break;
      position += step.advance;
    }
    const rest = held.subarray(position);
    this.#chunks = rest.byteLength === 0 || this.#broken ? [] : [rest];
    this.#heldBytes = this.#chunks.length === 0 ? 0 : rest.byteLength;
    this.#offset += position;
    return units;
  }

  /** One unit or one box to leave out, from `position` on. */
  #step(held: Uint8Array, position: number): { unit: MediaUnit | null; advance: number } {
    const length = this.#unitLength(held, position);
    if (typeof length === 'string') return this.#fail(position, length);
    if (length.whole === null) {
      this.#neededBytes = length.needed - position;
      return { unit: null, advance: 0 };
    }
    const bytes = held.subarray(position, position + length.whole);
    return this.#parse(bytes, length.first, position);
  }

  #parse(bytes: Uint8Array, first: string, position: number): { unit: MediaUnit | null; advance: number } {
    const offset = this.#offset + position;
    const advance = bytes.byteLength;
    if (first === 'init') {
      const init = parseInitSegment(bytes);
      if (!init.ok) return this.#fail(position, init.why);
      this.#init = init.value;
      return { unit: { kind: 'init', offset, bytes, init: init.value }, advance };
    }
    if (first !== 'moof') return { unit: null, advance };
    if (this.#init === null) return this.#fail(position, 'a fragment before any initialisation segment');
    const fragment = parseFragment(bytes, this.#init);
    if (!fragment.ok) return this.#fail(position, fragment.why);
    return { unit: { kind: 'fragment', offset, bytes, fragment: fragment.value }, advance };
  }

  /** Length of the unit that begins at `position`: ftyp to moov, moof to mdat, or a single box of no interest. */
  #unitLength(held: Uint8Array, position: number): UnitLength | string {
    let end = position;
    let first: string | null = null;
    for (;;) {
      const header = readBoxHeader(held, end);
      if (header.kind === 'bad') return header.why;
      if (header.kind === 'more') return { whole: null, needed: held.byteLength + 1, first: '' };
      if (header.size > this.#largestBoxBytes) return `${header.type} box of ${header.size} bytes`;
      if (end - position + header.size > 2 * this.#largestBoxBytes) return 'no end of a unit';
      if (first === null) first = header.type === 'ftyp' || header.type === 'moov' ? 'init' : header.type;
      const before = end;
      end += header.size;
      if (end > held.byteLength) return { whole: null, needed: end, first };
      const last =
        (first === 'init' && header.type === 'moov') ||
        (first === 'moof' && header.type === 'mdat') ||
        (first !== 'init' && first !== 'moof');
      if (last) return { whole: end - position, needed: 0, first };
      if (first === 'moof' && before > position && header.type === 'moof') return 'a moof without its mdat';
      if (first === 'init' && header.type === 'moof') return 'a moof before its moov';
    }
  }

  #fail(position: number, why: string): { unit: MediaUnit; advance: number } {
    this.#broken = true;
    return { unit: { kind: 'broken', offset: this.#offset + position, why }, advance: 0 };
  }
}

interface UnitLength {
  readonly whole: number | null;
  readonly needed: number;
  readonly first: string;
}
