import type { DetectionPlan } from '../../../shared/detection-plan.ts';
import type { Point, Polygon } from '../../../shared/geometry.ts';

/** What a shape of the picture is for. */
export const shapeKinds = ['zone', 'wire', 'mask', 'motionMask'] as const;
export type ShapeKind = (typeof shapeKinds)[number];

/** One thing that is drawn on the picture. Masks have no name. */
export interface Shape {
  readonly id: string;
  readonly kind: ShapeKind;
  readonly name: string;
  readonly points: readonly Point[];
}

/** What can be drawn on a camera's picture, wherever it is stored. */
export type Drawn = Pick<DetectionPlan, 'zones' | 'wires' | 'masks'> & { readonly motionMasks: readonly Polygon[] };

export const leastPoints = (kind: ShapeKind): number => (kind === 'wire' ? 2 : 3);
export const mostPoints = (kind: ShapeKind): number => (kind === 'wire' ? 16 : 32);
/** How many of a kind there may be. */
export const mostShapes = (kind: ShapeKind): number => (kind === 'zone' || kind === 'wire' ? 32 : 16);

export function shapesOf({ zones, wires, masks, motionMasks }: Drawn): Shape[] {
  const unnamed = (kind: ShapeKind, polygons: readonly Polygon[]): Shape[] =>
    polygons.map((points, index) => ({ id: `${kind}${index}`, kind, name: '', points }));
  return [
    ...zones.map(({ id, name, polygon }): Shape => ({ id, kind: 'zone', name, points: polygon })),
    ...wires.map(({ id, name, points }): Shape => ({ id, kind: 'wire', name, points })),
    ...unnamed('mask', masks),
    ...unnamed('motionMask', motionMasks),
  ];
}

export function drawnOf(shapes: readonly Shape[]): Drawn {
  const of = (kind: ShapeKind) => shapes.filter((shape) => shape.kind === kind);
  const points = (shape: Shape) => shape.points.map(({ x, y }) => ({ x, y }));
  return {
    zones: of('zone').map((shape) => ({ id: shape.id, name: shape.name, polygon: points(shape) })),
    wires: of('wire').map((shape) => ({ id: shape.id, name: shape.name, points: points(shape) })),
    masks: of('mask').map(points),
    motionMasks: of('motionMask').map(points),
  };
}

/** A picture's shapes, with all that can be taken back. */
export interface Drawing {
  /** As it was before anything was changed. */
  readonly first: readonly Shape[];
  readonly shapes: readonly Shape[];
  readonly past: readonly (readonly Shape[])[];
  readonly future: readonly (readonly Shape[])[];
}

const REMEMBERED = 100;

export function newDrawing(shapes: readonly Shape[]): Drawing {
  return { first: shapes, shapes, past: [], future: [] };
}

/** One step that can be taken back. */
export function changed(drawing: Drawing, shapes: readonly Shape[]): Drawing {
  if (shapes === drawing.shapes) return drawing;
  return { ...drawing, shapes, past: [...drawing.past, drawing.shapes].slice(-REMEMBERED), future: [] };
}

/** Goes on with the newest step: while a point is dragged, all the way is one step. */
export function amended(drawing: Drawing, shapes: readonly Shape[]): Drawing {
  return { ...drawing, shapes };
}

export function undone(drawing: Drawing): Drawing {
  const shapes = drawing.past.at(-1);
  if (shapes === undefined) return drawing;
  return { ...drawing, shapes, past: drawing.past.slice(0, -1), future: [drawing.shapes, ...drawing.future] };
}

export function redone(drawing: Drawing): Drawing {
  const [shapes, ...future] = drawing.future;
  return shapes === undefined ? drawing : { ...drawing, shapes, past: [...drawing.past, drawing.shapes], future };
}

const inside = (value: number): number => Math.min(1, Math.max(0, Math.round(value * 1e4) / 1e4));
/** The nearest point of the picture. */
export const within = ({ x, y }: Point): Point => ({ x: inside(x), y: inside(y) });

function edited(shapes: readonly Shape[], id: string, edit: (points: readonly Point[]) => readonly Point[]): Shape[] {
  return shapes.map((shape) => (shape.id === id ? { ...shape, points: edit(shape.points) } : shape));
}

export function movedPoint(shapes: readonly Shape[], id: string, index: number, to: Point): Shape[] {
  return edited(shapes, id, (points) => points.with(index, within(to)));
}

/** The whole shape moved as far as it stays within the picture. */
export function movedShape(shapes: readonly Shape[], id: string, dx: number, dy: number): Shape[] {
  return edited(shapes, id, (points) => {
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const right = Math.min(1 - Math.max(...xs), Math.max(-Math.min(...xs), dx));
    const down = Math.min(1 - Math.max(...ys), Math.max(-Math.min(...ys), dy));
    return points.map(({ x, y }) => within({ x: x + right, y: y + down }));
  });
}

/** A new point in the middle of the edge that begins with the point `index`; the same shapes where there may be no more. */
export function splitEdge(shapes: readonly Shape[], id: string, index: number): readonly Shape[] {
  const shape = shapes.find((one) => one.id === id);
  const from = shape?.points[index];
  if (shape === undefined || from === undefined || shape.points.length >= mostPoints(shape.kind)) return shapes;
  const to = shape.points[(index + 1) % shape.points.length] ?? from;
  const middle = within({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
  return edited(shapes, id, (points) => points.toSpliced(index + 1, 0, middle));
}

/** Without the point; the same shapes where the shape has no more than it needs. */
export function withoutPoint(shapes: readonly Shape[], id: string, index: number): readonly Shape[] {
  const shape = shapes.find((one) => one.id === id);
  if (shape === undefined || shape.points.length <= leastPoints(shape.kind)) return shapes;
  return edited(shapes, id, (points) => points.toSpliced(index, 1));
}

/** The wire with in and out exchanged. */
export function turned(shapes: readonly Shape[], id: string): Shape[] {
  return edited(shapes, id, (points) => points.toReversed());
}

export function renamed(shapes: readonly Shape[], id: string, name: string): Shape[] {
  return shapes.map((shape) => (shape.id === id ? { ...shape, name } : shape));
}

/** An id that none of these has. */
export function freeId(prefix: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) if (!taken.includes(`${prefix}${number}`)) return `${prefix}${number}`;
}
