import sharp from 'sharp';
import { i420Of } from '../../src/engine/models/picture.ts';
import type { Picture } from '../../src/engine/vision/index.ts';

/** A JPEG as ffmpeg would hand over its picture. */
export async function readStill(path: string): Promise<Picture> {
  const { data, info } = await sharp(path)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return i420Of(data, info.width, info.height);
}
