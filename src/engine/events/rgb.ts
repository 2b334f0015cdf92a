import type { Picture } from '../vision/index.ts';

/**
 * Turns an I420 picture (BT.601, limited range: luma 16 to 235, chroma 16 to 240) into interleaved 8-bit RGB, three bytes a pixel.
 * Chroma is taken from the nearest sample. Coefficients: ITU-R BT.601-7, in 16.16 fixed point. Pure.
 */
export function toRgb({ width, height, data }: Picture): Uint8ClampedArray {
  const chromaWidth = (width + 1) >> 1;
  const chromaSize = chromaWidth * ((height + 1) >> 1);
  const u = data.subarray(width * height, width * height + chromaSize);
  const v = data.subarray(width * height + chromaSize, width * height + 2 * chromaSize);
  const rgb = new Uint8ClampedArray(width * height * 3);
  let out = 0;
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    const chromaRow = (y >> 1) * chromaWidth;
    for (let x = 0; x < width; x += 1) {
      const luma = 76309 * ((data[row + x] ?? 16) - 16) + 32768;
      const cb = (u[chromaRow + (x >> 1)] ?? 128) - 128;
      const cr = (v[chromaRow + (x >> 1)] ?? 128) - 128;
      rgb[out] = (luma + 104597 * cr) >> 16;
      rgb[out + 1] = (luma - 25675 * cb - 53279 * cr) >> 16;
      rgb[out + 2] = (luma + 132201 * cb) >> 16;
      out += 3;
    }
  }
  return rgb;
}
