import type { Polygon } from '../../shared/geometry.ts';

/** 1 for each pixel whose middle lies in one of the polygons. Pure. */
export function maskOf(polygons: readonly Polygon[], width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = polygons.some((polygon) => contains(polygon, (x + 0.5) / width, (y + 0.5) / height));
      mask[y * width + x] = inside ? 1 : 0;
    }
  }
  return mask;
}

/** Even-odd rule: how often a ray to the right crosses an edge. */
function contains(polygon: Polygon, x: number, y: number): boolean {
  let inside = false;
  for (const [at, corner] of polygon.entries()) {
    const next = polygon[(at + 1) % polygon.length] ?? corner;
    if (corner.y > y === next.y > y) continue;
    const crossing = corner.x + ((y - corner.y) / (next.y - corner.y)) * (next.x - corner.x);
    if (x < crossing) inside = !inside;
  }
  return inside;
}
