/** What can be wrong with a stopped recorder, with the words for people and what `--repair` does about it. */
export const findingKinds = {
  root_away: 'storage folder that is not there: its recordings were not checked',
  dangling: 'row of the catalog that refers to nothing',
  place_unknown: 'recording in a place that the catalog does not know',
  bad_path: 'recording whose path leads out of its storage folder',
  missing_file: 'recording whose file is missing',
  found_again: 'recording noted as lost whose file is there again',
  wrong_size: 'file of another size than the catalog says',
  bad_index: 'part index that does not fit its recording',
  damaged: 'file that cannot be read to its end',
  unreadable: 'file or folder that could not be looked at',
  no_row: 'file that the catalog does not know',
  unfinished: 'half-written file of a recorder that was killed',
  extra_copy: 'file beside the one that its recording names',
  foreign: 'foreign file among the recordings',
  gap_overlap: 'gap where there is footage',
  stray_garbage: 'file to be deleted in a place that the catalog does not know',
  wrong_total: 'running total that is not the sum of its rows',
} as const;

export type FindingKind = keyof typeof findingKinds;

export interface Finding {
  readonly kind: FindingKind;
  readonly count: number;
  /** A few, for people. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/** Counts findings by kind and keeps a few examples: there may be a million. */
export class Findings {
  readonly #found = new Map<FindingKind, { count: number; examples: string[] }>();

  add(kind: FindingKind, example: string, count = 1): void {
    const entry = this.#found.get(kind) ?? { count: 0, examples: [] };
    entry.count += count;
    if (entry.examples.length < EXAMPLES) entry.examples.push(example);
    this.#found.set(kind, entry);
  }

  /** In the order of `findingKinds`. */
  list(): Finding[] {
    return (Object.keys(findingKinds) as FindingKind[]).flatMap((kind) => {
      const entry = this.#found.get(kind);
      return entry === undefined ? [] : [{ kind, ...entry }];
    });
  }
}
