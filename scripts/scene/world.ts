/** Canvas of a scene; both kinds can draw the same. */
export type Ctx = CanvasRenderingContext2D;

/** A point in metres: x to the right, y up, z away from the lens along the ground. */
export type Point = readonly [x: number, y: number, z: number];

export const WIDTH = 1280;
export const HEIGHT = 720;
export const LOOP_SECONDS = 20;

/** Something that stands or moves in a scene; far things are drawn first. */
export interface Thing {
  readonly z: number;
  readonly draw: () => void;
}

export interface Scene {
  readonly lens: Lens;
  /** Those who walk through it. */
  readonly people: readonly Walker[];
  /** Drawn once. */
  readonly background: (ctx: Ctx) => void;
  /** Things at `t` seconds of the loop, 0 to LOOP_SECONDS; the end must meet the beginning. */
  readonly things: (ctx: Ctx, t: number) => Thing[];
  /** Light over everything: vignette, glow, night. */
  readonly finish: (ctx: Ctx, t: number) => void;
}

/** A lens that looks straight ahead from a height, shifted so that upright things stay upright in the picture. */
export class Lens {
  readonly focal: number;
  readonly height: number;
  readonly horizon: number;

  constructor(focal: number, height: number, horizon: number) {
    this.focal = focal;
    this.height = height;
    this.horizon = horizon;
  }

  project([x, y, z]: Point): [number, number] {
    return [WIDTH / 2 + (this.focal * x) / z, this.horizon + (this.focal * (this.height - y)) / z];
  }

  /** Pixels of a metre at this distance. */
  scale(z: number): number {
    return this.focal / z;
  }
}

export type Paint = string | CanvasGradient;

/** Fills a polygon of points in the world. */
export function polygon(ctx: Ctx, lens: Lens, points: readonly Point[], paint: Paint): void {
  ctx.beginPath();
  for (const point of points) ctx.lineTo(...lens.project(point));
  ctx.closePath();
  ctx.fillStyle = paint;
  ctx.fill();
}

export function line(ctx: Ctx, lens: Lens, from: Point, to: Point, paint: Paint, width: number): void {
  ctx.beginPath();
  ctx.moveTo(...lens.project(from));
  ctx.lineTo(...lens.project(to));
  ctx.strokeStyle = paint;
  ctx.lineWidth = width;
  ctx.stroke();
}

/** A vertical gradient in pixels. */
export function fade(ctx: Ctx, y0: number, y1: number, ...colours: string[]): CanvasGradient {
  const gradient = ctx.createLinearGradient(0, y0, 0, y1);
  colours.forEach((colour, index) => gradient.addColorStop(index / (colours.length - 1), colour));
  return gradient;
}

/** A soft round light or shadow in pixels. */
export function glow(ctx: Ctx, x: number, y: number, rx: number, ry: number, colour: string, strength: number): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(rx, ry);
  const gradient = ctx.createRadialGradient(0, 0, 0, 0, 0, 1);
  gradient.addColorStop(0, `rgba(${colour},${strength})`);
  gradient.addColorStop(0.5, `rgba(${colour},${strength * 0.45})`);
  gradient.addColorStop(1, `rgba(${colour},0)`);
  ctx.fillStyle = gradient;
  ctx.fillRect(-1, -1, 2, 2);
  ctx.restore();
}

/** A box that stands on the ground: front, the side that is seen, and the top. */
export function box(
  ctx: Ctx,
  lens: Lens,
  from: Point,
  size: Point,
  paint: { front: Paint; side: Paint; top: Paint },
): void {
  const [x0, y0, z0] = from;
  const [x1, y1, z1] = [x0 + size[0], y0 + size[1], z0 + size[2]];
  const side = x0 > 0 ? x0 : x1;
  if (x0 > 0 || x1 < 0) {
    const points: Point[] = [
      [side, y0, z0],
      [side, y0, z1],
      [side, y1, z1],
      [side, y1, z0],
    ];
    polygon(ctx, lens, points, paint.side);
  }
  if (y1 < lens.height)
    polygon(
      ctx,
      lens,
      [
        [x0, y1, z0],
        [x1, y1, z0],
        [x1, y1, z1],
        [x0, y1, z1],
      ],
      paint.top,
    );
  polygon(
    ctx,
    lens,
    [
      [x0, y0, z0],
      [x1, y0, z0],
      [x1, y1, z0],
      [x0, y1, z0],
    ],
    paint.front,
  );
}

/** Numbers that look random and are the same each time, 0 to 1. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Darkens the corners, as a lens does. */
export function vignette(ctx: Ctx, strength: number): void {
  const gradient = ctx.createRadialGradient(WIDTH / 2, HEIGHT / 2, HEIGHT * 0.45, WIDTH / 2, HEIGHT / 2, HEIGHT * 1.05);
  gradient.addColorStop(0, 'rgba(0,0,0,0)');
  gradient.addColorStop(1, `rgba(0,0,0,${strength})`);
  ctx.fillStyle = gradient;
  ctx.fillRect(0, 0, WIDTH, HEIGHT);
}

/** A way through the scene: where at which second. Seconds may pass the end of the loop; then it goes on at its beginning. */
export type Way = readonly (readonly [t: number, x: number, z: number])[];

/** Somebody who walks through a scene, whatever they look like. */
export interface Walker {
  readonly way: Way;
  readonly look: { readonly tall: number };
}

export interface OnWay {
  readonly x: number;
  readonly z: number;
  /** Direction in the plane of the ground: 1, 0 is to the right, 0, -1 towards the lens. */
  readonly dx: number;
  readonly dz: number;
  /** Metres walked since the way began. */
  readonly walked: number;
  readonly speed: number;
}

/** Where somebody on this way is at `t`; null before and after. */
export function onWay(way: Way, t: number): OnWay | null {
  const first = way[0]?.[0] ?? 0;
  const at = t < first ? t + LOOP_SECONDS : t;
  let walked = 0;
  for (let index = 1; index < way.length; index += 1) {
    const [t0, x0, z0] = way[index - 1] ?? [0, 0, 0];
    const [t1, x1, z1] = way[index] ?? [0, 0, 0];
    const length = Math.hypot(x1 - x0, z1 - z0);
    if (at >= t0 && at < t1) {
      const share = (at - t0) / (t1 - t0);
      const still = length < 0.01;
      const [dx, dz] = still ? [0, -1] : [(x1 - x0) / length, (z1 - z0) / length];
      return {
        x: x0 + (x1 - x0) * share,
        z: z0 + (z1 - z0) * share,
        dx,
        dz,
        walked: walked + length * share,
        speed: length / (t1 - t0),
      };
    }
    walked += length;
  }
  return null;
}

/** The same things, but what is farther than `z` shows only inside a rectangle of the world at that distance: a door, a gap. */
export function through(
  ctx: Ctx,
  lens: Lens,
  z: number,
  left: number,
  right: number,
  top: number,
  things: Thing[],
): Thing[] {
  const [x0, y0] = lens.project([left, top, z]);
  const [x1, y1] = lens.project([right, 0, z]);
  return things.map((thing) => {
    if (thing.z <= z) return thing;
    const draw = (): void => {
      ctx.save();
      ctx.beginPath();
      ctx.rect(x0, y0, x1 - x0, y1 - y0);
      ctx.clip();
      thing.draw();
      ctx.restore();
    };
    return { z: thing.z, draw };
  });
}

/** A person in the picture, in pixels of it: the feet's centre, and how tall. */
export interface Standing {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Metres from the lens. */
  readonly z: number;
}

/** Where the people of a scene stand at `t`, hidden or not: what a detector is measured by. */
export function standing(scene: Scene, t: number): Standing[] {
  return scene.people.flatMap(({ way, look }) => {
    const place = onWay(way, t);
    if (place === null) return [];
    const [x, y] = scene.lens.project([place.x, 0, place.z]);
    return [{ x, y, height: scene.lens.scale(place.z) * look.tall, z: place.z }];
  });
}
