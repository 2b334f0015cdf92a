import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { readBlockCode } from '../../src/simulator/index.ts';
import { scene, squareAt } from './fake-engine/scene.ts';

/** What a screenshot of a tile that shows the scene tells. Positions are shares of the picture. */
export interface OverlayShot {
  /** Number of the frame in the picture. */
  readonly frame: number;
  /** Left edge of the bright square in the picture. */
  readonly squareLeft: number;
  /** Left and right edge, upper and lower edge of the box that is drawn; null: none is. */
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } | null;
}

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** From shares of the picture to pixels of the screenshot. */
interface Mapping {
  readonly x: (share: number) => number;
  readonly y: (share: number) => number;
  readonly width: number;
  readonly height: number;
}

const aspect = 16 / 9;

function mappingOf(video: { x: number; y: number; width: number; height: number }, dot: number): Mapping {
  const width = Math.min(video.width, video.height * aspect);
  const height = width / aspect;
  const left = video.x + (video.width - width) / 2;
  const top = video.y + (video.height - height) / 2;
  return {
    ...{ x: (share) => (left + share * width) * dot, y: (share) => (top + share * height) * dot },
    ...{ width: width * dot, height: height * dot },
  };
}

function at({ data, width, height, channels }: Pixels, x: number, y: number): readonly [number, number, number] {
  const column = Math.min(width - 1, Math.max(0, Math.round(x)));
  const row = Math.min(height - 1, Math.max(0, Math.round(y)));
  const offset = (row * width + column) * channels;
  return [data[offset] ?? 0, data[offset + 1] ?? 0, data[offset + 2] ?? 0];
}

/** The part of the picture that holds the number, brought to a size of its own. */
function numberIn(pixels: Pixels, map: Mapping): number | null {
  const [width, height] = [640, Math.round(360 * scene.codeShare)];
  const luma = new Uint8Array(width * height);
  for (let row = Math.floor(height * 0.9); row < height; row += 1) {
    for (let column = 0; column < width * 0.4; column += 1) {
      luma[row * width + column] = at(pixels, map.x((column + 0.5) / width), map.y((row + 0.5) / 360))[1];
    }
  }
  return readBlockCode({ data: luma, width, height, channels: 1 });
}

/** The sky blue of a person's box, also where it fades over grey. */
function isBox([red, green, blue]: readonly [number, number, number]): boolean {
  return blue - red > 70 && green - red > 40;
}

/** First and last pixel along a line for which `matches` holds. */
function extent(from: number, to: number, matches: (at: number) => boolean): { first: number; last: number } | null {
  let [first, last] = [NaN, NaN];
  for (let position = Math.ceil(from); position <= to; position += 1) {
    if (!matches(position)) continue;
    if (Number.isNaN(first)) first = position;
    last = position;
  }
  return Number.isNaN(first) ? null : { first, last };
}

/** The middle of the lines that are two pixels of the page wide is half of that within their extent. */
function boxIn(pixels: Pixels, map: Mapping, frame: number, dot: number): OverlayShot['box'] {
  const { y, h } = squareAt(frame);
  // Below its middle and clear of the label and the tail.
  const row = map.y(y + h * 0.6);
  const across = extent(Math.max(0, map.x(0)), map.x(1), (x) => isBox(at(pixels, x, row)));
  if (across === null) return null;
  const column = across.last - 5 * dot;
  const down = extent(map.y(0), map.y(scene.codeShare - 0.07), (line) => isBox(at(pixels, column, line)));
  const share = (pixel: number, start: number, size: number) => (pixel - start) / size;
  return {
    left: share(across.first + dot, map.x(0), map.width),
    right: share(across.last + 1 - dot, map.x(0), map.width),
    top: share((down?.first ?? 0) + dot, map.y(0), map.height),
    bottom: share((down?.last ?? 0) + 1 - dot, map.y(0), map.height),
  };
}

function squareIn(pixels: Pixels, map: Mapping, frame: number): number | null {
  const { y, h } = squareAt(frame);
  const row = map.y(y + h * 0.6);
  const bright = extent(Math.max(0, map.x(0)), map.x(1), (x) => Math.min(...at(pixels, x, row)) > 180);
  return bright === null ? null : (bright.first - map.x(0)) / map.width;
}

/** Takes a screenshot of the page and reads the frame number, the square and the box out of it; null when the number cannot be read. */
export async function shootOverlay(page: Page, video: Locator): Promise<OverlayShot | null> {
  const place = await video.boundingBox();
  if (place === null) throw new Error('the video is not on the page');
  const png = await page.screenshot({ scale: 'device' });
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = { data, width: info.width, height: info.height, channels: info.channels };
  const dot = info.width / (page.viewportSize()?.width ?? info.width);
  const map = mappingOf(place, dot);
  const frame = numberIn(pixels, map);
  if (frame === null) return null;
  const squareLeft = squareIn(pixels, map, frame);
  return squareLeft === null ? null : { frame, squareLeft, box: boxIn(pixels, map, frame, dot) };
}
