import { createAssigner } from '../../../src/engine/tracking/assignment.ts';
import { overlap } from '../../../src/shared/geometry.ts';
import type { Marked } from './ground-truth.ts';

/** Truth and answer of one frame. */
export interface ScoredFrame {
  readonly truth: readonly Marked[];
  readonly answer: readonly Marked[];
  readonly ignored?: readonly Marked[];
}

export interface MotFigures {
  /** 1 - (misses + falseAlarms + switches) / boxes of the truth; may be negative. */
  readonly mota: number;
  /** F1 of ids: 2 IDTP / (boxes of the truth + boxes of the answer). */
  readonly idf1: number;
  readonly switches: number;
  readonly falseAlarms: number;
  readonly misses: number;
  readonly truthBoxes: number;
  readonly answerBoxes: number;
}

const LEAST_OVERLAP = 0.5;

/**
 * CLEAR MOT (Bernardin & Stiefelhagen, EURASIP JIVP 2008) and IDF1 (Ristani et al., ECCV 2016 workshops) at IoU 0.5. Pairs of the
 * frame before hold as long as they overlap; the others are paired for the least distance. What lies on an ignored thing counts for nothing.
 */
export function motFigures(frames: readonly ScoredFrame[]): MotFigures {
  const assigner = createAssigner();
  /** Who answered for a thing last. */
  const answeredBy = new Map<number, number>();
  const sum = { switches: 0, falseAlarms: 0, misses: 0, truthBoxes: 0, answerBoxes: 0 };
  const kept = frames.map((frame) => ({ truth: frame.truth, answer: withoutIgnored(frame) }));
  for (const { truth, answer } of kept) {
    const pairs = pairFrame(truth, answer, answeredBy, assigner);
    for (const [thing, id] of pairs) {
      const before = answeredBy.get(thing);
      if (before !== undefined && before !== id) sum.switches += 1;
      answeredBy.set(thing, id);
    }
    sum.truthBoxes += truth.length;
    sum.answerBoxes += answer.length;
    sum.misses += truth.length - pairs.size;
    sum.falseAlarms += answer.length - pairs.size;
  }
  const wrong = sum.misses + sum.falseAlarms + sum.switches;
  const idtp = identityHits(kept, assigner);
  return { ...sum, mota: 1 - wrong / sum.truthBoxes, idf1: (2 * idtp) / (sum.truthBoxes + sum.answerBoxes) };
}

type Assigner = ReturnType<typeof createAssigner>;

function distances(truth: readonly Marked[], answer: readonly Marked[]): Float64Array {
  const cost = new Float64Array(truth.length * answer.length);
  truth.forEach((thing, row) => {
    answer.forEach((one, column) => {
      cost[row * answer.length + column] = 1 - overlap(thing.box, one.box);
    });
  });
  return cost;
}

/** A little more than the greatest distance, which still is one. */
const LIMIT = 1 - LEAST_OVERLAP + 1e-9;

/** The answers but for those that lie best on an ignored thing and on none that counts. */
function withoutIgnored({ truth, answer, ignored = [] }: ScoredFrame): readonly Marked[] {
  if (ignored.length === 0) return answer;
  return answer.filter(
    ({ box }) =>
      truth.some((thing) => overlap(thing.box, box) >= LEAST_OVERLAP) ||
      !ignored.some((thing) => touches(thing, { id: 0, box })),
  );
}

/** Boxes of ignored things are rough, so any overlap will do. */
function touches(a: Marked, b: Marked): boolean {
  return overlap(a.box, b.box) > 0;
}

/** Id of the thing to id of the answer. */
function pairFrame(
  truth: readonly Marked[],
  answer: readonly Marked[],
  answeredBy: ReadonlyMap<number, number>,
  assigner: Assigner,
): Map<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  for (const thing of truth) {
    const before = answer.find(({ id }) => id === answeredBy.get(thing.id));
    if (before === undefined || taken.has(before.id) || overlap(thing.box, before.box) < LEAST_OVERLAP) continue;
    pairs.set(thing.id, before.id);
    taken.add(before.id);
  }
  const left = truth.filter(({ id }) => !pairs.has(id));
  const free = answer.filter(({ id }) => !taken.has(id));
  const columns = assigner.assign(distances(left, free), left.length, free.length, LIMIT);
  left.forEach((thing, row) => {
    const one = free[columns[row] ?? -1];
    if (one !== undefined) pairs.set(thing.id, one.id);
  });
  return pairs;
}

/** IDTP: frames in which things and answers agree, when each thing is given one answer for good so that they are most. */
function identityHits(frames: readonly ScoredFrame[], assigner: Assigner): number {
  const hits = new Map<number, Map<number, number>>();
  const answers = new Map<number, number>();
  for (const { truth, answer } of frames) {
    for (const one of answer) if (!answers.has(one.id)) answers.set(one.id, answers.size);
    for (const thing of truth) {
      const row = hits.get(thing.id) ?? new Map<number, number>();
      hits.set(thing.id, row);
      for (const one of answer) {
        if (overlap(thing.box, one.box) >= LEAST_OVERLAP) row.set(one.id, (row.get(one.id) ?? 0) + 1);
      }
    }
  }
  const rows = [...hits.values()];
  const cost = new Float64Array(rows.length * answers.size);
  rows.forEach((row, index) => {
    for (const [id, count] of row) cost[index * answers.size + (answers.get(id) ?? 0)] = -count;
  });
  const columns = assigner.assign(cost, rows.length, answers.size, 0);
  return rows.reduce((sum, _, row) => {
    const column = columns[row] ?? -1;
    return column < 0 ? sum : sum - (cost[row * answers.size + column] ?? 0);
  }, 0);
}
