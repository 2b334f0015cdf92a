/** What the elements of an input may be: those that we can fill. */
export type ElementType = 'float32' | 'float16' | 'uint8';

/** An input or output as the model's file declares it. Null: any size. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | null)[];
}

/** What a model answered, whatever its own element type was. */
export interface FloatTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** What a model is given. float16 travels as its 16 bits. */
export interface Feed {
  readonly name: string;
  readonly type: ElementType | 'int64';
  readonly data: Float32Array | Uint16Array | Uint8Array | BigInt64Array;
  readonly dims: readonly number[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const HALF_LARGEST = 65504;
const scratch = (): { float: Float32Array; bits: Uint32Array } => {
  const float = new Float32Array(1);
  return { float, bits: new Uint32Array(float.buffer) };
};

/** The 16 bits of IEEE 754 binary16 nearest to `value`. */
export function toHalf(value: number): number {
  const { float, bits } = scratch();
  float[0] = Math.max(-HALF_LARGEST, Math.min(HALF_LARGEST, value));
  const all = bits[0] ?? 0;
  const sign = (all >>> 16) & 0x8000;
  const exponent = ((all >>> 23) & 0xff) - 112;
  const fraction = all & 0x7fffff;
  if (exponent <= 0) {
    // Below 2^-14 there is no leading one: steps of 2^-24.
    return sign | Math.round(Math.abs(float[0]) * 2 ** 24);
  }
  return sign | ((((exponent << 23) | fraction) + 0xfff + ((fraction >>> 13) & 1)) >>> 13);
}

/** The number that 16 bits of IEEE 754 binary16 stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
