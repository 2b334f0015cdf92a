import { expect, it } from 'vitest';
import { feedOther, findImage } from '../../../src/engine/vision/inputs.ts';

const image = (type: string, ...dims: (number | null)[]) => findImage([{ name: 'x', type, dims }]).image;

it('tells channels first from channels last, with and without a batch, whatever is open', () => {
  expect(image('float32', 1, 3, 416, 640)).toMatchObject({ layout: 'nchw', batched: true, width: 640, height: 416 });
  expect(image('float16', null, 3, null, null)).toMatchObject({ layout: 'nchw', width: null, height: null });
  expect(image('float32', 1, 300, 320, 3)).toMatchObject({ layout: 'nhwc', width: 320, height: 300 });
  expect(image('uint8', null, null, null, null)).toMatchObject({ layout: 'nhwc', type: 'uint8' });
  expect(image('float32', 3, 300, 320)).toMatchObject({ layout: 'nchw', batched: false, width: 320, height: 300 });
});

it('takes no grey pictures, no whole numbers and no lists for a colour picture', () => {
  expect(() => image('float32', 1, 1, 28, 28)).toThrow('x float32 [1, 1, 28, 28]');
  expect(() => image('int64', 1, 3, 28, 28)).toThrow(/colour picture/);
  expect(() => image('float32', 1, 512)).toThrow(/colour picture/);
});

it('the picture may come after another input', () => {
  const sizes = { name: 'orig_target_sizes', type: 'int64', dims: [1, 2] };
  const picture = { name: 'images', type: 'float32', dims: [1, 3, 64, 64] };
  const found = findImage([sizes, picture]);
  expect(found.image.name).toBe('images');
  expect(found.others).toEqual([sizes]);
});

it("the size that boxes are wanted in is the input's own, width before height", () => {
  const size = { width: 640, height: 384 };
  expect(feedOther({ name: 'orig_target_sizes', type: 'int64', dims: [null, 2] }, size)).toEqual({
    name: 'orig_target_sizes',
    type: 'int64',
    data: BigInt64Array.of(640n, 384n),
    dims: [1, 2],
  });
  expect(feedOther({ name: 'words', type: 'int64', dims: [1, 2] }, size)).toBeNull();
  expect(feedOther({ name: 'orig_target_sizes', type: 'int64', dims: [1, 4] }, size)).toBeNull();
});
