import type { Family, Recognise, Trial } from './family.ts';
import { recogniseClassifier } from './families/classifier.ts';
import { recogniseDetr } from './families/detr.ts';
import { recogniseFastestDet } from './families/fastestdet.ts';
import { recogniseHog } from './families/hog.ts';
import { recogniseSsd } from './families/ssd.ts';
import { recogniseYolov10, recogniseYolov5, recogniseYolov8 } from './families/yolo.ts';
import { recogniseYolox } from './families/yolox.ts';

/** Those whose outputs have names of their own come first, then those by their shapes, the strictest first. */
const families: readonly Recognise[] = [
  recogniseHog,
  recogniseDetr,
  recogniseSsd,
  recogniseYolox,
  recogniseYolov5,
  recogniseYolov8,
  recogniseFastestDet,
  recogniseYolov10,
  recogniseClassifier,
];

/** The family of a model by its inputs and by what it made of a grey picture; null: none that we know. */
export function recognise(trial: Trial): Family | null {
  for (const ask of families) {
    const family = ask(trial);
    if (family !== null) return family;
  }
  return null;
}
