import type { Fit, Preparation } from './fit.ts';
import { simdRows, type Normal, type SimdRows } from './simd.ts';
import type { Taps } from './taps.ts';
import type { Size } from './tensors.ts';
import type { Picture } from './types.ts';

/** How lines of luma and of chroma get their new width and number: two neighbours each. */
export interface SimdWays {
  readonly luma: { readonly across: Taps; readonly down: Taps; readonly from: number; readonly to: number };
  readonly chroma: { readonly across: Taps; readonly down: Taps; readonly from: number; readonly to: number };
}

/** What is read and written beyond the end of a line. */
const SPARE = 32;
/** Values of a line have two bytes, numbers and taps four. */
const VALUE = 2;
const NUMBER = 4;

/** Of the picture, lines of luma and both chromas, taps and weights of luma and chroma, and the input. */
type Places = readonly [number, number, number, number, number, number, number, number, number];

/** One behind the other, each from a multiple of 16 on. */
function placesOf(picture: Size, input: Size): { readonly places: Places; readonly bytes: number } {
  let bytes = 0;
  const place = (size: number): number => {
    const at = bytes;
    bytes += (size + SPARE + 15) & ~15;
    return at;
  };
  const halfWidth = (picture.width + 1) >> 1;
  const picturePlace = place(picture.width * picture.height + 2 * halfWidth * ((picture.height + 1) >> 1));
  const line = (width: number): number => place(VALUE * (width + SPARE));
  const lines = [line(picture.width), line(halfWidth), line(halfWidth)] as const;
  const taps = (): number => place(NUMBER * input.width);
  const allTaps = [taps(), taps(), taps(), taps()] as const;
  return { places: [picturePlace, ...lines, ...allTaps, place(NUMBER * 3 * input.width * input.height)], bytes };
}

/** Prepares pictures of one size for an input of one size, of planes of floats 0 to 255, with vectors; to the bit as `rows.ts` does. */
export class SimdPreparer {
  /** The input. */
  readonly data: Float32Array<ArrayBuffer>;
  readonly #rows: SimdRows;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #numbers: Int32Array<ArrayBuffer>;
  readonly #places: Places;

  private constructor(made: NonNullable<ReturnType<typeof simdRows>>, places: Places, input: Size) {
    this.#rows = made.rows;
    this.#places = places;
    this.#bytes = new Uint8Array(made.buffer);
    this.#numbers = new Int32Array(made.buffer);
    this.data = new Float32Array(made.buffer, this.#places[8], 3 * input.width * input.height);
  }

  /** Null: this machine has no vectors. */
  static for(picture: Size, input: Size): SimdPreparer | null {
    const { places, bytes } = placesOf(picture, input);
    const made = simdRows(bytes);
    return made === null ? null : new SimdPreparer(made, places, input);
  }

  /** For the pictures to come. */
  aim({ luma, chroma }: SimdWays): void {
    const [, , , , lumaTaps, lumaWeights, chromaTaps, chromaWeights] = this.#places;
    const write = ({ first, weights }: Taps, taps: number, pairs: number) => {
      for (let x = 0; x < first.length; x++) {
        this.#numbers[taps / NUMBER + x] = VALUE * (first[x] ?? 0);
        this.#numbers[pairs / NUMBER + x] = (weights[2 * x] ?? 0) | ((weights[2 * x + 1] ?? 0) << 16);
      }
    };
    write(luma.across, lumaTaps, lumaWeights);
    write(chroma.across, chromaTaps, chromaWeights);
  }

  prepare(
    { width, height, data }: Picture,
    { luma, chroma }: SimdWays,
    { to, input }: Fit,
    { order, mean, scale }: Preparation,
  ): void {
    const [picture, y, u, v, lumaTaps, lumaWeights, chromaTaps, chromaWeights, out] = this.#places;
    const halfWidth = (width + 1) >> 1;
    const chromaSize = halfWidth * ((height + 1) >> 1);
    this.#bytes.set(data.subarray(0, width * height + 2 * chromaSize), picture);
    const blue = picture + width * height;
    const plane = NUMBER * input.width * input.height;
    const normal: Normal = [...mean, ...scale];
    const [first, last] = order === 'rgb' ? [0, 2 * plane] : [2 * plane, 0];
    for (let row = 0; row < to.height; row++) {
      this.#blend(y, picture, width, luma, row);
      this.#blend(u, blue, halfWidth, chroma, row);
      this.#blend(v, blue + chromaSize, halfWidth, chroma, row);
      const at = out + NUMBER * ((to.y + row) * input.width + to.x);
      const taps = [lumaTaps, lumaWeights, chromaTaps, chromaWeights] as const;
      this.#rows.colour(to.width, y, u, v, ...taps, at + first, at + plane, at + last, ...normal);
    }
  }

  #blend(line: number, plane: number, stride: number, { down, from, to }: SimdWays['luma'], row: number): void {
    const begin = plane + (down.first[row] as number) * stride + from;
    this.#rows.blend(line + VALUE * from, begin, begin + stride, down.weights[2 * row] as number, to - from);
  }
}
