import { describe, expect, it } from 'vitest';
import { gate, isCut, type GateInput } from '../../../src/engine/detection/gate.ts';
import type { MotionResult } from '../../../src/engine/motion/index.ts';
import { track } from './track.ts';

function motion(state: MotionResult['state'], ...regions: readonly [number, number, number, number][]): MotionResult {
  const boxes = regions.map(([left, top, right, bottom]) => ({ left, top, right, bottom, area: 0.01 }));
  return { atMs: 0, state, score: 0, regions: boxes, map: new Uint8Array(32), sinceMs: 0 };
}

const calm: GateInput = { atMs: 10_000, motion: motion('calm'), tracks: [], movedMs: null, wholeMs: 9900 };

describe('the gate of motion', () => {
  it('looks at no picture in which nothing moves', () => {
    expect(gate(calm)).toEqual({ kind: 'rest' });
  });

  it('looks at every whole picture of a camera that nobody watches for motion', () => {
    expect(gate({ ...calm, motion: null })).toEqual({ kind: 'look', look: null });
  });

  it.each(['learning', 'relearning'] as const)('looks at the whole picture while the background is %s', (state) => {
    expect(gate({ ...calm, motion: motion(state) })).toEqual({ kind: 'look', look: null });
  });

  it('goes on looking for a moment after the last movement, then rests', () => {
    expect(gate({ ...calm, movedMs: 8600 }).kind).toBe('look');
    expect(gate({ ...calm, movedMs: 8400 }).kind).toBe('rest');
  });

  it('looks only at the part that moves, with room around it', () => {
    const decision = gate({ ...calm, motion: motion('moving', [0.45, 0.4, 0.55, 0.6]) });
    expect(decision.kind === 'look' && decision.look).toMatchObject({ w: 0.4 });
    const look = decision.kind === 'look' ? decision.look : null;
    expect(look?.x).toBeCloseTo(0.3);
    expect(look?.y).toBeCloseTo(0.28);
    expect(look?.h).toBeCloseTo(0.44);
  });

  it('keeps that part within the picture', () => {
    const decision = gate({ ...calm, motion: motion('moving', [0.9, 0.9, 1, 1]) });
    expect(decision).toEqual({ kind: 'look', look: { x: 0.6, y: 0.6, w: 0.4, h: 0.4 } });
  });

  it('takes in tracks that move, and leaves out those that stand', () => {
    const here = motion('moving', [0.1, 0.4, 0.15, 0.6]);
    const moving = track({ box: { x: 0.6, y: 0.45, w: 0.05, h: 0.1 } });
    const narrow = gate({ ...calm, motion: here, tracks: [{ ...moving, stationary: true }] });
    const wide = gate({ ...calm, motion: here, tracks: [moving] });
    expect(narrow.kind === 'look' && narrow.look?.w).toBeCloseTo(0.4);
    expect(wide.kind === 'look' && wide.look?.w).toBeCloseTo(0.71);
  });

  it('never cuts through somebody who stands in that part', () => {
    const here = motion('moving', [0.45, 0.2, 0.55, 0.3]);
    const standing = track({ stationary: true, box: { x: 0.46, y: 0.15, w: 0.08, h: 0.5 } });
    const decision = gate({ ...calm, motion: here, tracks: [standing] });
    const look = decision.kind === 'look' ? decision.look : null;
    expect(look?.y).toBeLessThanOrEqual(0.15);
    expect((look?.y ?? 0) + (look?.h ?? 0)).toBeGreaterThanOrEqual(0.65);
  });

  it('looks at the whole picture where the part would be nearly all of it', () => {
    const decision = gate({ ...calm, motion: motion('moving', [0.1, 0.1, 0.2, 0.2], [0.8, 0.8, 0.9, 0.9]) });
    expect(decision).toEqual({ kind: 'look', look: null });
  });

  it('looks at the whole picture every two seconds while a part of it moves', () => {
    const here = { ...calm, motion: motion('moving', [0.45, 0.4, 0.55, 0.6]) };
    expect(gate({ ...here, wholeMs: 8000 })).toEqual({ kind: 'look', look: null });
    expect(gate({ ...here, wholeMs: null })).toEqual({ kind: 'look', look: null });
  });
});

describe('a box at the end of the part that was looked at', () => {
  const look = { x: 0.3, y: 0, w: 0.4, h: 0.6 };
  const cases: readonly [string, { x: number; y: number; w: number; h: number }, boolean][] = [
    ['ends below', { x: 0.4, y: 0.2, w: 0.1, h: 0.4 }, true],
    ['begins at the left', { x: 0.3, y: 0.2, w: 0.1, h: 0.2 }, true],
    ['begins at the top, which is that of the picture', { x: 0.4, y: 0, w: 0.1, h: 0.4 }, false],
    ['lies within', { x: 0.4, y: 0.1, w: 0.1, h: 0.4 }, false],
  ];
  it.each(cases)('%s: cut off or not', (_name, box, cut) => {
    expect(isCut(box, look)).toBe(cut);
    expect(isCut(box, null)).toBe(false);
  });
});
