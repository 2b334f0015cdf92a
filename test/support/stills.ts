import sharp from 'sharp';
import type { Picture } from '../../src/engine/vision/index.ts';

/** RGB bytes as I420, BT.601 limited range; chroma is the mean of its pixels. */
export function i420FromRgb(rgb: Uint8Array, width: number, height: number): Picture {
  const [halfWidth, halfHeight] = [(width + 1) >> 1, (height + 1) >> 1];
  const chroma = halfWidth * halfHeight;
  const data = new Uint8Array(width * height + 2 * chroma);
  const [us, vs] = [new Float64Array(chroma), new Float64Array(chroma)];
  const counts = new Uint8Array(chroma);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const [r, g, b] = [rgb[at * 3]!, rgb[at * 3 + 1]!, rgb[at * 3 + 2]!];
      data[at] = Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255);
      const half = (y >> 1) * halfWidth + (x >> 1);
      us[half]! += 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255;
      vs[half]! += 128 + (112 * r - 93.786 * g - 18.214 * b) / 255;
      counts[half]! += 1;
    }
  for (let at = 0; at < chroma; at++) {
    data[width * height + at] = Math.round(us[at]! / counts[at]!);
    data[width * height + chroma + at] = Math.round(vs[at]! / counts[at]!);
  }
  return { width, height, data };
}

/** A JPEG as ffmpeg would hand over its picture. */
export async function readStill(path: string): Promise<Picture> {
  const { data, info } = await sharp(path)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return i420FromRgb(data, info.width, info.height);
}
