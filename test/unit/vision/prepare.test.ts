import { describe, expect, it } from 'vitest';
import { i420Of } from '../../../src/engine/models/picture.ts';
import { fitInto, toInput, toPicture, type Preparation, type Resize } from '../../../src/engine/vision/fit.ts';
import { Preparer, type ImageInput } from '../../../src/engine/vision/prepare.ts';
import { tapsOf } from '../../../src/engine/vision/taps.ts';
import { fromHalf, toHalf } from '../../../src/engine/vision/tensors.ts';

/** Mulberry32: the same numbers each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Colour = (x: number, y: number) => readonly [number, number, number];

function paint(width: number, height: number, colour: Colour) {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgb.set(colour(x, y), 3 * (y * width + x));
  return i420Of(rgb, width, height);
}

const asIs: Preparation = { resize: 'corner', order: 'rgb', mean: [0, 0, 0], scale: [1, 1, 1] };
const nchw = (width: number, height: number): ImageInput => {
  return { name: 'images', type: 'float32', layout: 'nchw', batched: true, width, height };
};

describe('where the picture lies in the input', () => {
  it('keeps its shape in the top left corner or in the middle, or fills the input', () => {
    const picture = { width: 640, height: 360 };
    const input = { width: 416, height: 416 };
    expect(fitInto(picture, null, 'corner', input).to).toEqual({ x: 0, y: 0, width: 416, height: 234 });
    expect(fitInto(picture, null, 'centre', input).to).toEqual({ x: 0, y: 91, width: 416, height: 234 });
    expect(fitInto(picture, null, 'stretch', input).to).toEqual({ x: 0, y: 0, width: 416, height: 416 });
    expect(fitInto(picture, null, 'native', null).to).toEqual({ x: 0, y: 0, width: 640, height: 360 });
  });

  it('a part that reaches over the edge ends at the edge', () => {
    const { from } = fitInto({ width: 100, height: 50 }, { x: -0.2, y: 0.5, w: 0.5, h: 2 }, 'stretch', {
      width: 32,
      height: 32,
    });
    expect(from).toEqual({ x: 0, y: 25, width: 30, height: 25 });
  });

  it('boxes go to the input and come back as they were, whatever was cut out and however it was made to fit', () => {
    const next = random(7);
    const resizes: Resize[] = ['corner', 'centre', 'stretch', 'native'];
    for (let round = 0; round < 500; round++) {
      const picture = { width: 2 + Math.floor(next() * 2000), height: 2 + Math.floor(next() * 1200) };
      const look = next() < 0.3 ? null : { x: next() * 1.2 - 0.1, y: next() * 1.2 - 0.1, w: next(), h: next() };
      const side = 32 * (1 + Math.floor(next() * 20));
      const fit = fitInto(picture, look, resizes[round % 4]!, {
        width: side,
        height: 32 * (1 + Math.floor(next() * 20)),
      });
      const x = next() * 0.9;
      const y = next() * 0.9;
      const box = { x, y, w: next() * (1 - x), h: next() * (1 - y) };
      const back = toPicture(toInput(box, fit), fit);
      expect(Math.abs(back.x - box.x) * picture.width).toBeLessThan(0.01);
      expect(Math.abs(back.y - box.y) * picture.height).toBeLessThan(0.01);
      expect(Math.abs(back.w - box.w) * picture.width).toBeLessThan(0.01);
      expect(Math.abs(back.h - box.h) * picture.height).toBeLessThan(0.01);
      // What is cut out is of the picture and lies wholly in the input.
      expect(fit.from.x + fit.from.width).toBeLessThanOrEqual(picture.width);
      expect(fit.from.y + fit.from.height).toBeLessThanOrEqual(picture.height);
      expect(fit.to.x + fit.to.width).toBeLessThanOrEqual(fit.input.width);
      expect(fit.to.y + fit.to.height).toBeLessThanOrEqual(fit.input.height);
    }
  });
});

describe('taps', () => {
  it('add up to one and stay within the line', () => {
    const next = random(3);
    for (let round = 0; round < 300; round++) {
      const size = 2 + Math.floor(next() * 500);
      const from = Math.floor(next() * (size - 1));
      const length = 1 + Math.floor(next() * (size - from));
      const taps = tapsOf(from, length, size, 1 + Math.floor(next() * 300), false);
      taps.first.forEach((first, index) => {
        const weights = taps.weights.subarray(index * taps.count, (index + 1) * taps.count);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(256);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first + taps.count).toBeLessThanOrEqual(size);
      });
    }
  });

  it('average all that is covered where much is shrunk', () => {
    expect(tapsOf(0, 8, 8, 2, false)).toMatchObject({ count: 4, first: Int32Array.of(0, 4) });
    expect([...tapsOf(0, 8, 8, 2, false).weights]).toEqual(Array(8).fill(64));
  });
});

describe('pixels', () => {
  it('keep their colours, channel by channel, the rest grey', () => {
    const picture = paint(64, 32, () => [200, 80, 40]);
    const { data, dims } = new Preparer(nchw(32, 32), asIs, { width: 32, height: 32 }).prepare(picture, null);
    expect(dims).toEqual([1, 3, 32, 32]);
    const at = (channel: number, x: number, y: number): number => data[channel * 1024 + y * 32 + x] ?? NaN;
    [200, 80, 40].forEach((value, channel) => expect(Math.abs(at(channel, 5, 5) - value)).toBeLessThanOrEqual(2));
    expect([at(0, 5, 20), at(1, 5, 20), at(2, 5, 31)]).toEqual([114, 114, 114]);
  });

  it('come as blue, green, red, pixel by pixel and as bytes where the model wants that', () => {
    const input: ImageInput = { name: 'x', type: 'uint8', layout: 'nhwc', batched: false, width: 8, height: 8 };
    const { data, dims } = new Preparer(input, { ...asIs, order: 'bgr' }, { width: 8, height: 8 }).prepare(
      paint(8, 8, () => [255, 0, 0]),
      null,
    );
    expect(dims).toEqual([8, 8, 3]);
    expect(data).toBeInstanceOf(Uint8Array);
    [0, 0, 255].forEach((value, channel) =>
      expect(Math.abs((data[3 * 27 + channel] ?? NaN) - value)).toBeLessThanOrEqual(2),
    );
  });

  it('are normalised, as float16 too', () => {
    const scale = 1 / 255;
    const preparation: Preparation = { ...asIs, mean: [127.5, 0, 0], scale: [2 * scale, scale, scale] };
    const white = paint(8, 8, () => [255, 255, 255]);
    const full = new Preparer(nchw(8, 8), preparation, { width: 8, height: 8 }).prepare(white, null).data;
    expect([full[0], full[64], full[128]]).toEqual([1, 1, 1]);
    const half: ImageInput = { ...nchw(8, 8), type: 'float16' };
    const bits = new Preparer(half, preparation, { width: 8, height: 8 }).prepare(
      paint(8, 8, () => [0, 0, 0]),
      null,
    ).data;
    expect(fromHalf(bits[0] ?? 0)).toBeCloseTo(-1, 2);
    expect(fromHalf(bits[64] ?? 1)).toBe(0);
  });

  it('a part of the picture is that part, at its place', () => {
    // Left half black, right half white, and the part is the right half.
    const picture = paint(64, 32, (x) => (x < 32 ? [0, 0, 0] : [255, 255, 255]));
    const preparer = new Preparer(nchw(16, 16), asIs, { width: 16, height: 16 });
    const { data, fit } = preparer.prepare(picture, { x: 0.5, y: 0, w: 0.5, h: 1 });
    expect(fit.from).toEqual({ x: 32, y: 0, width: 32, height: 32 });
    expect([...data].every((value) => value === 255)).toBe(true);
  });

  it('an edge lies where the map of boxes says it does, at any factor', () => {
    for (const [width, height] of [
      [640, 360],
      [1920, 1080],
      [320, 240],
      [97, 61],
    ] as const) {
      const edge = Math.floor(width * 0.4);
      const picture = paint(width, height, (x) => (x < edge ? [0, 0, 0] : [255, 255, 255]));
      const { data, fit } = new Preparer(nchw(416, 416), asIs, { width: 416, height: 416 }).prepare(picture, null);
      const row = Float32Array.from(data.subarray(20 * 416, 20 * 416 + fit.to.width));
      // The sum of white tells where the edge is to a fraction of a pixel.
      const seen = fit.to.width - row.reduce((sum, value) => sum + value, 0) / 255;
      const expected = toInput({ x: edge / width, y: 0, w: 0.1, h: 0.1 }, fit).x1;
      expect(Math.abs(seen - expected)).toBeLessThan(0.6);
    }
  });

  it('are the same wherever the bytes begin in memory, whatever part is looked at', () => {
    const next = random(7);
    for (let turn = 0; turn < 20; turn += 1) {
      const [width, height] = [4 * Math.floor(20 + 100 * next()), 2 * Math.floor(20 + 60 * next())];
      const bytes = new Uint8Array((width * height * 3) / 2).map(() => 256 * next());
      const elsewhere = new Uint8Array(bytes.length + 1);
      elsewhere.set(bytes, 1);
      const look = turn % 2 === 0 ? null : { x: 0.6 * next(), y: 0.6 * next(), w: 0.4, h: 0.3 };
      const [even, odd] = [bytes, elsewhere.subarray(1)].map((data) =>
        new Preparer({ ...nchw(96, 96), layout: 'nhwc' }, asIs, { width: 96, height: 96 }).prepare(
          { width, height, data },
          look,
        ),
      );
      expect(even?.data).toEqual(odd?.data);
    }
  });

  it('are the same made with vectors and pixel by pixel', () => {
    const next = random(9);
    for (let turn = 0; turn < 40; turn += 1) {
      const [width, height] = [Math.floor(2 + 300 * next()), Math.floor(2 + 200 * next())];
      const size = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
      const data = new Uint8Array(size).map(() => 256 * next());
      const look = turn % 2 === 0 ? null : { x: 0.9 * next(), y: 0.9 * next(), w: next(), h: next() };
      const input = { width: Math.floor(8 + 100 * next()), height: Math.floor(8 + 100 * next()) };
      const resize = (['corner', 'centre', 'stretch'] as const)[turn % 3] ?? 'corner';
      const preparation = { ...asIs, resize, order: turn % 4 < 2 ? 'rgb' : 'bgr' } as const;
      const planar: ImageInput = { ...nchw(input.width, input.height) };
      const vectors = new Preparer(planar, preparation, input).prepare({ width, height, data }, look);
      // Pixel by pixel: there are vectors for planes alone.
      const packedInput = { ...planar, layout: 'nhwc' } as const;
      const pixels = new Preparer(packedInput, preparation, input).prepare({ width, height, data }, look);
      const area = input.width * input.height;
      const same = Float32Array.from(
        { length: 3 * area },
        (_, at) => pixels.data[3 * (at % area) + Math.floor(at / area)] ?? -1,
      );
      expect(vectors.data).toEqual(same);
      const [mean, scale] = [[123.7, 116.3, 103.5] as const, [1 / 58.4, 1 / 57.1, 1 / 57.4] as const];
      const normal = new Preparer(planar, { ...preparation, mean, scale }, input).prepare(
        { width, height, data },
        look,
      );
      const channel = (at: number) => (preparation.order === 'rgb' ? Math.floor(at / area) : 2 - Math.floor(at / area));
      const wanted = same.map((value, at) => (value - (mean[channel(at)] ?? 0)) * (scale[channel(at)] ?? 0));
      expect(Math.max(...normal.data.map((value, at) => Math.abs(value - (wanted[at] ?? NaN))))).toBeLessThan(1e-6);
    }
  });

  it('the grey around is as new when the size changes', () => {
    const preparer = new Preparer(nchw(16, 16), asIs, { width: 16, height: 16 });
    preparer.prepare(
      paint(16, 16, () => [255, 255, 255]),
      null,
    );
    const { data } = preparer.prepare(
      paint(32, 16, () => [255, 255, 255]),
      null,
    );
    expect([data[0], data[15 * 16]]).toEqual([255, 114]);
  });
});

it('halves: there and back within their precision', () => {
  for (const value of [0, 1, -1, 0.5, 1 / 255, 114 / 255, -2.117, 255, 65504, 6e-8])
    expect(Math.abs(fromHalf(toHalf(value)) - value)).toBeLessThanOrEqual(Math.max(3e-8, Math.abs(value) / 2048));
  expect(toHalf(1)).toBe(0x3c00);
  expect(toHalf(-2)).toBe(0xc000);
});
