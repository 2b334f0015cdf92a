import { glow, type Ctx, type Lens, onWay, type Point, polygon, type Thing, type Way } from './world.ts';

export interface CarLook {
  readonly body: string;
  readonly dark: string;
  readonly light: string;
  /** Head lamps and tail lamps are lit. */
  readonly lit?: boolean;
  readonly van?: boolean;
}

/** Side of a car from the front bumper over the roof to the rear, in metres: along, up, and what the piece after it is made of. */
type Profile = readonly (readonly [along: number, up: number, kind: 'body' | 'glass' | 'roof' | 'front' | 'rear'])[];

const saloon: Profile = [
  [2.15, 0.28, 'front'],
  [2.2, 0.68, 'roof'],
  [1.15, 0.92, 'glass'],
  [0.4, 1.42, 'roof'],
  [-1.0, 1.44, 'glass'],
  [-1.65, 1.0, 'roof'],
  [-2.15, 0.94, 'rear'],
  [-2.18, 0.3, 'body'],
];
const van: Profile = [
  [2.3, 0.3, 'front'],
  [2.35, 0.95, 'roof'],
  [1.75, 1.15, 'glass'],
  [1.15, 1.95, 'roof'],
  [-2.3, 2.0, 'rear'],
  [-2.35, 0.3, 'body'],
];
const HALF_WIDTH = 0.9;
const GLASS = '#1b2732';

interface Face {
  readonly depth: number;
  readonly draw: () => void;
}

/** Draws a car at a place, its nose along (dx, dz). */
export function drawCar(
  ctx: Ctx,
  lens: Lens,
  x: number,
  z: number,
  dx: number,
  dz: number,
  look: CarLook,
  rolled = 0,
): void {
  const profile = look.van === true ? van : saloon;
  const at = (along: number, up: number, across: number): Point => [
    x + along * dx - across * dz,
    up,
    z + along * dz + across * dx,
  ];
  const [sx, sy] = lens.project([x, 0, z]);
  const size = lens.scale(z);
  const reachX = Math.abs(dx) * 2.7 + Math.abs(dz) * 1.35;
  glow(ctx, sx, sy, size * reachX, Math.max(6, size * (Math.abs(dz) * 0.9 + 0.42)), '0,0,0', 0.75);
  const faces: Face[] = [];
  const face = (points: readonly Point[], paint: string, always = false): void => {
    const screen = points.map((point) => lens.project(point));
    const area = screen.reduce((sum, [px, py], index) => {
      const [qx, qy] = screen[(index + 1) % screen.length] ?? [0, 0];
      return sum + px * qy - qx * py;
    }, 0);
    if (area < 0 && !always) return;
    const depth = points.reduce((sum, point) => sum + point[2], 0) / points.length;
    faces.push({ depth, draw: () => polygon(ctx, lens, points, paint) });
  };
  profile.forEach(([along, up, kind], index) => {
    const [toAlong, toUp] = profile[(index + 1) % profile.length] ?? [0, 0];
    const w = HALF_WIDTH;
    const paint = { body: look.dark, glass: GLASS, roof: look.light, front: look.body, rear: look.dark }[kind];
    face([at(along, up, w), at(along, up, -w), at(toAlong, toUp, -w), at(toAlong, toUp, w)], paint);
  });
  for (const side of [HALF_WIDTH, -HALF_WIDTH]) {
    const outline = profile.map(([along, up]) => at(along, up, side));
    face(side > 0 ? outline : outline.reverse(), look.body);
  }
  faces.sort((a, b) => b.depth - a.depth).forEach(({ draw }) => draw());
  const nearSide = at(0, 0, 1)[2] < at(0, 0, -1)[2] ? HALF_WIDTH : -HALF_WIDTH;
  const seenSide = Math.abs(dx) > 0.5 ? nearSide : x * dz > 0 ? HALF_WIDTH : -HALF_WIDTH;
  drawSide(ctx, lens, at, seenSide * 1.002, look, rolled);
  drawEnds(ctx, lens, at, dx, dz, look);
}

type At = (along: number, up: number, across: number) => Point;

function drawSide(ctx: Ctx, lens: Lens, at: At, side: number, look: CarLook, rolled: number): void {
  const windows: readonly (readonly [number, number])[][] =
    look.van === true
      ? [
          [
            [1.6, 1.2],
            [1.1, 1.82],
            [0.45, 1.82],
            [0.45, 1.2],
          ],
        ]
      : [
          [
            [1.0, 0.96],
            [0.38, 1.36],
            [-0.22, 1.37],
            [-0.22, 0.98],
          ],
          [
            [-0.3, 0.98],
            [-0.3, 1.37],
            [-0.95, 1.37],
            [-1.42, 1.01],
          ],
        ];
  for (const pane of windows)
    polygon(
      ctx,
      lens,
      pane.map(([along, up]) => at(along, up, side)),
      GLASS,
    );
  polygon(
    ctx,
    lens,
    [at(2.1, 0.3, side), at(-2.1, 0.3, side), at(-2.1, 0.42, side), at(2.1, 0.42, side)],
    'rgba(0,0,0,0.35)',
  );
  for (const along of [1.35, -1.35]) {
    const ring = (radius: number): Point[] =>
      Array.from({ length: 20 }, (_, k) => {
        const turn = (k / 20) * Math.PI * 2;
        return at(along + Math.cos(turn) * radius, 0.33 + Math.sin(turn) * radius, side);
      });
    polygon(ctx, lens, ring(0.36), '#14161a');
    polygon(ctx, lens, ring(0.22), '#9aa1a8');
    polygon(ctx, lens, ring(0.08), '#3c4249');
    for (let spoke = 0; spoke < 5; spoke += 1) {
      const turn = rolled / 0.33 + (spoke / 5) * Math.PI * 2;
      const tip = (angle: number): Point => at(along + Math.cos(angle) * 0.21, 0.33 - Math.sin(angle) * 0.21, side);
      polygon(ctx, lens, [at(along, 0.33, side), tip(turn - 0.2), tip(turn + 0.2)], '#4a5057');
    }
  }
}

function drawEnds(ctx: Ctx, lens: Lens, at: At, dx: number, dz: number, look: CarLook): void {
  const lamp = (along: number, across: number, up: number, paint: string, colour: string, far: number): void => {
    const w = 0.2;
    polygon(
      ctx,
      lens,
      [
        at(along, up, across - w),
        at(along, up, across + w),
        at(along, up + 0.14, across + w),
        at(along, up + 0.14, across - w),
      ],
      paint,
    );
    if (look.lit !== true) return;
    const [x, y] = lens.project(at(along, up + 0.07, across));
    const size = lens.scale(at(along, up, across)[2]);
    ctx.save();
    ctx.globalCompositeOperation = 'lighter';
    glow(ctx, x, y, size * far, size * far * 0.7, colour, 0.85);
    ctx.restore();
  };
  const front = dz < 0.5;
  const rear = dz > -0.5;
  for (const across of [-0.65, 0.65]) {
    if (front && (dz < -0.5 || Math.abs(dx) > 0.5)) lamp(2.2, across, 0.58, '#fdf6dc', '255,240,200', 0.9);
    if (rear && (dz > 0.5 || Math.abs(dx) > 0.5)) lamp(-2.18, across, 0.74, '#c2231d', '255,40,25', 0.5);
  }
  if (look.lit !== true || Math.abs(dx) < 0.5) return;
  const [x, y] = lens.project(at(5.2, 0, 0));
  const size = lens.scale(at(5.2, 0, 0)[2]);
  ctx.save();
  ctx.globalCompositeOperation = 'lighter';
  glow(ctx, x, y, size * 3.4, size * 0.75, '255,232,180', 0.35);
  ctx.restore();
}

/** A car on a way; an empty list while away. */
export function driver(ctx: Ctx, lens: Lens, t: number, way: Way, look: CarLook): Thing[] {
  const place = onWay(way, t);
  if (place === null) return [];
  return [{ z: place.z, draw: () => drawCar(ctx, lens, place.x, place.z, place.dx, place.dz, look, place.walked) }];
}
