import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { drawBlockCode, readBlockCode, type Raster } from '../../../src/simulator/index.ts';

function blank(width: number, height: number, channels = 1): Raster & { data: Uint8Array } {
  return { data: new Uint8Array(width * height * channels).fill(90), width, height, channels };
}

function coded(frame: number, width = 640, height = 360, channels = 1): Raster & { data: Uint8Array } {
  const image = blank(width, height, channels);
  drawBlockCode(image, frame);
  return image;
}

/** Each pixel of the result is the mean of the pixels that it covers. */
function shrink(image: Raster, width: number, height: number): Raster {
  const small = blank(width, height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      let count = 0;
      for (let sy = Math.floor((y * image.height) / height); sy < ((y + 1) * image.height) / height; sy += 1) {
        for (let sx = Math.floor((x * image.width) / width); sx < ((x + 1) * image.width) / width; sx += 1) {
          sum += image.data[sy * image.width + sx] ?? 0;
          count += 1;
        }
      }
      small.data[y * width + x] = sum / count;
    }
  }
  return small;
}

describe('block code', () => {
  it('gives back every number it can hold', () => {
    const wrong = Array.from({ length: 0x10000 }, (_, frame) => frame).filter(
      (frame) => frame % 7 === 0 || frame > 65_500,
    );
    expect(wrong.filter((frame) => readBlockCode(coded(frame, 160, 90)) !== frame)).toEqual([]);
  });

  it.each([
    [1920, 1080],
    [1280, 720],
    [704, 576],
    [333, 187],
  ])('is read from a picture of %d x %d', (width, height) => {
    expect(readBlockCode(coded(43_690, width, height))).toBe(43_690);
    expect(readBlockCode(coded(299, width, height, 4))).toBe(299);
  });

  it('is read after shrinking to a tile of a grid', () => {
    const image = coded(12_345, 1920, 1080);
    expect(readBlockCode(shrink(image, 320, 180))).toBe(12_345);
    expect(readBlockCode(shrink(image, 217, 122))).toBe(12_345);
  });

  it('is read under noise and with less contrast', () => {
    const image = coded(777);
    let state = 1;
    image.data.forEach((value, at) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      image.data[at] = 40 + value * 0.6 + ((state >> 16) % 50) - 25;
    });
    expect(readBlockCode(image)).toBe(777);
  });

  it('answers nothing rather than something wrong when any one block is turned over', () => {
    const read = Array.from({ length: 28 }, (_, cell) => {
      const image = coded(5000);
      const left = Math.round((cell % 14) * 16);
      const top = Math.round(360 * (0.94 + 0.03 * Math.floor(cell / 14)));
      for (let y = top; y < Math.min(360, top + 11); y += 1) {
        for (let x = left; x < left + 16; x += 1) image.data[y * 640 + x] = 255 - (image.data[y * 640 + x] ?? 0);
      }
      return readBlockCode(image);
    });
    expect(read.filter((number) => number !== null)).toEqual([]);
  });

  it('answers nothing for a blend of two frames and for a picture without a code', () => {
    const [one, other] = [coded(100), coded(101)];
    const blend = { ...one, data: one.data.map((value, at) => (value + (other.data[at] ?? 0)) / 2) };
    expect(readBlockCode(blend)).toBeNull();
    expect(readBlockCode(blank(640, 360))).toBeNull();
    expect(readBlockCode(blank(4, 4))).toBeNull();
    expect(readBlockCode({ data: new Uint8Array(0), width: 0, height: 0, channels: 4 })).toBeNull();
  });

  it('is read by the text of the reader alone, as a browser page runs it', () => {
    const reader = runInNewContext(`(${readBlockCode.toString()})`) as typeof readBlockCode;
    expect(reader(coded(31, 640, 360, 4))).toBe(31);
  });

  it.each([-1, 65_536, 1.5, Number.NaN])('refuses to draw %d', (frame) => {
    expect(() => coded(frame)).toThrow(RangeError);
  });
});
