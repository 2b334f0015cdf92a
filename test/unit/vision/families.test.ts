import { describe, expect, it } from 'vitest';
import { decodeClassifier, chances, headLabels, headName } from '../../../src/engine/vision/families/classifier.ts';
import { decodeQueries, decodeReady } from '../../../src/engine/vision/families/detr.ts';
import { decodeFastestDet } from '../../../src/engine/vision/families/fastestdet.ts';
import { bestWindows, decodeHog } from '../../../src/engine/vision/families/hog.ts';
import { decodeSsd } from '../../../src/engine/vision/families/ssd.ts';
import { decodeYolov10, decodeYolov5, decodeYolov8 } from '../../../src/engine/vision/families/yolo.ts';
import { decodeYolox, yoloxForm } from '../../../src/engine/vision/families/yolox.ts';
import type { FloatTensor } from '../../../src/engine/vision/tensors.ts';

const tensor = (name: string, dims: number[], values: ArrayLike<number> = []): FloatTensor => {
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
  data.set(Array.from(values));
  return { name, dims, data };
};
const size = { width: 64, height: 32 };
/** Cells of strides 8, 16, 32 in 64 x 32: 8 x 4, 4 x 2, 2 x 1. */
const CELLS = 32 + 8 + 2;

describe('YOLOX', () => {
  const output = tensor('output', [1, CELLS, 7]);
  // Stride 8, row 2, column 3: the middle is (3.5, 2.25) cells, twice as wide as a cell and as high as one.
  output.data.set([0.5, 0.25, Math.log(2), 0, 0.8, 0.1, 0.9], (2 * 8 + 3) * 7);
  // Stride 16, row 1, column 2.
  output.data.set([0, 0, 0, Math.log(1.5), 0.9, 0.7, 0.2], (32 + 1 * 4 + 2) * 7);
  // Stride 32, row 0, column 1.
  output.data.set([-0.5, 0.5, 0, 0, 1, 0.6, 0.3], (32 + 8 + 1) * 7);
  const form = { decoded: false, logits: false };

  it('reads each grid with its own stride, and multiplies objectness with the best class', () => {
    const found = decodeYolox(output, size, 0.5, form);
    expect(found.map(({ classIndex }) => classIndex)).toEqual([1, 0, 0]);
    expect(found[0]?.score).toBeCloseTo(0.72, 5);
    expect(found[1]?.score).toBeCloseTo(0.63, 5);
    expect(found[2]?.score).toBeCloseTo(0.6, 5);
    const corners = found.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2].map((value) => Math.round(value * 100) / 100));
    expect(corners).toEqual([
      [20, 14, 36, 22],
      [24, 4, 40, 28],
      [0, 0, 32, 32],
    ]);
  });

  it('leaves out what scores less than is wanted', () => {
    expect(decodeYolox(output, size, 0.65, form).map(({ score }) => score.toFixed(2))).toEqual(['0.72']);
  });

  it('takes boxes as they are where the model has decoded them, and puts logits through the sigmoid', () => {
    const decoded = tensor('output', [1, CELLS, 6]);
    decoded.data.set([60, 16, 8, 4, 2, 3], 0);
    expect(yoloxForm(decoded, size)).toEqual({ decoded: true, logits: true });
    expect(yoloxForm(output, size)).toEqual({ decoded: false, logits: false });
    const [box] = decodeYolox(decoded, size, 0.3, { decoded: true, logits: true });
    expect(box).toMatchObject({ x1: 56, y1: 14, x2: 64, y2: 18, classIndex: 0 });
    // sigmoid 2 = 0.8808, sigmoid 3 = 0.9526
    expect(box?.score).toBeCloseTo(0.839, 3);
  });

  it('finds nothing in numbers that are none', () => {
    const broken = tensor('output', [1, CELLS, 7]);
    broken.data.fill(NaN);
    expect(decodeYolox(broken, size, 0.1, form)).toEqual([]);
  });
});

describe('YOLOv5, v8, v10', () => {
  it('v5: rows of middle, size, objectness and classes', () => {
    const output = tensor('output0', [1, 2, 7], [32, 16, 10, 8, 0.9, 0.2, 0.8, 10, 10, 4, 4, 0.9, 0.3, 0.2]);
    const found = decodeYolov5(output, 0.5);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ x1: 27, y1: 12, x2: 37, y2: 20, classIndex: 1 });
    expect(found[0]?.score).toBeCloseTo(0.72, 5);
  });

  it('v8: columns of middle, size and classes', () => {
    const columns = [
      [32, 10, 20],
      [16, 10, 20],
      [10, 4, 6],
      [8, 4, 6],
      [0.1, 0.2, 0.6],
      [0.7, 0.3, 0.5],
    ];
    const found = decodeYolov8(tensor('output0', [1, 6, 3], columns.flat()), 0.5, 2);
    expect(found.map(({ x1, y1, x2, y2, classIndex }) => [x1, y1, x2, y2, classIndex])).toEqual([
      [27, 12, 37, 20, 1],
      [17, 17, 23, 23, 0],
    ]);
    expect(found.map(({ score }) => score.toFixed(3))).toEqual(['0.700', '0.600']);
  });

  it('v8: numbers after the classes, such as parts of masks, are no classes', () => {
    const columns = [32, 16, 10, 8, 0.6, 0.99];
    const [found] = decodeYolov8(tensor('output0', [1, 6, 1], columns), 0.5, 1);
    expect(found?.classIndex).toBe(0);
    expect(found?.score).toBeCloseTo(0.6, 5);
  });

  it('v10: rows of corners, score and class, sorted out already', () => {
    const found = decodeYolov10(tensor('output0', [1, 2, 6], [1, 2, 30, 20, 0.9, 2, 5, 5, 9, 9, 0.2, 0]), 0.5);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ x1: 1, y1: 2, x2: 30, y2: 20, classIndex: 2 });
    expect(found[0]?.score).toBeCloseTo(0.9, 5);
  });
});

describe('DETR', () => {
  const boxes = tensor('boxes', [1, 2, 4], [0.5, 0.5, 0.25, 0.5, 0.1, 0.1, 0.1, 0.1]);

  it('ready boxes are pixels of the input', () => {
    const found = decodeReady(
      tensor('labels', [1, 2], [7, 0]),
      tensor('boxes', [1, 2, 4], [1, 2, 3, 4, 5, 6, 7, 8]),
      tensor('scores', [1, 2], [0.4, 0.75]),
      0.5,
    );
    expect(found).toEqual([{ x1: 5, y1: 6, x2: 7, y2: 8, score: 0.75, classIndex: 0 }]);
  });

  it('logits: each class has a sigmoid of its own', () => {
    const found = decodeQueries(tensor('logits', [1, 2, 3], [-3, 2, 1, -5, -5, -5]), boxes, size, 0.5, false);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ x1: 24, y1: 8, x2: 40, y2: 24, classIndex: 1 });
    expect(found[0]?.score).toBeCloseTo(0.8808, 4);
  });

  it('logits that exclude each other: the last class is nothing', () => {
    const logits = tensor('logits', [1, 2, 3], [Math.log(6), Math.log(2), Math.log(2), 0, 0, 9]);
    const found = decodeQueries(logits, boxes, size, 0.5, true);
    expect(found).toHaveLength(1);
    expect(found[0]?.classIndex).toBe(0);
    expect(found[0]?.score).toBeCloseTo(0.6, 5);
  });
});

describe('SSD', () => {
  it("TensorFlow's: shares, y before x, as many rows as it says", () => {
    const outputs = {
      boxes: tensor('detection_boxes', [1, 3, 4], [0.25, 0.5, 0.75, 1, 0, 0, 1, 1, 0, 0, 1, 1]),
      classes: tensor('detection_classes', [1, 3], [3, 1, 1]),
      scores: tensor('detection_scores', [1, 3], [0.9, 0.4, 0.99]),
      count: tensor('num_detections', [1], [2]),
    };
    const found = decodeSsd(outputs, size, 0.5, true);
    expect(found.map(({ x1, y1, x2, y2, classIndex }) => [x1, y1, x2, y2, classIndex])).toEqual([[32, 8, 64, 24, 3]]);
  });

  it("torchvision's: pixels, x before y", () => {
    const outputs = {
      boxes: tensor('boxes', [1, 4], [10, 2, 30, 20]),
      classes: tensor('labels', [1], [1]),
      scores: tensor('scores', [1], [0.75]),
      count: null,
    };
    expect(decodeSsd(outputs, size, 0.5, false)).toEqual([
      { x1: 10, y1: 2, x2: 30, y2: 20, score: 0.75, classIndex: 1 },
    ]);
  });
});

describe('FastestDet', () => {
  it('reads a cell of its grid', () => {
    const wide = { width: 64, height: 32 };
    // Two rows of four cells; 5 + 2 channels. The cell in row 1, column 2 is number 6.
    const output = tensor('758', [1, 7, 2, 4]);
    const put = (channel: number, value: number): void => void (output.data[channel * 8 + 6] = value);
    [0.9, Math.atanh(0.5), Math.atanh(-0.25), 0, -Math.log(3), 0.2, 0.8].forEach((value, channel) =>
      put(channel, value),
    );
    const found = decodeFastestDet(output, wide, 0.5);
    expect(found).toHaveLength(1);
    // Middle (2.5 / 4 * 64, 0.75 / 2 * 32) = (40, 12); size (0.5 * 64, 0.25 * 32) = (32, 8).
    const [box] = found;
    expect([box?.x1, box?.y1, box?.x2, box?.y2].map((value) => Math.round((value ?? 0) * 1000) / 1000)).toEqual([
      24, 8, 56, 16,
    ]);
    expect(box?.classIndex).toBe(1);
    expect(box?.score).toBeCloseTo(0.9 ** 0.6 * 0.8 ** 0.4, 5);
  });
});

describe('HOG', () => {
  it('a margin of 0 is the border, 0.5', () => {
    const windows = tensor('windows', [3, 4], [0, 0, 64, 128, 8, 0, 72, 128, 16, 0, 80, 128]);
    const found = decodeHog(windows, tensor('scores', [3], [0, 1, -0.5]), 0.5);
    expect(found.map(({ x1, score }) => [x1, score.toFixed(4)])).toEqual([
      [0, '0.5000'],
      [8, '0.8808'],
    ]);
  });

  const window = (x1: number, y1: number, width: number, score: number) => {
    return { x1, y1, x2: x1 + width, y2: y1 + 2 * width, score, classIndex: 0 };
  };

  it('windows next to each other are one person, where the best of them is', () => {
    const found = bestWindows([window(0, 0, 64, 0.6), window(8, 0, 64, 0.9), window(4, 6, 64, 0.7)]);
    expect(found.map(({ x1, score }) => [x1, score])).toEqual([[8, 0.9]]);
  });

  it('a small window within a better one is a part of the same person', () => {
    const found = bestWindows([window(30, 60, 40, 0.7), window(0, 0, 128, 0.9), window(300, 0, 64, 0.6)]);
    expect(found.map(({ x1 }) => x1)).toEqual([0, 300]);
  });

  it('a small window that is better than the one around it stays beside it', () => {
    const found = bestWindows([window(30, 60, 40, 0.9), window(0, 0, 128, 0.7)]);
    expect(found).toHaveLength(2);
  });
});

describe('a classifier', () => {
  it('turns logits into chances and leaves chances alone', () => {
    expect(chances(Float32Array.of(0, Math.log(3)))[1]).toBeCloseTo(0.75, 5);
    expect(chances(Float32Array.of(0.25, 0.75))).toEqual([0.25, 0.75]);
    expect(chances(Float32Array.of(0.25))).toEqual([0.75, 0.25]);
    expect(chances(Float32Array.of(1000, 0))).toEqual([1, 0]);
  });

  it('says one thing for each head, by its name', () => {
    const heads = [
      { name: 'gender', classes: 2 },
      { name: 'clothing', classes: 3 },
    ];
    const labels = headLabels(heads, ['man', 'woman', 'red', 'green', 'blue']);
    const outputs = [tensor('gender', [1, 2], [0.1, 0.9]), tensor('clothing', [1, 3], [0, 5, 0])];
    const said = decodeClassifier(outputs, labels);
    expect(said.map(({ name, value }) => [name, value])).toEqual([
      ['gender', 'woman'],
      ['clothing', 'green'],
    ]);
    expect(said[0]?.score).toBeCloseTo(0.9, 5);
  });

  it('numbers classes that nobody named, and names a head that nobody named "class"', () => {
    expect(headLabels([{ name: 'output', classes: 2 }], null)).toEqual([['class 0', 'class 1']]);
    expect(['output', 'output0', 'logits', '495', 'fc_1'].map(headName)).toEqual(Array(5).fill('class'));
    expect(headName('age_group')).toBe('age_group');
  });

  it('says nothing of numbers that are none', () => {
    expect(decodeClassifier([tensor('output', [1, 2], [NaN, NaN])], [['a', 'b']])).toEqual([]);
  });
});
