import { describe, expect, it } from 'vitest';
import {
  amended,
  changed,
  drawnOf,
  freeId,
  movedPoint,
  movedShape,
  newDrawing,
  redone,
  shapesOf,
  splitEdge,
  turned,
  undone,
  withoutPoint,
  type Drawn,
  type Shape,
} from '../../../src/renderer/cameras/model/drawing.ts';

const triangle = [
  { x: 0.1, y: 0.1 },
  { x: 0.5, y: 0.1 },
  { x: 0.1, y: 0.5 },
];
const drawn: Drawn = {
  zones: [{ id: 'z1', name: 'Gate', polygon: triangle }],
  wires: [{ id: 'w1', name: 'Door', points: triangle.slice(0, 2) }],
  masks: [triangle],
  motionMasks: [triangle, triangle],
};
const shapes = shapesOf(drawn);
const pointsOf = (all: readonly Shape[], id: string) => all.find((shape) => shape.id === id)?.points;

describe('shapes on the picture', () => {
  it('are the same after they were drawn and stored', () => {
    expect(drawnOf(shapes)).toEqual(drawn);
  });

  it('have different ids each', () => {
    expect(new Set(shapes.map(({ id }) => id)).size).toBe(5);
    expect(freeId('z', ['z1', 'z3'])).toBe('z2');
  });

  it('keep their points within the picture', () => {
    expect(pointsOf(movedPoint(shapes, 'z1', 0, { x: -3, y: 1.2 }), 'z1')?.[0]).toEqual({ x: 0, y: 1 });
  });

  it('are moved as a whole, and no further than to the edge', () => {
    const moved = pointsOf(movedShape(shapes, 'z1', 0.9, -0.05), 'z1');
    expect(moved?.map(({ x }) => x)).toEqual([0.6, 1, 0.6]);
    expect(moved?.map(({ y }) => y)).toEqual([0.05, 0.05, 0.45]);
  });

  it('get a new point in the middle of an edge, also of the one that closes them', () => {
    expect(pointsOf(splitEdge(shapes, 'z1', 0), 'z1')?.[1]).toEqual({ x: 0.3, y: 0.1 });
    expect(pointsOf(splitEdge(shapes, 'z1', 2), 'z1')?.[3]).toEqual({ x: 0.1, y: 0.3 });
  });

  it('keep as many points as they need', () => {
    expect(withoutPoint(shapes, 'z1', 0)).toBe(shapes);
    expect(pointsOf(withoutPoint(splitEdge(shapes, 'z1', 0), 'z1', 0), 'z1')).toHaveLength(3);
  });

  it('turn a line round', () => {
    expect(pointsOf(turned(shapes, 'w1'), 'w1')?.map(({ x }) => x)).toEqual([0.5, 0.1]);
  });
});

describe('a drawing', () => {
  const first = changed(newDrawing(shapes), movedShape(shapes, 'z1', 0.1, 0));

  it('takes steps back and does them again', () => {
    const back = undone(first);
    expect(back.shapes).toBe(shapes);
    expect(redone(back).shapes).toEqual(first.shapes);
  });

  it('takes a whole drag back as one step', () => {
    const dragged = amended(first, movedShape(first.shapes, 'z1', 0.1, 0));
    expect(undone(dragged).shapes).toBe(shapes);
  });

  it('forgets what was taken back when something else is done', () => {
    const other = changed(undone(first), movedShape(shapes, 'w1', 0, 0.1));
    expect(redone(other)).toBe(other);
  });

  it('has nothing to take back at its beginning, and after no change', () => {
    const fresh = newDrawing(shapes);
    expect(undone(fresh)).toBe(fresh);
    expect(changed(fresh, shapes)).toBe(fresh);
  });
});
