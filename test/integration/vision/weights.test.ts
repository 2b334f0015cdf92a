import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type Detection, type Picture, type VisionModel } from '../../../src/engine/vision/index.ts';
import { overlap, type Box } from '../../../src/shared/geometry.ts';
import { compare, readFrames, readMot, type Fitness } from '../../support/annotated.ts';
import { sharedData } from '../../support/shared-data.ts';
import { readStill } from '../../support/stills.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

interface Expected {
  readonly label: string;
  readonly score: number;
  /** x1, y1, x2, y2 in pixels. */
  readonly box: readonly [number, number, number, number];
}

const expectedFile = sharedData('models', 'expected.json');
if (expectedFile === null) process.stderr.write('skipped: real weights are not beside the project\n');
const [ffmpeg] = testFfmpegs();
const stills = ['000000000785', '000000001000', '000000009483'];

/** Frames of clips with reference outputs: size of their pictures. */
const clips = [
  {
    clip: 'one-by-one-person-detection.first72s.mp4',
    key: 'one-by-one-person-detection.mp4#frame80',
    frame: 80,
    width: 768,
    height: 432,
  },
  {
    clip: 'worker-zone-detection.preview.mp4',
    key: 'worker-zone-detection.preview.mp4#frame30',
    frame: 30,
    width: 480,
    height: 270,
  },
  {
    clip: 'udacity_vehicle_test_video.mp4',
    key: 'udacity_vehicle_test_video.mp4#frame15',
    frame: 15,
    width: 1280,
    height: 720,
  },
];

const models = [
  {
    name: 'yolox_nano.onnx',
    key: 'yolox_nano.onnx (score>=0.3, NMS 0.45)',
    family: 'yolox',
    side: 416,
    minScore: 0.3,
    // Measured with the reference's own decoder: 13 of 14, 2 extra.
    still: { hits: 13, extra: 2 },
    /** Another resizer moves scores and boxes by this much: share of the box's size. */
    fit: 0.85,
  },
  {
    name: 'FastestDet.onnx',
    key: 'FastestDet.onnx (score>0.65, NMS 0.45)',
    family: 'fastestdet',
    side: 352,
    minScore: 0.65,
    still: { hits: 11, extra: 1 },
    fit: 0.75,
  },
] as const;

const people = (found: readonly Detection[]): Box[] =>
  found.filter(({ label }) => label === 'person').map(({ box }) => box);

const toBox = ([x1, y1, x2, y2]: Expected['box'], { width, height }: Picture): Box => {
  const [left, top] = [Math.max(0, x1 / width), Math.max(0, y1 / height)];
  return { x: left, y: top, w: Math.min(1, x2 / width) - left, h: Math.min(1, y2 / height) - top };
};

/** Spelling of the reference's names where it differs from COCO's own. */
const SPELLING: Readonly<Record<string, string>> = { motorbike: 'motorcycle', tvmonitor: 'tv', sofa: 'couch' };

/** The least overlap and the largest difference of scores between sure reference boxes and what was found. */
function likeness(found: readonly Detection[], reference: readonly Expected[], picture: Picture, sure: number) {
  let [fit, off] = [1, 0];
  for (const { label, score, box } of reference) {
    if (score < sure) continue;
    const wanted = toBox(box, picture);
    const named = found.filter((one) => one.label === (SPELLING[label] ?? label));
    const [best] = named.toSorted((a, b) => overlap(b.box, wanted) - overlap(a.box, wanted));
    fit = Math.min(fit, best === undefined ? 0 : overlap(best.box, wanted));
    off = Math.max(off, Math.abs((best?.score ?? 0) - score));
  }
  return { fit, off };
}

const sum = (all: readonly Fitness[]): Fitness => ({
  hits: all.reduce((total, { hits }) => total + hits, 0),
  missed: all.reduce((total, { missed }) => total + missed, 0),
  extra: all.reduce((total, { extra }) => total + extra, 0),
});

describe.skipIf(expectedFile === null).each(models)(
  'real weights: $name',
  ({ name, key, family, side, minScore, still, fit }) => {
    let model: VisionModel;
    let reference: Record<string, Record<string, Expected[]>>;
    const options = { minScore, labels: [], look: null };
    beforeAll(async () => {
      const file = { id: 'real', path: sharedData('models', name) ?? '', labels: null };
      model = await loadModel(file, { providers: ['cpu'], threads: 2 });
      const read = JSON.parse(readFileSync(expectedFile ?? '', 'utf8')) as { detect: typeof reference };
      reference = read.detect;
    });
    afterAll(() => model.release());

    it('is known by its inputs and outputs', () => {
      expect(model.facts).toMatchObject({ purpose: 'detector', family, inputWidth: side, inputHeight: side });
      expect(model.facts.labels).toHaveLength(80);
    });

    it('finds in stills and frames what the reference found, where it found it', async () => {
      const pictures: [string, Picture][] = [];
      for (const id of stills) {
        const path = `video/stills/${id}.jpg`;
        pictures.push([path, await readStill(sharedData(path) ?? '')]);
      }
      for (const { clip, key: frameKey, frame, width, height } of ffmpeg === undefined ? [] : clips) {
        const [picture] = readFrames(ffmpeg?.path ?? '', sharedData('video', clip) ?? '', [frame], width, height);
        if (picture !== undefined) pictures.push([`video/${frameKey}`, picture]);
      }
      for (const [path, picture] of pictures) {
        const expected = reference[path]?.[key] ?? [];
        expect(expected, path).not.toHaveLength(0);
        // What is only just above the limit may fall below it with another resizer.
        const like = likeness(await model.detect(picture, options), expected, picture, minScore + 0.1);
        expect(like.fit, path).toBeGreaterThan(fit);
        expect(like.off, path).toBeLessThan(0.08);
      }
    });

    it("finds the people that COCO's annotators marked", async () => {
      interface Annotations {
        readonly images: readonly { readonly id: number; readonly file_name: string }[];
        readonly annotations: readonly {
          readonly image_id: number;
          readonly bbox: readonly [number, number, number, number];
        }[];
      }
      const file = sharedData('video/stills/person_keypoints_val2017.json') ?? '';
      const { images, annotations } = JSON.parse(readFileSync(file, 'utf8')) as Annotations;
      const all: Fitness[] = [];
      for (const { id, file_name } of images) {
        const picture = await readStill(sharedData('video/stills', file_name) ?? '');
        const truth = annotations
          .filter(({ image_id }) => image_id === id)
          .map(({ bbox: [x, y, w, h] }) => toBox([x, y, x + w, y + h], picture));
        all.push(compare(people(await model.detect(picture, options)), truth));
      }
      const { hits, missed, extra } = sum(all);
      expect(hits + missed).toBe(14);
      expect(hits).toBeGreaterThanOrEqual(still.hits);
      expect(extra).toBeLessThanOrEqual(still.extra);
    });

    it.skipIf(ffmpeg === undefined)(
      'finds those who walk through a room, nobody in the empty room, and as well in half of it',
      async () => {
        const clip = sharedData('video/one-by-one-person-detection.first72s.mp4') ?? '';
        const { scored, seen } = readMot(
          sharedData('video/gt/one-by-one-person-detection.first72s.gt.txt') ?? '',
          768,
          432,
        );
        const occupied = [...scored.keys()].filter((_, index) => index % 25 === 0);
        const empty = Array.from({ length: 720 }, (_, frame) => frame).filter(
          (frame) => !seen.has(frame) && frame % 40 === 0,
        );
        const frames = [...occupied, ...empty].toSorted((a, b) => a - b);
        const pictures = readFrames(ffmpeg?.path ?? '', clip, frames, 640, 360);
        const all: Fitness[] = [];
        const parts: number[] = [];
        for (const [index, picture] of pictures.entries()) {
          const truth = scored.get(frames[index] ?? -1) ?? [];
          const found = people(await model.detect(picture, options));
          all.push(compare(found, truth));
          const [only, ...others] = truth;
          if (only === undefined || others.length > 0) continue;
          // A part around that person, cut off by the picture's edge.
          const look = { x: only.x - 0.1, y: only.y - 0.1, w: only.w + 0.2, h: only.h + 0.2 };
          const near = people(await model.detect(picture, { ...options, look }));
          parts.push(near.reduce((best, box) => Math.max(best, overlap(box, only)), 0));
        }
        const { hits, missed, extra } = sum(all);
        expect(hits / (hits + missed)).toBeGreaterThanOrEqual(0.95);
        expect(extra).toBe(0);
        const good = parts.filter((value) => value >= 0.5);
        expect(parts.length).toBeGreaterThan(10);
        expect(good.length / parts.length).toBeGreaterThanOrEqual(0.9);
      },
    );
  },
);
