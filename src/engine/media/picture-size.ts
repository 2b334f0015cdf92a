import { attempt } from './init-segment.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The size of the pictures from here on, by the sequence parameter set that a key frame carries; null when it carries none, or one that
 * cannot be read.
 * @param sampleEntry `avc1`, `hvc1` and their kin; others are not read
 * @param sample the beginning of a sample as it stands in an MP4 file: NAL units with lengths of 32 bits
 */
export function pictureSizeOf(sampleEntry: string, sample: Uint8Array): PictureSize | null {
  const kind = /^avc/.test(sampleEntry) ? h264 : /^(hvc|hev)/.test(sampleEntry) ? h265 : null;
  if (kind === null) return null;
  const view = new DataView(sample.buffer, sample.byteOffset, sample.byteLength);
  for (let at = 0; at + 4 < sample.byteLength; at += 4 + view.getUint32(at)) {
    const unit = sample.subarray(at + 4, at + 4 + view.getUint32(at));
    if (!kind.isParameterSet(unit)) continue;
    const size = attempt(() => kind.size(new Bits(payload(unit.subarray(kind.headerBytes)))));
    return size.ok ? size.value : null;
  }
  return null;
}

/** Without the bytes that keep a start code from appearing by chance (ITU-T H.264 and H.265, 7.3.1). */
function payload(unit: Uint8Array): Uint8Array {
  return Uint8Array.from(
    unit.filter((byte, at) => !(byte === 3 && at > 1 && unit[at - 1] === 0 && unit[at - 2] === 0)),
  );
}

/** Reads bits from the highest on; past the end it throws RangeError, for `attempt` to catch. */
class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  u(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw new RangeError('a parameter set is shorter than its fields');
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  /** Exponential Golomb code, 9.1 of H.264. */
  ue(): number {
    let zeros = 0;
    while (this.u(1) === 0) if ((zeros += 1) > 32) throw new RangeError('a number of a parameter set is too large');
    return 2 ** zeros - 1 + this.u(zeros);
  }

  se(): number {
    const code = this.ue();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}

interface Crop {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function crop(bits: Bits): Crop {
  if (bits.u(1) === 0) return { left: 0, right: 0, top: 0, bottom: 0 };
  return { left: bits.ue(), right: bits.ue(), top: bits.ue(), bottom: bits.ue() };
}

/** How many pictures' samples one unit of cropping stands for: by chroma format 0 to 3. */
const cropUnits = [
  { x: 1, y: 1 },
  { x: 2, y: 2 },
  { x: 2, y: 1 },
  { x: 1, y: 1 },
] as const;

/** Profiles whose sets say more of colour: 7.3.2.1.1. */
const highProfiles: readonly number[] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

const h264 = {
  headerBytes: 1,
  isParameterSet: (unit: Uint8Array): boolean => ((unit[0] ?? 0) & 0x1f) === 7,
  size(bits: Bits): PictureSize {
    const profile = bits.u(8);
    bits.u(16);
    bits.ue();
    const chroma = highProfiles.includes(profile) ? highProfile(bits) : 1;
    bits.ue();
    pictureOrder(bits);
    bits.ue();
    bits.u(1);
    const widthUnits = bits.ue() + 1;
    const heightUnits = bits.ue() + 1;
    const framesOnly = bits.u(1);
    if (framesOnly === 0) bits.u(1);
    bits.u(1);
    const cut = crop(bits);
    const unit = cropUnits[chroma] ?? cropUnits[1];
    const fields = 2 - framesOnly;
    return {
      width: widthUnits * 16 - unit.x * (cut.left + cut.right),
      height: heightUnits * 16 * fields - unit.y * fields * (cut.top + cut.bottom),
    };
  },
};

/** @returns the chroma format */
function highProfile(bits: Bits): number {
  const chroma = bits.ue();
  if (chroma === 3) bits.u(1);
  bits.ue();
  bits.ue();
  bits.u(1);
  if (bits.u(1) === 0) return chroma;
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1)
    if (bits.u(1) === 1) scalingList(bits, list < 6 ? 16 : 64);
  return chroma;
}

function scalingList(bits: Bits, length: number): void {
  let last = 8;
  let next = 8;
  for (let at = 0; at < length; at += 1) {
    if (next !== 0) next = (last + bits.se() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function pictureOrder(bits: Bits): void {
  const type = bits.ue();
  if (type === 0) bits.ue();
  if (type !== 1) return;
  bits.u(1);
  bits.se();
  bits.se();
  for (let left = bits.ue(); left > 0; left -= 1) bits.se();
}

const h265 = {
  headerBytes: 2,
  isParameterSet: (unit: Uint8Array): boolean => (((unit[0] ?? 0) >> 1) & 0x3f) === 33,
  size(bits: Bits): PictureSize {
    bits.u(4);
    const subLayers = bits.u(3);
    bits.u(1);
    profileAndLevel(bits, subLayers);
    bits.ue();
    const chroma = bits.ue();
    if (chroma === 3) bits.u(1);
    const width = bits.ue();
    const height = bits.ue();
    const cut = crop(bits);
    const unit = cropUnits[chroma] ?? cropUnits[1];
    return { width: width - unit.x * (cut.left + cut.right), height: height - unit.y * (cut.top + cut.bottom) };
  },
};

/** `profile_tier_level`, 7.3.3 of H.265. */
function profileAndLevel(bits: Bits, subLayers: number): void {
  bits.u(88);
  bits.u(8);
  const present = Array.from({ length: subLayers }, () => ({ profile: bits.u(1), level: bits.u(1) }));
  if (subLayers > 0) bits.u(2 * (8 - subLayers));
  for (const { profile, level } of present) {
    if (profile === 1) bits.u(88);
    if (level === 1) bits.u(8);
  }
}
