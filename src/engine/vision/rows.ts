// The inner loops of preparing a picture. Typed arrays only, nothing is allocated. Indices are within bounds by how the taps are made,
// so `as number` tells the compiler what `?? 0` would make the machine check for each pixel.
import { ONE, type Taps } from './taps.ts';

/** One line of a plane out of the neighbouring ones of `row`, times 256. */
export function blendRows(
  plane: Uint8Array,
  offset: number,
  stride: number,
  taps: Taps,
  row: number,
  out: Int32Array,
): void {
  const { count, first, weights } = taps;
  const start = offset + (first[row] as number) * stride;
  const weight = weights[row * count] as number;
  if (weight === ONE) {
    for (let x = 0; x < stride; x++) out[x] = (plane[start + x] as number) << 8;
    return;
  }
  if (count === 2) {
    const below = weights[row * 2 + 1] as number;
    const next = start + stride;
    for (let x = 0; x < stride; x++)
      out[x] = (plane[start + x] as number) * weight + (plane[next + x] as number) * below;
    return;
  }
  for (let x = 0; x < stride; x++) out[x] = (plane[start + x] as number) * weight;
  for (let tap = 1; tap < count; tap++) {
    const factor = weights[row * count + tap] as number;
    if (factor === 0) continue;
    const line = start + tap * stride;
    for (let x = 0; x < stride; x++) out[x] = (out[x] as number) + (plane[line + x] as number) * factor;
  }
}

const HALF = 1 << 15;

/** A line of `blendRows` brought to its width, rounded to bytes. */
export function squeezeRow(line: Int32Array, taps: Taps, out: Uint8Array): void {
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
 * ITU-R BT.601, limited range: red 1.164 (Y - 16) + 1.596 (V - 128), green 1.164 (Y - 16) - 0.813 (V - 128) - 0.391 (U - 128),
 * blue 1.164 (Y - 16) + 2.018 (U - 128); in 16 bits of fraction.
 */
const LUMA = 76309;
const RED_V = 104597;
const GREEN_U = 25675;
const GREEN_V = 53279;
const BLUE_U = 132201;

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
