import type { Family, Recognise, Trial } from './family.ts';
import { recogniseFastestDet } from './families/fastestdet.ts';
import { recogniseYolox } from './families/yolox.ts';

/** The more a family demands of the outputs, the earlier it is asked. */
const families: readonly Recognise[] = [recogniseYolox, recogniseFastestDet];

/** The family of a model by its inputs and by what it made of a grey picture; null: none that we know. */
export function recognise(trial: Trial): Family | null {
  for (const ask of families) {
    const family = ask(trial);
    if (family !== null) return family;
  }
  return null;
}
