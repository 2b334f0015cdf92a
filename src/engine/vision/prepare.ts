import { fitInto, type Fit, type Preparation } from './fit.ts';
import { blendRows, colourRow, squeezeRow, type Line, type Plane } from './rows.ts';
import { SimdPreparer } from './simd-prepare.ts';
import { tapsOf, type Taps } from './taps.ts';
import { toHalf, type ElementType, type Size } from './tensors.ts';
import type { Box } from '../../shared/geometry.ts';
import type { Picture } from './types.ts';

/** The input that takes the picture. Sides are null where it takes any size. */
export interface ImageInput {
  readonly name: string;
  readonly type: ElementType;
  readonly layout: 'nchw' | 'nhwc';
  /** Whether there is a dimension for several pictures, which is 1. */
  readonly batched: boolean;
  readonly width: number | null;
  readonly height: number | null;
}

export type Pixels = Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

export interface Prepared {
  /** Reused by the next picture. */
  readonly data: Pixels;
  readonly dims: readonly number[];
  readonly fit: Fit;
}

/** The grey that letterboxes are filled with, as YOLO's authors do. */
const GREY = 114;
/** Tables reach from below black to above white, since colours may leave the range: -320 to 703. */
const TABLE_BELOW = 320;
const TABLE_SIZE = 1024;

function pixels(type: ElementType, size: number): Pixels {
  if (type === 'uint8') return new Uint8Array(size);
  return type === 'float16' ? new Uint16Array(size) : new Float32Array(size);
}

/** Clamps to 0 to 255, normalises and encodes in one look-up. */
function table(type: ElementType, mean: number, scale: number): Pixels {
  const values = pixels(type, TABLE_SIZE);
  for (let index = 0; index < TABLE_SIZE; index++) {
    const value = (Math.max(0, Math.min(255, index - TABLE_BELOW)) - mean) * scale;
    values[index] = type === 'float16' ? toHalf(value) : type === 'uint8' ? Math.round(value) : value;
  }
  return values;
}

/** All that depends on the sizes alone. */
interface Plan {
  readonly key: string;
  readonly fit: Fit;
  readonly luma: Ways;
  readonly chroma: Ways;
  readonly data: Pixels;
  readonly dims: readonly number[];
  /** Null: the model's input is another, or this machine has no vectors. */
  readonly simd: SimdPreparer | null;
  /** Between the two passes. */
  readonly lines: { readonly y: Line; readonly u: Line; readonly v: Line };
  /** After both. */
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/** How lines of a plane get their new width and number. */
interface Ways {
  readonly across: Taps;
  readonly down: Taps;
  /** What `across` needs of a line. */
  readonly from: number;
  readonly to: number;
}

function ways(across: Taps, down: Taps): Ways {
  const from = (across.first[0] ?? 0) & ~3;
  const to = (across.first.at(-1) ?? 0) + across.count;
  return { across, down, from, to };
}

/** Room for a line of so many pixels, and up to three that fill the last four of them. */
function line(width: number): Line {
  const words = new Uint32Array((width + 5) >> 1);
  return { words, values: new Uint16Array(words.buffer) };
}

function plane(bytes: Uint8Array, words: Uint32Array | null, offset: number, stride: number): Plane {
  return { bytes, words: offset % 4 === 0 && stride % 4 === 0 ? words : null, offset, stride };
}

/** All bytes by fours; null where they do not begin at one. */
function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array | null {
  return byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, byteLength >> 2) : null;
}

export function dimsOf(input: ImageInput, { width, height }: Size): number[] {
  const dims = input.layout === 'nchw' ? [3, height, width] : [height, width, 3];
  return input.batched ? [1, ...dims] : dims;
}

/** Turns pictures into a model's input. Not for two pictures at a time: its buffers are used again. */
export class Preparer {
  readonly #input: ImageInput;
  readonly #preparation: Preparation;
  readonly #size: Size | null;
  /** Of red, green, blue. */
  readonly #tables: readonly [Pixels, Pixels, Pixels];
  #plan: Plan | null = null;
  #simd: { readonly key: string; readonly preparer: SimdPreparer | null } | null = null;

  /** @param size of the input's pixels; null where the picture's own are taken */
  constructor(input: ImageInput, preparation: Preparation, size: Size | null) {
    this.#input = input;
    this.#preparation = preparation;
    this.#size = size;
    const { mean, scale } = preparation;
    this.#tables = [
      table(input.type, mean[0], scale[0]),
      table(input.type, mean[1], scale[1]),
      table(input.type, mean[2], scale[2]),
    ];
  }

  /** @param look the part that is taken, in shares; null: all of it */
  prepare(picture: Picture, look: Box | null): Prepared {
    const plan = this.#planFor(picture, look);
    const { width, height, data } = picture;
    const { luma, chroma, lines, simd, fit } = plan;
    if (simd !== null) {
      simd.prepare(picture, plan, fit, this.#preparation);
      return { data: plan.data, dims: plan.dims, fit };
    }
    const halfWidth = (width + 1) >> 1;
    const chromaSize = halfWidth * ((height + 1) >> 1);
    const words = wordsOf(data);
    const y = plane(data, words, 0, width);
    const u = plane(data, words, width * height, halfWidth);
    const v = plane(data, words, width * height + chromaSize, halfWidth);
    for (let row = 0; row < plan.fit.to.height; row++) {
      blendRows(y, luma.down, row, luma.from, luma.to, lines.y);
      blendRows(u, chroma.down, row, chroma.from, chroma.to, lines.u);
      blendRows(v, chroma.down, row, chroma.from, chroma.to, lines.v);
      this.#writeRow(plan, row);
    }
    return { data: plan.data, dims: plan.dims, fit: plan.fit };
  }

  /** Brings the lines to their width and writes them as the colours that the model wants. */
  #writeRow({ fit: { to, input }, luma, chroma, lines, y, u, v, data }: Plan, row: number): void {
    const planar = this.#input.layout === 'nchw';
    const step = planar ? 1 : 3;
    const next = planar ? input.width * input.height : 1;
    const [first, last] = this.#preparation.order === 'rgb' ? [0, 2 * next] : [2 * next, 0];
    const begin = ((to.y + row) * input.width + to.x) * step;
    const at = [begin + first, begin + next, begin + last] as const;
    squeezeRow(lines.y.values, luma.across, y);
    squeezeRow(lines.u.values, chroma.across, u);
    squeezeRow(lines.v.values, chroma.across, v);
    colourRow({ y, u, v }, this.#tables, TABLE_BELOW, data, at, step);
  }

  #planFor(picture: Picture, look: Box | null): Plan {
    const fit = fitInto(picture, look, this.#preparation.resize, this.#size);
    const { from, to } = fit;
    const key = [picture.width, picture.height, from.x, from.y, from.width, from.height].join(' ');
    if (this.#plan?.key === key) return this.#plan;
    const halfWidth = (picture.width + 1) >> 1;
    const halfHeight = (picture.height + 1) >> 1;
    const luma = ways(
      tapsOf(from.x, from.width, picture.width, to.width, false),
      tapsOf(from.y, from.height, picture.height, to.height, false),
    );
    const chroma = ways(
      tapsOf(from.x, from.width, halfWidth, to.width, true),
      tapsOf(from.y, from.height, halfHeight, to.height, true),
    );
    const simd = this.#simdFor(picture, fit, luma, chroma);
    simd?.aim({ luma, chroma });
    const plan = {
      key,
      fit,
      luma,
      chroma,
      simd,
      data: this.#grey(fit.input, simd?.data ?? this.#plan?.data),
      dims: dimsOf(this.#input, fit.input),
      lines: { y: line(picture.width), u: line(halfWidth), v: line(halfWidth) },
      y: new Uint8Array(to.width),
      u: new Uint8Array(to.width),
      v: new Uint8Array(to.width),
    };
    this.#plan = plan;
    return plan;
  }

  /** Null: pictures like this are prepared without vectors. */
  #simdFor(picture: Picture, { input, to }: Fit, luma: Ways, chroma: Ways): SimdPreparer | null {
    const { type, layout } = this.#input;
    const pairs = [luma.across, luma.down, chroma.across, chroma.down].every(({ count }) => count === 2);
    if (type !== 'float32' || layout !== 'nchw' || !pairs || to.width < 4) return null;
    const key = [picture.width, picture.height, input.width, input.height].join(' ');
    if (this.#simd?.key !== key) this.#simd = { key, preparer: SimdPreparer.for(picture, input) };
    return this.#simd.preparer;
  }

  /** A buffer of grey. @param before is taken where it is as large */
  #grey({ width, height }: Size, before: Pixels | undefined): Pixels {
    const size = 3 * width * height;
    const data = before?.length === size ? before : pixels(this.#input.type, size);
    const order = this.#preparation.order === 'rgb' ? [0, 1, 2] : [2, 1, 0];
    const grey = order.map((channel) => this.#tables[channel]?.[TABLE_BELOW + GREY] ?? 0);
    const plane = width * height;
    if (this.#input.layout === 'nchw')
      grey.forEach((value, channel) => data.fill(value, channel * plane, (channel + 1) * plane));
    else for (let index = 0; index < size; index++) data[index] = grey[index % 3] ?? 0;
    return data;
  }
}
