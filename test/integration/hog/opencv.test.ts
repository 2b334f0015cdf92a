import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaults, hogModel, type HogOptions } from '../../../scripts/hog/model.ts';
import { defaultPeopleDetector, withOpenCv, type OpenCv } from '../../../scripts/hog/opencv.ts';
import { decode, overlap, planesOf, type Rect } from '../../support/people.ts';
import { sharedData } from '../../support/shared-data.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const root = join(import.meta.dirname, '../../..');

function installed(): boolean {
  try {
    createRequire(import.meta.url).resolve('@techstark/opencv-js');
    return true;
  } catch {
    process.stderr.write('skipped: OpenCV.js is not installed\n');
    return false;
  }
}

interface Shot {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

interface Hit extends Rect {
  readonly margin: number;
}

function shots(): Shot[] {
  const all: Shot[] = [];
  const add = (name: string, file: string | null, width: number, height: number, every: number, most: number): void => {
    if (file === null) return void process.stderr.write(`skipped: ${name} is not in ../shared/data\n`);
    for (const rgb of decode(file, width, height, 'rgb24', every).slice(0, most))
      all.push({ name, width, height, rgb });
  };
  for (const scene of ['lobby', 'street', 'warehouse'])
    add(scene, join(root, `resources/clips/${scene}-sub.h264`), 640, 360, 100, 3);
  add('the real clip', sharedData('video', 'one-by-one-person-detection.first72s.mp4'), 640, 360, 200, 3);
  for (const still of ['000000000785', '000000001000', '000000009483'])
    add(still, sharedData('video', 'stills', `${still}.jpg`), 640, 424, 1, 1);
  return all;
}

const padding = { width: defaults.border, height: defaults.border };

/** What `detectMultiScale` says of each window, before it groups them. OpenCV cuts its boxes at the picture's edges. */
function byOpenCv(cv: OpenCv, shot: Shot, coefficients: readonly number[], least: number, step: number): Hit[] {
  const detector = new cv.HOGDescriptor();
  const image = new cv.Mat(shot.height, shot.width, cv.CV_8UC3);
  const svm = cv.matFromArray(coefficients.length, 1, cv.CV_32F, coefficients);
  const [rects, weights] = [new cv.RectVector(), new cv.DoubleVector()];
  try {
    image.data.set(shot.rgb);
    detector.setSVMDetector(svm);
    detector.detectMultiScale(image, rects, weights, least, { width: 8, height: 8 }, padding, step, 0, false);
    return Array.from({ length: rects.size() }, (_, at) => {
      const { x, y, width, height } = rects.get(at);
      return { left: x, top: y, right: x + width, bottom: y + height, margin: weights.get(at) };
    });
  } finally {
    for (const thing of [detector, image, svm, rects, weights]) thing.delete();
  }
}

/** What our graph says of each window, cut in the same way. */
async function byGraph(shot: Shot, coefficients: readonly number[], options: Partial<HogOptions>): Promise<Hit[]> {
  const bytes = hogModel(coefficients, { ...defaults, narrow: { x: 0, y: 0 }, workingPixels: 1e9, ...options });
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const { windows, scores } = await session.run({
    image: new Tensor('float32', planesOf(shot.rgb), [1, 3, shot.height, shot.width]),
  });
  await session.release();
  const corners = windows?.data as Float32Array;
  return Array.from(scores?.data as Float32Array, (margin, at) => ({
    left: Math.max(0, corners[4 * at] ?? NaN),
    top: Math.max(0, corners[4 * at + 1] ?? NaN),
    right: Math.min(shot.width, corners[4 * at + 2] ?? NaN),
    bottom: Math.min(shot.height, corners[4 * at + 3] ?? NaN),
    margin,
  }));
}

/** The scales at which OpenCV looks: as long as the picture is not smaller than a window. */
function scalesOf({ width, height }: Shot, step: number): number[] {
  const scales: number[] = [];
  for (let scale = 1; Math.round(width / scale) >= 64 && Math.round(height / scale) >= 128; scale *= step)
    scales.push(scale);
  return scales;
}

/** Those with a margin of at least `least` that have nobody in `others` at the same place with about the same margin. */
function alone(hits: readonly Hit[], others: readonly Hit[], least: number, tolerance: number): Hit[] {
  return hits.filter(
    (hit) =>
      hit.margin >= least &&
      !others.some((other) => overlap(hit, other) >= 0.9 && Math.abs(hit.margin - other.margin) <= tolerance),
  );
}

describe.skipIf(!installed() || testFfmpegs().length === 0)('the people detector that comes with Vigil', () => {
  let pictures: Shot[] = [];
  let coefficients: number[] = [];

  beforeAll(async () => {
    pictures = shots();
    coefficients = (await withOpenCv(defaultPeopleDetector)) ?? [];
  });

  it('is the file that its script makes from the coefficients of OpenCV', () => {
    expect(coefficients).toHaveLength(3781);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/make-hog.ts', '--check'], { cwd: root });
    expect([status, stderr.toString()]).toEqual([0, '']);
  });

  it('gives every window of a picture the margin that OpenCV gives it', async () => {
    // A step of 1 makes OpenCV look at the picture's own size alone.
    for (const shot of pictures.filter(({ name }, at) => pictures.findIndex((one) => one.name === name) === at)) {
      const theirs = (await withOpenCv((cv) => byOpenCv(cv, shot, coefficients, -1e9, 1))) ?? [];
      const ours = await byGraph(shot, coefficients, { scales: [1], threshold: -1e9 });
      const places = (hits: readonly Hit[]): number[][] =>
        hits.map((hit) => [hit.left, hit.top, hit.right, hit.bottom]);
      expect(places(ours), shot.name).toEqual(places(theirs));
      const off = ours.map(({ margin }, at) => Math.abs(margin - (theirs[at]?.margin ?? NaN)));
      expect(Math.max(...off), shot.name).toBeLessThan(5e-5);
    }
  });

  it('finds at all scales what detectMultiScale finds, and nothing else', async () => {
    // The smaller pictures differ by up to one step of brightness, since OpenCV reckons them in fixed point; so do margins a little.
    const tolerance = 0.1;
    let compared = 0;
    for (const shot of pictures) {
      const theirs = (await withOpenCv((cv) => byOpenCv(cv, shot, coefficients, 0, 1.2))) ?? [];
      const ours = await byGraph(shot, coefficients, { scales: scalesOf(shot, 1.2), threshold: 0 });
      expect(alone(theirs, ours, tolerance, tolerance), `${shot.name}: only OpenCV`).toEqual([]);
      expect(alone(ours, theirs, tolerance, tolerance), `${shot.name}: only ours`).toEqual([]);
      compared += theirs.length;
    }
    expect(compared).toBeGreaterThanOrEqual(20);
  });
});
