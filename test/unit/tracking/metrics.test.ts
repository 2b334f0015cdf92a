import { describe, expect, it } from 'vitest';
import { parseTruth } from '../../support/mot/ground-truth.ts';
import { motFigures } from '../../support/mot/metrics.ts';

const at = (id: number, x: number, w = 0.1) => ({ id, box: { x, y: 0.2, w, h: 0.3 } });

describe('MOT figures, by hand', () => {
  it('are perfect for a perfect answer', () => {
    const frame = { truth: [at(1, 0.1), at(2, 0.5)], answer: [at(7, 0.1), at(9, 0.5)] };
    expect(motFigures([frame, frame])).toMatchObject({ mota: 1, idf1: 1, switches: 0, misses: 0, falseAlarms: 0 });
  });

  it('count a miss, a false alarm and a switch once each', () => {
    const figures = motFigures([
      { truth: [at(1, 0.1)], answer: [at(7, 0.1)] },
      { truth: [at(1, 0.1)], answer: [] },
      { truth: [at(1, 0.1)], answer: [at(8, 0.1), at(9, 0.8)] },
      { truth: [at(1, 0.1)], answer: [at(8, 0.1)] },
    ]);
    // 4 boxes: 1 miss + 1 false alarm + 1 switch. IDTP 2 (of id 8) of 4 true and 4 answered boxes.
    expect(figures).toEqual({
      mota: 0.25,
      idf1: 0.5,
      switches: 1,
      misses: 1,
      falseAlarms: 1,
      truthBoxes: 4,
      answerBoxes: 4,
    });
  });

  it('count two switches when two answers change places', () => {
    const first = { truth: [at(1, 0.1), at(2, 0.5)], answer: [at(7, 0.1), at(8, 0.5)] };
    const second = { truth: [at(1, 0.1), at(2, 0.5)], answer: [at(8, 0.1), at(7, 0.5)] };
    // IDTP: one of two frames, for both.
    expect(motFigures([first, second])).toMatchObject({ switches: 2, mota: 0.5, idf1: 0.5 });
  });

  it('keep a pair of the frame before although another box fits better now', () => {
    const figures = motFigures([
      { truth: [at(1, 0.1)], answer: [at(7, 0.1)] },
      { truth: [at(1, 0.1)], answer: [at(7, 0.12), at(8, 0.1)] },
    ]);
    expect(figures).toMatchObject({ switches: 0, falseAlarms: 1 });
  });

  it('ask for an overlap of half', () => {
    // Shifted by a third of the width: 2/3 / 4/3 = 0.5. By a little more: less.
    expect(motFigures([{ truth: [at(1, 0.3, 0.3)], answer: [at(7, 0.4, 0.3)] }]).misses).toBe(0);
    expect(motFigures([{ truth: [at(1, 0.3, 0.3)], answer: [at(7, 0.41, 0.3)] }])).toMatchObject({
      misses: 1,
      mota: -1,
    });
  });

  it('leave out what answers an ignored thing', () => {
    const frame = { truth: [at(1, 0.1)], ignored: [at(2, 0.5)], answer: [at(7, 0.1), at(8, 0.52)] };
    expect(motFigures([frame])).toMatchObject({ mota: 1, idf1: 1, answerBoxes: 1 });
  });
});

it('MOT text is read with its empty frames and its rows that do not count', () => {
  const truth = parseTruth('2,1,326,216,384,108,0,3,1\n3,1,0,0,768,432,1,3,1\n', 768, 432, 4);
  expect(truth.map(({ frame, scored, ignored }) => [frame, scored.length, ignored.length])).toEqual([
    [1, 0, 0],
    [2, 0, 1],
    [3, 1, 0],
    [4, 0, 0],
  ]);
  expect(truth[1]?.ignored[0]).toEqual({ id: 1, box: { x: 326 / 768, y: 0.5, w: 0.5, h: 0.25 } });
});
