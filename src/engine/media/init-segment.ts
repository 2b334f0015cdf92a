import { FieldReader, childBoxes, findBox, readBoxHeader, type Box } from './boxes.ts';
import { codecOf, type CodecFacts } from './codecs.ts';

/** One track of an initialisation segment. `defaults` are those of its `trex` box (ISO/IEC 14496-12, 8.8.3). */
export interface Track {
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'other';
  /** Units per second of the track's time stamps. */
  readonly timescale: number;
  /** As in RFC 6381: `avc1.64001f`, `hvc1.1.6.L93.B0`, `mp4a.40.2`; null when the codec is not one that we name. */
  readonly codec: string | null;
  /** Four characters of the sample entry. */
  readonly sampleEntry: string;
  readonly width: number;
  readonly height: number;
  /** Decoder configuration (parameter sets) as it stands in the sample entry, for comparison. */
  readonly configuration: Uint8Array;
  readonly defaults: { readonly duration: number; readonly size: number; readonly flags: number };
}

export interface InitSegment {
  readonly tracks: readonly Track[];
  readonly video: Track | null;
  readonly audio: Track | null;
  /** For MediaSource: `video/mp4; codecs="avc1.64001f,mp4a.40.2"`. */
  readonly mimeType: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** Parses `ftyp` + `moov`. Broken input is an error value, never a throw. */
export function parseInitSegment(bytes: Uint8Array): Parsed<InitSegment> {
  return attempt(() => {
    const moov = findBox(bytes, { body: 0, end: bytes.byteLength }, ['moov']);
    if (moov === null) throw new RangeError('no moov box');
    const tracks: Track[] = [];
    for (const box of childBoxes(bytes, moov.body, moov.end)) {
      if (box.type === 'trak') tracks.push(parseTrack(bytes, box, moov));
    }
    if (tracks.length === 0) throw new RangeError('no track');
    const video = tracks.find((track) => track.kind === 'video') ?? null;
    const audio = tracks.find((track) => track.kind === 'audio') ?? null;
    return { tracks, video, audio, mimeType: mimeTypeOf(video, audio) };
  });
}

/** Whether a decoder that was set up for `a` can go on with `b`: same codecs, sizes and parameter sets. */
export function samePictureFormat(a: InitSegment, b: InitSegment): boolean {
  return (
    a.tracks.length === b.tracks.length &&
    a.tracks.every((track, index) => {
      const other = b.tracks[index];
      return (
        other !== undefined &&
        other.id === track.id &&
        other.codec === track.codec &&
        other.timescale === track.timescale &&
        other.width === track.width &&
        other.height === track.height &&
        Buffer.from(other.configuration).equals(track.configuration)
      );
    })
  );
}

/** Where the creation time stands within `mvhd`, so that it can be set in place; null when there is none. */
export function creationTimeField(bytes: Uint8Array): { readonly offset: number; readonly bytes: 4 | 8 } | null {
  const mvhd = findBox(bytes, { body: 0, end: bytes.byteLength }, ['moov', 'mvhd']);
  if (mvhd === null || mvhd.end - mvhd.body < 20) return null;
  return { offset: mvhd.body + 4, bytes: bytes[mvhd.body] === 1 ? 8 : 4 };
}

/** Runs a parser that throws RangeError on short input and makes its outcome a value. */
export function attempt<T>(parse: () => T): Parsed<T> {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, why: error.message };
    throw error;
  }
}

function mimeTypeOf(video: Track | null, audio: Track | null): string {
  const codecs = [video?.codec, audio?.codec].filter((codec) => codec !== undefined && codec !== null);
  return `${video === null ? 'audio' : 'video'}/mp4; codecs="${codecs.join(',')}"`;
}

function parseTrack(bytes: Uint8Array, trak: Box, moov: Box): Track {
  const id = trackId(bytes, trak);
  const mdhd = findBox(bytes, trak, ['mdia', 'mdhd']);
  const stsd = findBox(bytes, trak, ['mdia', 'minf', 'stbl', 'stsd']);
  if (mdhd === null || stsd === null) throw new RangeError('a track has no media header or no sample description');
  const timescale = mediaTimescale(bytes, mdhd);
  const entry = sampleEntry(bytes, stsd);
  return { id, timescale, ...entry, kind: handler(bytes, trak), defaults: trackDefaults(bytes, moov, id) };
}

function trackId(bytes: Uint8Array, trak: Box): number {
  const tkhd = findBox(bytes, trak, ['tkhd']);
  if (tkhd === null) throw new RangeError('a track has no header');
  const fields = new FieldReader(bytes, tkhd);
  const version = fields.u8();
  fields.skip(version === 1 ? 19 : 11);
  return fields.u32();
}

function mediaTimescale(bytes: Uint8Array, mdhd: Box): number {
  const fields = new FieldReader(bytes, mdhd);
  const version = fields.u8();
  fields.skip(version === 1 ? 19 : 11);
  const timescale = fields.u32();
  if (timescale === 0) throw new RangeError('a track has timescale 0');
  return timescale;
}

function handler(bytes: Uint8Array, trak: Box): Track['kind'] {
  const hdlr = findBox(bytes, trak, ['mdia', 'hdlr']);
  if (hdlr === null) return 'other';
  const fields = new FieldReader(bytes, hdlr);
  fields.skip(8);
  const type = fields.fourCc();
  if (type === 'vide') return 'video';
  return type === 'soun' ? 'audio' : 'other';
}

function sampleEntry(bytes: Uint8Array, stsd: Box): CodecFacts {
  const list = new FieldReader(bytes, stsd);
  list.skip(8);
  for (const entry of childBoxes(bytes, list.offset, stsd.end)) return codecOf(bytes, entry);
  throw new RangeError('a track has no sample entry');
}

function trackDefaults(bytes: Uint8Array, moov: Box, id: number): Track['defaults'] {
  const mvex = findBox(bytes, moov, ['mvex']);
  if (mvex === null) throw new RangeError('not a fragmented file');
  for (const box of childBoxes(bytes, mvex.body, mvex.end)) {
    if (box.type !== 'trex') continue;
    const fields = new FieldReader(bytes, box);
    fields.skip(4);
    if (fields.u32() !== id) continue;
    fields.skip(4);
    return { duration: fields.u32(), size: fields.u32(), flags: fields.u32() };
  }
  return { duration: 0, size: 0, flags: 0 };
}

/** Length of `ftyp` + `moov` at the start of a file; null while it is not whole, `bad` when the file begins otherwise. */
export function initLength(bytes: Uint8Array): number | null | 'bad' {
  let offset = 0;
  for (;;) {
    const header = readBoxHeader(bytes, offset);
    if (header.kind === 'more') return null;
    if (header.kind === 'bad' || header.type === 'moof' || header.type === 'mdat') return 'bad';
    offset += header.size;
    if (header.type === 'moov') return offset <= bytes.byteLength ? offset : null;
    if (offset > bytes.byteLength) return null;
  }
}
