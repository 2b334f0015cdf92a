import { expect, it } from 'vitest';
import { naming } from '../../../src/engine/vision/labels.ts';
import { cocoLabels } from '../../../src/shared/coco-labels.ts';
import { suppress } from '../../../src/engine/vision/overlap.ts';

it("COCO's 80 names for a model of 80 classes", () => {
  expect(cocoLabels).toHaveLength(80);
  const { labels, name } = naming(null, 80, 'from0');
  expect(labels).toEqual(cocoLabels);
  expect([0, 2, 3, 4, 57, 60, 62, 79].map(name)).toEqual([
    'person',
    'car',
    'motorcycle',
    'airplane',
    'couch',
    'dining table',
    'tv',
    'toothbrush',
  ]);
});

it('numbers for a model of any other number of classes, and for classes beyond the labels given', () => {
  expect(naming(null, 2, 'from0').labels).toEqual(['class 0', 'class 1']);
  expect(naming(['helmet'], 2, 'from0').labels).toEqual(['helmet', 'class 1']);
  expect(naming(['helmet'], null, 'from0').name(7)).toBe('class 7');
});

it("COCO's category ids have gaps, and 0 is nothing", () => {
  const { name } = naming(null, 91, 'coco91');
  expect([0, 1, 3, 12, 13, 44, 72, 90].map(name)).toEqual([
    null,
    'person',
    'car',
    null,
    'stop sign',
    'bottle',
    'tv',
    'toothbrush',
  ]);
});

it('labels given to an SSD count from 1, with or without a name for the background; 80 of them are by category', () => {
  expect(naming(['cat', 'dog'], null, 'coco91').name(1)).toBe('cat');
  expect(naming(['__background__', 'cat', 'dog'], null, 'coco91').name(1)).toBe('cat');
  expect(naming(['__background__', 'cat', 'dog'], null, 'coco91').labels).toEqual(['cat', 'dog']);
  expect(naming(cocoLabels, null, 'coco91').name(13)).toBe('stop sign');
});

const box = (x1: number, score: number, classIndex = 0) => ({ x1, y1: 0, x2: x1 + 10, y2: 10, score, classIndex });

it('of those that overlap the best of each class stays, best first', () => {
  const all = [box(1, 0.6), box(0, 0.9), box(0, 0.7, 1), box(20, 0.95), box(2, 0.5)];
  expect(suppress(all, 0.45)).toEqual([box(20, 0.95), box(0, 0.9), box(0, 0.7, 1)]);
});

it('one that overlaps only with one that was removed stays', () => {
  // 0 and 4 overlap by 0.43, 4 and 8 too, 0 and 8 by 0.11.
  expect(suppress([box(0, 0.9), box(4, 0.8), box(8, 0.7)], 0.4).map(({ x1 }) => x1)).toEqual([0, 8]);
});
