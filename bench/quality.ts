// How well the detectors find persons on real pictures: precision and recall at IoU 0.5, through the same loading and reading of boxes as in
// the product. Boxes drawn by people (COCO) and by background subtraction are a fair judge of all; those that YOLOX nano helped to draw are not of YOLOX.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, type Picture, type VisionModel } from '../src/engine/vision/index.ts';
import { readFrames } from '../test/support/annotated.ts';
import { cocoTruth, motTruth, tally, type Rect, type Tally, type Truth } from '../test/support/people.ts';
import { sharedData } from '../test/support/shared-data.ts';
import { readStill } from '../test/support/stills.ts';
import { printFigures, printLeftOut, quickAsked } from './support/report.ts';
import { benchFfmpeg } from './support/scene.ts';

/** YOLOX nano on pictures whose boxes owe it nothing. */
const AIM = { yoloxRecall: 0.9, yoloxPrecision: 0.85 };
const STEP = quickAsked() ? 25 : 5;
const SIZE = { width: 640, height: 360 };

interface Judged {
  readonly picture: Picture;
  readonly truth: readonly Truth[];
}

interface Set {
  readonly name: string;
  /** YOLOX nano helped to draw its boxes. */
  readonly assisted: boolean;
  readonly pictures: readonly Judged[];
}

/** @param size of the film, in whose pixels its boxes are */
function clipSet(name: string, width: number, height: number, step: number, assisted: boolean): Set | null {
  const [film, boxes] = [sharedData('video', `${name}.mp4`), sharedData('video', 'gt', `${name}.gt.txt`)];
  if (film === null || boxes === null) return null;
  // Only frames with a box that counts: in others, what is not boxed may still be there.
  const truth = motTruth(boxes, width, height);
  const frames = [...truth].filter(([, all]) => all.some(({ ignored }) => !ignored)).map(([frame]) => frame);
  const chosen = frames.sort((a, b) => a - b).filter((_, at) => at % step === 0);
  // ffmpeg reads an expression of so many terms and not of many more.
  const parts = Array.from({ length: Math.ceil(chosen.length / 40) }, (_, at) => chosen.slice(at * 40, at * 40 + 40));
  const pictures = parts.flatMap((part) => readFrames(benchFfmpeg(), film, part, SIZE.width, SIZE.height));
  return {
    name,
    assisted,
    pictures: pictures.map((picture, at) => ({ picture, truth: truth.get(chosen[at] ?? -1) ?? [] })),
  };
}

async function stillSet(): Promise<Set | null> {
  const boxes = sharedData('video', 'stills', 'person_keypoints_val2017.json');
  if (boxes === null) return null;
  const pictures: Judged[] = [];
  for (const name of ['000000000785.jpg', '000000001000.jpg', '000000009483.jpg']) {
    const file = sharedData('video', 'stills', name);
    if (file !== null) pictures.push({ picture: await readStill(file), truth: cocoTruth(boxes, name) });
  }
  return { name: 'COCO stills', assisted: false, pictures };
}

async function judge(model: VisionModel, { pictures }: Set, minScore: number): Promise<Tally> {
  const counts: Tally = { found: 0, missed: 0, stray: 0 };
  for (const { picture, truth } of pictures) {
    const found = await model.detect(picture, { minScore, labels: ['person'], look: null });
    const boxes = found.map(({ box: { x, y, w, h } }): Rect => ({ left: x, top: y, right: x + w, bottom: y + h }));
    tally(counts, boxes, truth);
  }
  return counts;
}

const sets = [
  clipSet('one-by-one-person-detection.first72s', 768, 432, STEP, false),
  await stillSet(),
  clipSet('store-aisle-detection.preview', 480, 270, STEP, true),
  clipSet('worker-zone-detection.preview', 480, 270, STEP, true),
].filter((set) => set !== null);
/** Least scores: as in the interface's default, and lower where the publisher's own use has one. */
const models = [
  { name: 'hog-people', path: join(import.meta.dirname, '../models/hog-people.onnx'), scores: [0.5, 0.6] },
  { name: 'yolox_nano', path: sharedData('models', 'yolox_nano.onnx'), scores: [0.3, 0.6] },
  { name: 'FastestDet', path: sharedData('models', 'FastestDet.onnx'), scores: [0.6, 0.65] },
];
const catalogue = JSON.parse(readFileSync(join(import.meta.dirname, '../models/models.json'), 'utf8')) as {
  models: { id: string; labels: unknown }[];
};
const bundledLabels = catalogue.models.find(({ id }) => id === 'hog-people')?.labels;

if (sets.length === 0) printLeftOut('quality', AIM, 'the real pictures are not in ../shared/data');
else {
  const figures: Record<string, number> = {};
  for (const { name, path, scores } of models) {
    if (path === null) continue;
    const labels = name === 'hog-people' && Array.isArray(bundledLabels) ? bundledLabels.map(String) : null;
    const model = await loadModel({ id: name, path, labels }, { providers: ['cpu'], threads: 1 });
    for (const set of sets) {
      if (set.assisted && name === 'yolox_nano') continue;
      for (const score of scores) {
        const { found, missed, stray } = await judge(model, set, score);
        const [recall, precision] = [found / (found + missed), found / (found + stray)];
        console.log(
          `${name.padEnd(12)}from ${score.toFixed(2)}  ${set.name.slice(0, 24).padEnd(26)}${found} of ${found + missed} found, ` +
            `${stray} stray: recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}`,
        );
        const key = `${name} ${score} ${set.name.slice(0, 11)}`;
        Object.assign(figures, { [`${key} recall`]: recall, [`${key} precision`]: precision });
      }
    }
    await model.release();
  }
  const fair = sets.filter(({ assisted }) => !assisted).map(({ name }) => `yolox_nano 0.3 ${name.slice(0, 11)}`);
  const ok = fair.every(
    (key) =>
      (figures[`${key} recall`] ?? 0) >= AIM.yoloxRecall && (figures[`${key} precision`] ?? 0) >= AIM.yoloxPrecision,
  );
  printFigures({ bench: 'quality', figures, aim: AIM, ok });
}
