import { FieldReader, childBoxes, type Box } from './boxes.ts';

/** What a sample entry says. `codec` is null when it is none that we name. */
export interface CodecFacts {
  readonly codec: string | null;
  readonly sampleEntry: string;
  readonly width: number;
  readonly height: number;
  readonly configuration: Uint8Array;
}

// Fixed fields of a sample entry before its boxes: ISO/IEC 14496-12, 12.1.3 and 12.2.3.
const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;
const CONFIGURATIONS = new Set(['avcC', 'hvcC', 'esds', 'av1C', 'vpcC', 'dOps']);
const VISUAL = new Set(['avc1', 'avc3', 'hvc1', 'hev1', 'mp4v', 'av01', 'vp09', 'jpeg', 'mjpg']);
const AUDIO = new Set(['mp4a', 'Opus', 'ac-3', 'alac', 'fLaC']);

/** Reads one sample entry of `stsd`. @throws RangeError when it is too short. */
export function codecOf(bytes: Uint8Array, entry: Box): CodecFacts {
  const type = entry.type;
  if (VISUAL.has(type)) {
    const fields = new FieldReader(bytes, entry);
    fields.skip(24);
    const width = fields.u16();
    const height = fields.u16();
    const configuration = configurationOf(bytes, entry, VISUAL_ENTRY_BYTES);
    return { codec: videoCodec(type, configuration), sampleEntry: type, width, height, configuration };
  }
  const configuration = AUDIO.has(type) ? configurationOf(bytes, entry, AUDIO_ENTRY_BYTES) : new Uint8Array();
  return { codec: audioCodec(type, configuration), sampleEntry: type, width: 0, height: 0, configuration };
}

function configurationOf(bytes: Uint8Array, entry: Box, fixedBytes: number): Uint8Array {
  for (const box of childBoxes(bytes, entry.body + fixedBytes, entry.end)) {
    if (CONFIGURATIONS.has(box.type)) return bytes.slice(box.body, box.end);
  }
  return new Uint8Array();
}

function videoCodec(type: string, configuration: Uint8Array): string | null {
  if (type === 'avc1' || type === 'avc3') {
    // ISO/IEC 14496-15, 5.3.3.1: version, profile, compatibility, level.
    return configuration.length < 4 ? null : `${type}.${hex(configuration.subarray(1, 4))}`;
  }
  if (type === 'hvc1' || type === 'hev1') return hevcCodec(type, configuration);
  return type === 'mp4v' ? 'mp4v.20' : null;
}

/** ISO/IEC 14496-15, annex E.3: profile space and number, compatibility flags in reverse, tier and level, constraints. */
function hevcCodec(type: string, configuration: Uint8Array): string | null {
  if (configuration.length < 13) return null;
  const fields = new FieldReader(configuration, { body: 1, end: configuration.length });
  const profile = fields.u8();
  const compatibility = reverseBits(fields.u32());
  const constraints = [...fields.bytes(6)];
  const level = fields.u8();
  while (constraints.at(-1) === 0) constraints.pop();
  const space = ['', 'A', 'B', 'C'][profile >> 6] ?? '';
  const tier = (profile & 0x20) === 0 ? 'L' : 'H';
  const parts = [type, `${space}${profile & 0x1f}`, compatibility.toString(16).toUpperCase(), `${tier}${level}`];
  return [...parts, ...constraints.map((byte) => byte.toString(16).toUpperCase())].join('.');
}

function reverseBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) reversed = (reversed << 1) | ((value >>> bit) & 1);
  return reversed >>> 0;
}

function audioCodec(type: string, esds: Uint8Array): string | null {
  if (type === 'Opus') return 'opus';
  if (type !== 'mp4a') return null;
  const config = decoderConfig(esds);
  return config === null ? 'mp4a.40.2' : `mp4a.${config}`;
}

/** Object type indication and, for AAC, audio object type: ISO/IEC 14496-1, 7.2.6 and 14496-3, 1.6.2.1. */
function decoderConfig(esds: Uint8Array): string | null {
  const at = { offset: 4 };
  const es = descriptor(esds, at, 0x03);
  if (es === null) return null;
  const flags = esds[at.offset + 2] ?? 0;
  at.offset += 3 + ((flags & 0x80) === 0 ? 0 : 2) + ((flags & 0x20) === 0 ? 0 : 2);
  if (descriptor(esds, at, 0x04) === null) return null;
  const objectType = esds[at.offset];
  if (objectType === undefined) return null;
  at.offset += 13;
  if (objectType !== 0x40) return objectType.toString(16);
  if (descriptor(esds, at, 0x05) === null) return '40.2';
  const audioObjectType = (esds[at.offset] ?? 0x10) >> 3;
  return `40.${audioObjectType === 31 ? 32 + (((esds[at.offset] ?? 0) & 7) << 3) + ((esds[at.offset + 1] ?? 0) >> 5) : audioObjectType}`;
}

/** Steps into a descriptor of the wanted tag; its length is in 7-bit groups. */
function descriptor(bytes: Uint8Array, at: { offset: number }, tag: number): number | null {
  if (bytes[at.offset] !== tag) return null;
  let length = 0;
  for (let count = 0; count < 4; count += 1) {
    at.offset += 1;
    const byte = bytes[at.offset] ?? 0;
    length = (length << 7) | (byte & 0x7f);
    if ((byte & 0x80) === 0) break;
  }
  at.offset += 1;
  return length;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
