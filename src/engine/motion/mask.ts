import { contains, type Polygon } from '../../shared/geometry.ts';

/** 1 for each pixel whose middle lies in one of the polygons. Pure. */
export function maskOf(polygons: readonly Polygon[], width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = polygons.some((polygon) => contains(polygon, { x: (x + 0.5) / width, y: (y + 0.5) / height }));
      mask[y * width + x] = inside ? 1 : 0;
    }
  }
  return mask;
}
