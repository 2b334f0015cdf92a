import { cocoLabels } from '../../shared/coco-labels.ts';

/** Numbers of the 91 of COCO's category ids that no picture of COCO has. */
const UNUSED = new Set([12, 26, 29, 30, 45, 66, 68, 69, 71, 83]);

/** The 80 names by COCO's own category ids, 1 to 90; empty where there is none. */
function byCategory(names: readonly string[]): string[] {
  let next = 0;
  return Array.from({ length: 91 }, (_, id) => (id === 0 || UNUSED.has(id) ? '' : (names[next++] ?? '')));
}

export type Numbering = 'from0' | 'coco91';

export interface Naming {
  /** All names, as people choose among them. */
  readonly labels: readonly string[];
  /** The name of a class number. Null: it is none, such as the background. */
  readonly name: (classIndex: number) => string | null;
}

const numbered = (index: number): string => `class ${index}`;

/**
 * How class numbers are named.
 * @param given in the order of the classes, or null
 * @param classes how many the model tells apart; null: it does not show, so without labels it is taken for one of COCO's
 * @param numbering `coco91`: numbers are COCO's category ids, or, with other labels than 80 given, count from 1, 0 being the background
 */
export function naming(given: readonly string[] | null, classes: number | null, numbering: Numbering): Naming {
  if (numbering === 'coco91') {
    const coco = given ?? cocoLabels;
    if (given === null || given.length === cocoLabels.length) {
      const names = byCategory(coco);
      return { labels: coco, name: (index) => (names[index] === '' ? null : (names[index] ?? numbered(index))) };
    }
    const background = /^(__background__|background|n\/a|\?+)$/i.test(given[0] ?? '') ? 0 : 1;
    const name = (index: number): string | null => (index < 1 ? null : (given[index - background] ?? numbered(index)));
    return { labels: background === 0 ? given.slice(1) : given, name };
  }
  const known = given ?? (classes === null || classes === cocoLabels.length ? cocoLabels : []);
  const count = classes ?? known.length;
  const labels = Array.from({ length: count }, (_, index) => known[index] ?? numbered(index));
  return { labels, name: (index) => labels[index] ?? numbered(index) };
}
