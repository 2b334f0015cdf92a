import { z } from 'zod';

/** A point of the picture: shares of its width and height, from the top left corner. */
export const pointSchema = z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) });
export type Point = z.infer<typeof pointSchema>;

/** A part of the picture: corners in shares of its width and height, at least three. */
export const polygonSchema = z.array(pointSchema).min(3).max(32);
export type Polygon = z.infer<typeof polygonSchema>;

/** A rectangle of the picture: its top left corner, width and height, in shares of the picture's. It may reach over the edge. */
export const boxSchema = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
export type Box = z.infer<typeof boxSchema>;

/** Intersection over union of two boxes of one unit, 0 to 1; 0 when one has no area. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.w * a.h + b.w * b.h - shared);
}

/** Whether a point lies in a polygon, by the even-odd rule: how often a ray to the right crosses an edge. */
export function contains(polygon: Polygon, { x, y }: Point): boolean {
  let inside = false;
  for (const [at, corner] of polygon.entries()) {
    const next = polygon[(at + 1) % polygon.length] ?? corner;
    if (corner.y > y === next.y > y) continue;
    const crossing = corner.x + ((y - corner.y) / (next.y - corner.y)) * (next.x - corner.x);
    if (x < crossing) inside = !inside;
  }
  return inside;
}
