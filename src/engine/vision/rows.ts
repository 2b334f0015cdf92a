// The inner loops of preparing a picture. Typed arrays only, nothing is allocated. Indices are within bounds by how the taps are made,
// so `as number` tells the compiler what `?? 0` would make the machine check for each pixel.
import { BLUE_U, GREEN_U, GREEN_V, HALF, LUMA, RED_V } from './colours.ts';
import { ONE, type Taps } from './taps.ts';

/** Bytes of a plane, and where its first line begins. `words` are the same bytes by fours, where all of its lines begin at such a four. */
export interface Plane {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array | null;
  readonly offset: number;
  readonly stride: number;
}

/** A line between the two passes: values times 256, so two of them are a word. */
export interface Line {
  readonly values: Uint16Array;
  readonly words: Uint32Array;
}

/**
 * One line of a plane out of the neighbouring ones of `row`, times 256.
 * @param from of the line, a multiple of four; only [from, to) is made, and perhaps some more
 */
export function blendRows(plane: Plane, taps: Taps, row: number, from: number, to: number, out: Line): void {
  const { count, first, weights } = taps;
  const { bytes, words, offset, stride } = plane;
  const start = offset + (first[row] as number) * stride;
  const { values } = out;
  if (count === 2 && words !== null) {
    const weight = weights[row * 2] as number;
    blendWords(words, (start + from) >> 2, stride >> 2, weight, out.words, from >> 1, (to + 3 - from) >> 2);
    return;
  }
  const weight = weights[row * count] as number;
  for (let x = from; x < to; x++) values[x] = (bytes[start + x] as number) * weight;
  for (let tap = 1; tap < count; tap++) {
    const factor = weights[row * count + tap] as number;
    if (factor === 0) continue;
    const line = start + tap * stride;
    for (let x = from; x < to; x++) values[x] = (values[x] as number) + (bytes[line + x] as number) * factor;
  }
}

/** Every second byte of four. Each has 16 bits for what becomes of it, which is no more than 255 * 256. */
const EVEN = 0x00ff00ff;

/** Two lines of a plane, four pixels at a time: the first by `weight`, the next by the rest of 256. */
function blendWords(
  words: Uint32Array,
  start: number,
  stride: number,
  weight: number,
  out: Uint32Array,
  to: number,
  count: number,
): void {
  const below = ONE - weight;
  for (let at = 0; at < count; at++) {
    const one = words[start + at] as number;
    const other = words[start + stride + at] as number;
    // Kept whole numbers: a sum that might be larger would be reckoned as a float.
    const even = (Math.imul(one & EVEN, weight) + Math.imul(other & EVEN, below)) | 0;
    const odd = (Math.imul((one >>> 8) & EVEN, weight) + Math.imul((other >>> 8) & EVEN, below)) | 0;
    out[to + 2 * at] = (even & 0xffff) | (odd << 16);
    out[to + 2 * at + 1] = (even >>> 16) | (odd & 0xffff0000);
  }
}

/** A line of `blendRows` brought to its width, rounded to bytes. */
export function squeezeRow(line: Uint16Array, taps: Taps, out: Uint8Array): void {
  const { count, first, weights } = taps;
  const width = out.length;
  if (count === 1) {
    for (let x = 0; x < width; x++) out[x] = ((line[first[x] as number] as number) * ONE + HALF) >>> 16;
    return;
  }
  if (count === 2) {
    for (let x = 0; x < width; x++) {
      const at = first[x] as number;
      const left = line[at] as number;
      out[x] = ((left << 8) + ((line[at + 1] as number) - left) * (weights[2 * x + 1] as number) + HALF) >>> 16;
    }
    return;
  }
  for (let x = 0; x < width; x++) {
    const at = first[x] as number;
    let sum = HALF;
    for (let tap = 0; tap < count; tap++) sum += (line[at + tap] as number) * (weights[x * count + tap] as number);
    out[x] = sum >>> 16;
  }
}

/**
 * Writes a line of pixels.
 * @param tables of red, green, blue: what a value (rounded, from -`below` on) becomes in the input
 * @param at where the first pixel's red, green and blue go
 * @param step from one pixel to the next
 */
export function colourRow(
  { y, u, v }: { readonly y: Uint8Array; readonly u: Uint8Array; readonly v: Uint8Array },
  tables: readonly [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>],
  below: number,
  out: Float32Array | Uint16Array | Uint8Array,
  at: readonly [number, number, number],
  step: number,
): void {
  const [reds, greens, blues] = tables;
  let [red, green, blue] = at;
  const base = (below << 16) + HALF - 16 * LUMA;
  const width = y.length;
  for (let x = 0; x < width; x++) {
    const light = (y[x] as number) * LUMA + base;
    const b = (u[x] as number) - 128;
    const r = (v[x] as number) - 128;
    out[red] = reds[(light + RED_V * r) >> 16] as number;
    out[green] = greens[(light - GREEN_V * r - GREEN_U * b) >> 16] as number;
    out[blue] = blues[(light + BLUE_U * b) >> 16] as number;
    red += step;
    green += step;
    blue += step;
  }
}
