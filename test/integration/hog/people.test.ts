import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lobby } from '../../../scripts/scene/lobby.ts';
import { street } from '../../../scripts/scene/street.ts';
import { warehouse } from '../../../scripts/scene/warehouse.ts';
import { HEIGHT, standing, WIDTH, type Scene, type Standing } from '../../../scripts/scene/world.ts';
import { loadModel, type VisionModel } from '../../../src/engine/vision/index.ts';
import {
  cocoTruth,
  decode,
  inWords,
  motTruth,
  overlap,
  planesOf,
  tally,
  type Rect,
  type Tally,
} from '../../support/people.ts';
import { sharedData } from '../../support/shared-data.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const root = join(import.meta.dirname, '../../..');
/** Of the demo's clips. */
const FPS = 15;
/** The SVM's own border. */
const MIN_SCORE = 0.5;
/** In pixels of 640 x 360. Smaller ones are not looked for. */
const LEAST_HEIGHT = 80;

interface Stage {
  readonly scene: Scene;
  readonly clip: string;
  /** Whether nothing of the scene is before this person, and no shelves are right behind. */
  readonly free: (person: Standing) => boolean;
}

const middle = (person: Standing): number => Math.abs(person.x - WIDTH / 2);
const stages: readonly Stage[] = [
  { scene: lobby, clip: 'lobby', free: ({ z }) => z < 14 },
  { scene: street, clip: 'street', free: () => true },
  { scene: warehouse, clip: 'warehouse', free: (person) => middle(person) < 160 },
];

function rectOf({ x, y, height }: Standing): Rect {
  // Somebody drawn is as wide as 0.4 of the height, more or less with the stride.
  const half = 0.2 * height;
  return { left: (x - half) / WIDTH, right: (x + half) / WIDTH, top: (y - height) / HEIGHT, bottom: y / HEIGHT };
}

/** Those who are in the picture as a whole, large enough, free, and with nobody before them. */
function upright(stage: Stage, t: number): Rect[] {
  const people = standing(stage.scene, t);
  const clear = people.filter(
    (person) =>
      person.height / 2 >= LEAST_HEIGHT &&
      stage.free(person) &&
      !people.some((other) => other.z < person.z && overlap(rectOf(other), rectOf(person)) > 0.02),
  );
  return clear.map(rectOf).filter(({ left, right, bottom }) => left > 0.01 && right < 0.99 && bottom < 1);
}

const file = join(root, 'models/hog-people.onnx');
const every = 6;

/** Each 6th frame of a demo's clip, and the time that it shows. */
function footage(stage: Stage, format: 'rgb24' | 'yuv420p'): { frame: Buffer; t: number }[] {
  const frames = decode(join(root, `resources/clips/${stage.clip}-sub.h264`), 640, 360, format, every);
  return frames.map((frame, at) => ({ frame, t: (at * every) / FPS }));
}

describe.skipIf(testFfmpegs().length === 0)('the windows of the people detector that comes with Vigil', () => {
  it.each(stages)('are on nearly everybody who stands or walks upright in the $clip of the demo', async (stage) => {
    const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
    let [hit, all] = [0, 0];
    for (const { frame, t } of footage(stage, 'rgb24')) {
      const { windows } = await session.run({ image: new Tensor('float32', planesOf(frame), [1, 3, 360, 640]) });
      const sides = Array.from(windows?.data as Float32Array, (side, at) => side / (at % 2 === 0 ? 640 : 360));
      const rects = Array.from({ length: sides.length / 4 }, (_, at): Rect => {
        const [left = 0, top = 0, right = 0, bottom = 0] = sides.slice(4 * at, 4 * at + 4);
        return { left, top, right, bottom };
      });
      for (const person of upright(stage, t)) {
        all += 1;
        if (rects.some((rect) => overlap(rect, person) >= 0.5)) hit += 1;
      }
    }
    await session.release();
    process.stderr.write(`${stage.clip}, windows: on ${hit} of ${all}\n`);
    expect(all).toBeGreaterThan(15);
    expect(hit / all).toBeGreaterThan(0.8);
  });
});

describe.skipIf(testFfmpegs().length === 0)('the people detector that comes with Vigil, as the engine runs it', () => {
  let model: VisionModel | null = null;

  beforeAll(async () => {
    model = await loadModel({ id: 'hog-people', path: file, labels: null }, { providers: ['cpu'], threads: 1 });
  });
  afterAll(() => model?.release());

  async function look(data: Buffer, width: number, height: number): Promise<Rect[]> {
    const options = { minScore: MIN_SCORE, labels: [], look: null };
    const found = (await model?.detect({ width, height, data }, options)) ?? [];
    return found.map(({ box }) => ({ left: box.x, top: box.y, right: box.x + box.w, bottom: box.y + box.h }));
  }

  it('is known by its outputs, takes any size and tells people', () => {
    expect(model?.facts).toMatchObject({ family: 'hog', purpose: 'detector', inputWidth: null, labels: ['person'] });
  });

  it.each(stages)('finds those who stand or walk upright in the $clip of the demo', async (stage) => {
    const frames = footage(stage, 'yuv420p');
    const score: Tally = { found: 0, missed: 0, stray: 0 };
    for (const { frame, t } of frames) {
      const truth = upright(stage, t);
      const boxes = await look(frame, 640, 360);
      const everybody = standing(stage.scene, t).map(rectOf);
      tally(score, boxes, [
        ...truth.map((box) => ({ ...box, ignored: false })),
        ...everybody
          .filter((box) => !truth.some((one) => one.left === box.left))
          .map((box) => ({ ...box, ignored: true })),
      ]);
    }
    process.stderr.write(`${stage.clip}: ${inWords(score)}\n`);
    expect(score.found + score.missed).toBeGreaterThan(15);
    expect(score.found / (score.found + score.missed)).toBeGreaterThan(0.75);
    expect(score.stray / frames.length).toBeLessThan(1);
  });

  it('finds some people of a real clip and of real pictures, far fewer than a modern model does', async () => {
    const clip = sharedData('video', 'one-by-one-person-detection.first72s.mp4');
    const boxes = sharedData('video', 'gt', 'one-by-one-person-detection.first72s.gt.txt');
    const persons = sharedData('video', 'stills', 'person_keypoints_val2017.json');
    if (clip === null || boxes === null || persons === null)
      return void process.stderr.write('skipped: there are no real clips in ../shared/data\n');
    const eighth = 8;
    const real: Tally = { found: 0, missed: 0, stray: 0 };
    const truth = motTruth(boxes, 768, 432);
    for (const [at, frame] of decode(clip, 768, 432, 'yuv420p', eighth).entries())
      tally(real, await look(frame, 768, 432), truth.get(at * eighth) ?? []);
    const stills: Tally = { found: 0, missed: 0, stray: 0 };
    for (const name of ['000000000785.jpg', '000000001000.jpg', '000000009483.jpg']) {
      const [frame = Buffer.alloc(0)] = decode(sharedData('video', 'stills', name) ?? '', 640, 426, 'yuv420p');
      tally(stills, await look(frame, 640, 426), cocoTruth(persons, name));
    }
    process.stderr.write(`the real clip: ${inWords(real)}\nCOCO stills: ${inWords(stills)}\n`);
    expect(real.found / (real.found + real.missed)).toBeGreaterThan(0.25);
    expect(stills.found).toBeGreaterThanOrEqual(3);
  });
});
