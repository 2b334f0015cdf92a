import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { i420Of } from '../../../src/engine/models/picture.ts';
import { loadModel, ModelError, type DetectOptions, type Picture } from '../../../src/engine/vision/index.ts';
import { cocoLabels } from '../../../src/shared/coco-labels.ts';
import { modelFolder, onnxModel, type InputSpec, type ModelSpec } from '../../support/onnx-model.ts';
import { sharedData } from '../../support/shared-data.ts';

const folder = modelFolder();
afterAll(() => folder.remove());

/** A number in an expected value, to so many digits. */
const about = (value: number, digits: number): number => expect.closeTo(value, digits) as number;

let count = 0;
/** The name of the file says nothing of what is in it. */
function load(spec: ModelSpec, labels: readonly string[] | null = null) {
  const path = folder.write(`${++count}.bin`, onnxModel(spec));
  return loadModel({ id: 'made', path, labels }, { providers: ['cpu'], threads: 1 });
}

/** 64 x 64 cells of strides 8, 16, 32. */
const CELLS = 64 + 16 + 4;
const image: InputSpec = { name: 'images', type: 'float32', dims: [1, 3, 64, 64] };
const grey = (width: number, height: number): Picture =>
  i420Of(new Uint8Array(3 * width * height).fill(90), width, height);
const all: DetectOptions = { minScore: 0.5, labels: [], look: null };
/** As wide as it is high twice over: 64 x 32 of the input's 64 x 64. */
const wide = grey(128, 64);

function rows(count: number, length: number, first: readonly number[], at = 0): Float32Array {
  const values = new Float32Array(count * length);
  values.set(first, at * length);
  return values;
}

/** Columns instead of rows. */
function columns(count: number, length: number, first: readonly number[]): Float32Array {
  const values = new Float32Array(count * length);
  first.forEach((value, row) => (values[row * count] = value));
  return values;
}

describe('a family is known by inputs and outputs', () => {
  it('YOLOX: offsets from cells, in the top left corner', async () => {
    // Stride 32, second row, first column is the last but one; the middle is (16, 48), beyond the picture; the first row's is (16, 16).
    const values = rows(CELLS, 85, [0.5, 0.5, 0, 0, 0.9, 0, 0, 0.8], 80);
    const model = await load({ inputs: [image], outputs: [{ name: 'output', dims: [1, CELLS, 85], values }] });
    expect(model.facts).toEqual({
      purpose: 'detector',
      family: 'yolox',
      inputWidth: 64,
      inputHeight: 64,
      labels: cocoLabels,
    });
    expect(model.provider).toBe('cpu');
    const found = await model.detect(wide, all);
    expect(found).toEqual([{ label: 'car', score: about(0.72, 5), box: { x: 0, y: 0, w: 0.5, h: 1 } }]);
    await model.release();
  });

  it('YOLOv5: three boxes a cell, in the middle', async () => {
    // The picture lies at y 16 to 48.
    const values = rows(3 * CELLS, 7, [32, 32, 32, 16, 0.9, 0.1, 0.8]);
    const model = await load({ inputs: [image], outputs: [{ name: 'output0', dims: [1, 3 * CELLS, 7], values }] }, [
      'cat',
      'dog',
    ]);
    expect(model.facts).toMatchObject({ family: 'yolov5', labels: ['cat', 'dog'] });
    expect(await model.detect(wide, all)).toEqual([
      { label: 'dog', score: about(0.72, 5), box: { x: 0.25, y: 0.25, w: 0.5, h: 0.5 } },
    ]);
  });

  it('YOLOv8 whose sizes are all open: what it is shows when it is run', async () => {
    const cells = 6400 + 1600 + 400;
    const values = columns(cells, 84, [320, 320, 320, 160, 0.1, 0.9]);
    const model = await load({
      inputs: [{ name: 'images', type: 'float32', dims: ['batch', 3, 'height', 'width'] }],
      outputs: [{ name: 'output0', dims: [1, 84, cells], declared: ['batch', 84, 'anchors'], values }],
    });
    expect(model.facts).toMatchObject({ family: 'yolov8', inputWidth: 640, inputHeight: 640, labels: cocoLabels });
    expect(await model.detect(wide, all)).toEqual([
      { label: 'bicycle', score: about(0.9, 5), box: { x: 0.25, y: 0.25, w: 0.5, h: 0.5 } },
    ]);
  });

  it('pixels and answers of float16', async () => {
    const model = await load(
      {
        inputs: [{ name: 'input', type: 'float16', dims: [1, 3, 32, 32] }],
        chains: [
          {
            name: 'clothing',
            type: 'float16',
            declared: [1, 3],
            steps: [{ op: 'GlobalAveragePool' }, { op: 'Flatten', ints: { axis: 1 } }],
          },
        ],
      },
      ['red', 'green', 'blue'],
    );
    const green = i420Of(
      new Uint8Array(3 * 64 * 64).map((_, at) => (at % 3 === 1 ? 230 : 20)),
      64,
      64,
    );
    const [said] = await model.classify(green, { x: 0, y: 0, w: 1, h: 1 });
    // ImageNet: red -1.78, green (0.9 - 0.456) / 0.224 = 2, blue -1.46.
    expect(said?.value).toBe('green');
    expect(said?.score).toBeCloseTo(0.95, 1);
  });

  it('YOLOv10: rows that are sorted out already', async () => {
    const values = rows(300, 6, [16, 24, 48, 40, 0.7, 2]);
    const model = await load({ inputs: [image], outputs: [{ name: 'output0', dims: [1, 300, 6], values }] });
    expect(model.facts.family).toBe('yolov10');
    expect(await model.detect(wide, all)).toEqual([
      { label: 'car', score: about(0.7, 5), box: { x: 0.25, y: 0.25, w: 0.5, h: 0.5 } },
    ]);
  });

  it('RT-DETR and D-FINE that are told the size: boxes are ready', async () => {
    const model = await load({
      inputs: [image, { name: 'orig_target_sizes', type: 'int64', dims: [1, 2] }],
      outputs: [
        { name: 'labels', type: 'int64', dims: [1, 300], values: new Array<number>(300).fill(2) },
        { name: 'boxes', dims: [1, 300, 4], values: rows(300, 4, [16, 16, 48, 48]) },
        { name: 'scores', dims: [1, 300], values: rows(300, 1, [0.7]) },
      ],
    });
    expect(model.facts.family).toBe('detr');
    expect(await model.detect(wide, all)).toEqual([
      { label: 'car', score: about(0.7, 5), box: { x: 0.25, y: 0.25, w: 0.5, h: 0.5 } },
    ]);
  });

  it('RT-DETR and D-FINE with logits', async () => {
    const logits = new Float32Array(300 * 80).fill(-9);
    logits[2] = 2;
    const model = await load({
      inputs: [{ name: 'pixel_values', type: 'float32', dims: ['batch', 3, 64, 64] }],
      outputs: [
        { name: 'logits', dims: [1, 300, 80], values: logits },
        { name: 'pred_boxes', dims: [1, 300, 4], values: rows(300, 4, [0.5, 0.5, 0.5, 0.5]) },
      ],
    });
    expect(model.facts).toMatchObject({ family: 'detr', labels: cocoLabels });
    expect(await model.detect(wide, all)).toEqual([
      { label: 'car', score: about(0.8808, 4), box: { x: 0.25, y: 0.25, w: 0.5, h: 0.5 } },
    ]);
  });

  it("TensorFlow's SSD: bytes, channels last, class 3 of COCO's categories is a car", async () => {
    const model = await load({
      inputs: [{ name: 'image_tensor:0', type: 'uint8', dims: ['n', 'h', 'w', 'c'] }],
      outputs: [
        { name: 'detection_boxes:0', dims: [1, 100, 4], values: rows(100, 4, [0.1, 0.2, 0.4, 0.8]) },
        { name: 'detection_classes:0', dims: [1, 100], values: new Array<number>(100).fill(3) },
        { name: 'detection_scores:0', dims: [1, 100], values: rows(100, 1, [0.7]) },
        { name: 'num_detections:0', dims: [1], values: [1] },
      ],
    });
    expect(model.facts.family).toBe('ssd');
    const [found] = await model.detect(wide, all);
    expect(found?.label).toBe('car');
    expect(found?.box.x).toBeCloseTo(0.2, 5);
    expect(found?.box.y).toBeCloseTo(0.1, 5);
    expect(found?.box.w).toBeCloseTo(0.6, 5);
    expect(found?.box.h).toBeCloseTo(0.3, 5);
  });

  it("torchvision's SSD: one picture without a batch, boxes in pixels", async () => {
    const model = await load({
      inputs: [{ name: 'input', type: 'float32', dims: [3, 64, 64] }],
      outputs: [
        { name: 'boxes', dims: [2, 4], declared: ['n', 4], values: [16, 16, 48, 48, 0, 0, 1, 1] },
        { name: 'scores', dims: [2], declared: ['n'], values: [0.7, 0.1] },
        { name: 'labels', type: 'int64', dims: [2], declared: ['n'], values: [1, 90] },
      ],
    });
    expect(model.facts.family).toBe('ssd');
    expect(await model.detect(wide, all)).toEqual([
      { label: 'person', score: about(0.7, 5), box: { x: 0.25, y: 0.25, w: 0.5, h: 0.5 } },
    ]);
  });

  it('HOG: a picture of any size, windows in its pixels', async () => {
    const model = await load({
      inputs: [{ name: 'image', type: 'float32', dims: [1, 3, 'height', 'width'] }],
      outputs: [
        { name: 'windows', dims: [3, 4], declared: ['n', 4], values: [32, 0, 64, 64, 34, 0, 66, 64, 0, 0, 32, 64] },
        { name: 'scores', dims: [3], declared: ['n'], values: [1, 0.5, 3] },
      ],
    });
    expect(model.facts).toEqual({
      purpose: 'detector',
      family: 'hog',
      inputWidth: null,
      inputHeight: null,
      labels: ['person'],
    });
    // The better one of two that are of one person, and somebody else.
    expect(await model.detect(wide, all)).toEqual([
      { label: 'person', score: about(0.9975, 4), box: { x: 0, y: 0, w: 0.25, h: 1 } },
      { label: 'person', score: about(0.8808, 4), box: { x: 0.25, y: 0, w: 0.25, h: 1 } },
    ]);
    expect(await model.detect(wide, { ...all, minScore: 0.9 })).toHaveLength(1);
    expect(await model.detect(wide, { ...all, minScore: 0.999 })).toEqual([]);
    // The same windows within the right half of the picture.
    const [part] = await model.detect(wide, { ...all, look: { x: 0.5, y: 0, w: 0.5, h: 1 } });
    expect(part?.box.x).toBeCloseTo(0.5, 6);
  });
});

describe('what is asked of a detector', () => {
  const values = rows(300, 6, [16, 24, 48, 40, 0.7, 2]);
  values.set([0, 16, 16, 32, 0.9, 0], 6);
  const spec: ModelSpec = { inputs: [image], outputs: [{ name: 'output0', dims: [1, 300, 6], values }] };

  it('the best first, and only the classes and scores that are wanted', async () => {
    const model = await load(spec);
    const labels = async (options: Partial<DetectOptions>): Promise<string[]> =>
      (await model.detect(wide, { ...all, ...options })).map(({ label }) => label);
    expect(await labels({})).toEqual(['person', 'car']);
    expect(await labels({ labels: ['car'] })).toEqual(['car']);
    expect(await labels({ minScore: 0.8 })).toEqual(['person']);
  });

  it('boxes within a part are of the whole picture', async () => {
    const model = await load(spec);
    // The lower right quarter is 64 x 32 of 128 x 64 too, and lies in the input as the whole would.
    const [, car] = await model.detect(wide, { ...all, look: { x: 0.5, y: 0.5, w: 0.5, h: 0.5 } });
    expect(car?.box).toEqual({ x: 0.625, y: 0.625, w: 0.25, h: 0.25 });
  });

  it('to classify is refused, and so is a picture that lacks bytes', async () => {
    const model = await load(spec);
    const box = { x: 0, y: 0, w: 1, h: 1 };
    await expect(model.classify(wide, box)).rejects.toMatchObject({ problem: 'wrong_purpose' });
    const torn = { ...wide, data: wide.data.subarray(0, 100) };
    await expect(model.detect(torn, all)).rejects.toMatchObject({ problem: 'failed' });
  });
});

describe('a classifier', () => {
  const colours: ModelSpec = {
    inputs: [{ name: 'input', type: 'float32', dims: [1, 3, 32, 32] }],
    chains: [
      {
        name: 'clothing',
        declared: [1, 3],
        steps: [{ op: 'GlobalAveragePool' }, { op: 'Flatten', ints: { axis: 1 } }],
      },
    ],
  };

  it('says what it thinks of the part of the picture that it is shown', async () => {
    const model = await load(colours, ['red', 'green', 'blue']);
    expect(model.facts).toMatchObject({
      purpose: 'classifier',
      family: 'classifier',
      labels: ['red', 'green', 'blue'],
    });
    const rgb = new Uint8Array(3 * 64 * 64);
    for (let at = 0; at < 64 * 64; at++) rgb.set(at % 64 < 32 ? [230, 20, 20] : [20, 20, 230], at * 3);
    const picture = i420Of(rgb, 64, 64);
    const [left] = await model.classify(picture, { x: 0, y: 0, w: 0.5, h: 1 });
    const [right] = await model.classify(picture, { x: 0.5, y: 0, w: 0.5, h: 1 });
    expect([left?.name, left?.value, right?.value]).toEqual(['clothing', 'red', 'blue']);
    // ImageNet: red (0.9 - 0.485) / 0.229 = 1.82, green (0.08 - 0.456) / 0.224 = -1.69, blue -1.46; the softmax of red is 0.94.
    expect(left?.score).toBeCloseTo(0.94, 1);
    await expect(model.detect(picture, all)).rejects.toMatchObject({ problem: 'wrong_purpose' });
  });

  it('with several heads says several things', async () => {
    const spec: ModelSpec = {
      inputs: [image],
      outputs: [
        { name: 'gender', dims: [1, 2], values: [0.2, 0.8] },
        { name: 'age', dims: [1, 3], values: [0, 9, 0] },
      ],
    };
    const model = await load(spec, ['man', 'woman', 'child', 'adult', 'old']);
    const said = await model.classify(wide, { x: 0, y: 0, w: 1, h: 1 });
    expect(said.map(({ name, value }) => `${name} ${value}`)).toEqual(['gender woman', 'age adult']);
  });
});

describe('what a file says of itself', () => {
  const cells = columns(CELLS, 4 + 2 + 51, [32, 32, 32, 16, 0.1, 0.9, 0.99]);
  const pose = { inputs: [image], outputs: [{ name: 'output0', dims: [1, 57, CELLS], values: cells }] };

  it('names its classes, and what comes after them is none', async () => {
    const metadata = { stride: '32', task: 'pose', names: "{0: 'cat', 1: \"dog's\"}" };
    const model = await load({ ...pose, metadata });
    expect(model.facts).toMatchObject({ family: 'yolov8', labels: ['cat', "dog's"] });
    expect((await model.detect(wide, all)).map(({ label }) => label)).toEqual(["dog's"]);
    // Labels from outside have the last word.
    expect((await load({ ...pose, metadata }, ['a', 'b'])).facts.labels).toEqual(['a', 'b']);
  });

  it('says how a classifier wants its pixels, in the file or beside it', async () => {
    const chains = [
      { name: 'tone', declared: [1, 3], steps: [{ op: 'GlobalAveragePool' }, { op: 'Flatten', ints: { axis: 1 } }] },
    ];
    const spec: ModelSpec = { inputs: [image], chains };
    const box = { x: 0, y: 0, w: 1, h: 1 };
    // Red and green and blue are 230, 20, 20, so with 0 to 1 the logits are 0.9, 0.08, 0.08: 0.53 for red.
    const red = i420Of(
      new Uint8Array(3 * 64 * 64).map((_, at) => (at % 3 === 0 ? 230 : 20)),
      64,
      64,
    );
    const unit = await load({ ...spec, metadata: { pixels: 'unit' } });
    expect((await unit.classify(red, box))[0]?.score).toBeCloseTo(0.53, 1);
    folder.write('beside.json', JSON.stringify({ pixels: 'unit', labels: ['r', 'g', 'b'] }));
    const path = folder.write('beside.onnx', onnxModel({ ...spec, metadata: { pixels: 'bytes' } }));
    const beside = await loadModel({ id: 'b', path, labels: null }, { providers: ['cpu'], threads: 1 });
    expect(await beside.classify(red, box)).toEqual([{ name: 'tone', value: 'r', score: about(0.53, 1) }]);
  });
});

describe('what cannot be used says why', () => {
  const attempt = (path: string, providers: readonly string[] = ['cpu']) =>
    loadModel({ id: 'x', path, labels: null }, { providers, threads: 1 }).then(
      () => null,
      (error: unknown) => (error instanceof ModelError ? `${error.problem}: ${error.message}` : String(error)),
    );
  const made = (spec: ModelSpec) => attempt(folder.write(`${++count}.onnx`, onnxModel(spec)));

  it('no file, a folder, an empty file, text, and noise', async () => {
    expect(await attempt('/nowhere/at-all.onnx')).toMatch(/^missing: .*ENOENT/);
    expect(await attempt('/tmp')).toMatch(/^missing: .*not a file/);
    expect(await attempt(folder.write('empty.onnx', ''))).toBe('corrupt: Its file is empty.');
    expect(await attempt(folder.write('text.onnx', 'These are words and no model.'))).toMatch(/^corrupt: /);
    expect(await attempt(folder.write('noise.onnx', new Uint8Array(5000).fill(0xa7)))).toMatch(/^corrupt: /);
  });

  it('outputs of no family, inputs that are no picture, several pictures at once, more inputs than a picture', async () => {
    const output = { name: 'strange', dims: [1, 7, 9, 11, 13], values: [] };
    const values = new Float32Array(7 * 9 * 11 * 13);
    const strange = { ...output, values };
    expect(await made({ inputs: [image], outputs: [strange] })).toMatch(
      /^unknown_family: .*strange .*\[1, 7, 9, 11, 13\]/,
    );
    const words: InputSpec = { name: 'words', type: 'int64', dims: [1, 77] };
    expect(await made({ inputs: [words], outputs: [strange] })).toMatch(/^unknown_family: .*words int64 \[1, 77\]/);
    const four: InputSpec = { ...image, dims: [4, 3, 64, 64] };
    expect(await made({ inputs: [four], outputs: [strange] })).toMatch(/^unknown_family: It wants 4 pictures/);
    expect(await made({ inputs: [image, words], outputs: [strange] })).toMatch(
      /^unknown_family: It wants more than a picture/,
    );
  });

  it('an execution provider that is not there is passed over', async () => {
    const spec: ModelSpec = { inputs: [image], outputs: [{ name: 'o', dims: [1, 2], values: [0, 1] }] };
    const path = folder.write('fallback.onnx', onnxModel(spec));
    const model = await loadModel(
      { id: 'x', path, labels: ['a', 'b'] },
      { providers: ['nonsense', 'cpu'], threads: 1 },
    );
    expect(model.provider).toBe('cpu');
    expect(await attempt(path, ['nonsense'])).toMatch(/^failed: .*nonsense/);
    expect(await attempt(path, [])).toMatch(/^failed: /);
  });

  const real = sharedData('models', 'FastestDet.onnx');
  if (real === null) process.stderr.write('skipped: real models are not beside the project\n');

  it.skipIf(real === null)('a real model that is cut off, anywhere', async () => {
    const bytes = readFileSync(real ?? '');
    for (const share of [0.01, 0.5, 0.999]) {
      const path = folder.write('cut.onnx', bytes.subarray(0, Math.floor(bytes.length * share)));
      expect(await attempt(path)).toMatch(/^corrupt: /);
    }
  });

  it.skipIf(real === null)('real models of other kinds: faces and embeddings', async () => {
    for (const name of ['yunet_n_320_320.onnx', 'version-RFB-320.onnx', 'MobileFaceNet.onnx'])
      expect(await attempt(sharedData('models', name) ?? '')).toMatch(/^unknown_family: /);
  });
});
