import sharp from 'sharp';
import type { Picture } from '../vision/index.ts';

/**
 * A JPEG as I420 (BT.601, limited range), which is what a detector sees of a camera. Pictures wider than `mostWidth` are made smaller.
 * @throws when it is no picture
 */
export async function pictureOf(jpeg: Uint8Array, mostWidth = 1280): Promise<Picture> {
  const { data, info } = await sharp(jpeg)
    .rotate()
    .resize({ width: mostWidth, withoutEnlargement: true })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return i420Of(data, info.width, info.height);
}

/** RGB, three bytes a pixel, to I420. Pure. Coefficients of ITU-R BT.601; chroma is the mean of its two by two pixels. */
export function i420Of(rgb: Uint8Array, width: number, height: number): Picture {
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  const data = new Uint8Array(width * height + 2 * halfWidth * halfHeight);
  const red = (pixel: number) => rgb[pixel * 3] ?? 0;
  const green = (pixel: number) => rgb[pixel * 3 + 1] ?? 0;
  const blue = (pixel: number) => rgb[pixel * 3 + 2] ?? 0;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    data[pixel] = Math.round(16 + 0.25679 * red(pixel) + 0.50413 * green(pixel) + 0.09791 * blue(pixel));
  }
  let u = width * height;
  let v = u + halfWidth * halfHeight;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const right = Math.min(x + 1, width - 1);
      const below = Math.min(y + 1, height - 1);
      const four = [y * width + x, y * width + right, below * width + x, below * width + right];
      const mean = (of: (pixel: number) => number) => four.reduce((sum, pixel) => sum + of(pixel), 0) / 4;
      const [r, g, b] = [mean(red), mean(green), mean(blue)];
      data[u] = Math.round(128 - 0.14822 * r - 0.29099 * g + 0.43922 * b);
      data[v] = Math.round(128 + 0.43922 * r - 0.36779 * g - 0.07143 * b);
      u += 1;
      v += 1;
    }
  }
  return { width, height, data };
}
