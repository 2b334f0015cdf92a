import sharp from 'sharp';
import type { Box } from '../../shared/geometry.ts';
import type { Picture } from '../vision/index.ts';
import { cropOf } from './crop.ts';
import { toRgb } from './rgb.ts';

const CROP_QUALITY = 85;
const FRAME_QUALITY = 78;

export interface EncodedPictures {
  readonly crop: Buffer;
  readonly frame: Buffer;
}

/** The thing with some room around it, and the whole picture, as JPEG. @throws what sharp throws */
export async function encodePictures(picture: Picture, box: Box): Promise<EncodedPictures> {
  const { width, height } = picture;
  const raw = { width, height, channels: 3 as const };
  const rgb = toRgb(picture);
  const part = cropOf(box, picture);
  const region = {
    left: Math.round(part.x * width),
    top: Math.round(part.y * height),
    width: Math.round(part.w * width),
    height: Math.round(part.h * height),
  };
  const [crop, frame] = await Promise.all([
    sharp(rgb, { raw }).extract(region).jpeg({ quality: CROP_QUALITY }).toBuffer(),
    sharp(rgb, { raw }).jpeg({ quality: FRAME_QUALITY }).toBuffer(),
  ]);
  return { crop, frame };
}
