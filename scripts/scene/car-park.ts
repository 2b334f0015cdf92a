import { driver, drawCar, type CarLook } from './car.ts';
import { walker, type Look } from './person.ts';
import {
  dice,
  fade,
  glow,
  HEIGHT,
  Lens,
  line,
  polygon,
  type Ctx,
  type Scene,
  type Thing,
  vignette,
  type Way,
  WIDTH,
} from './world.ts';

const lens = new Lens(880, 5, 130);
const paints: readonly CarLook[] = [
  { body: '#c9ced3', dark: '#8f969d', light: '#e9edf0' },
  { body: '#27303a', dark: '#161c23', light: '#46525f' },
  { body: '#9d2b2b', dark: '#641818', light: '#c9504c' },
  { body: '#2f5d94', dark: '#1c3a60', light: '#5a8ac2' },
  { body: '#eef0f0', dark: '#b3b8ba', light: '#ffffff', van: true },
  { body: '#6f7a5a', dark: '#474f39', light: '#919d78' },
  { body: '#b98f3a', dark: '#7c5e22', light: '#dab765' },
];
const cars: readonly { way: Way; look: CarLook }[] = [
  {
    way: [
      [1, -15, 13.6],
      [8.5, 15, 13.6],
    ],
    look: { body: '#2f6f9a', dark: '#1b4562', light: '#66a5cd' },
  },
  {
    way: [
      [11, 16, 10.8],
      [18.5, -14, 10.8],
    ],
    look: { body: '#d8dadb', dark: '#989da1', light: '#f6f7f7' },
  },
];
const people: readonly { way: Way; look: Look }[] = [
  {
    way: [
      [0, -7.5, 8.2],
      [11, 7.3, 8.6],
    ],
    look: {
      tall: 1.8,
      skin: '#e0ae8a',
      hair: '#2f2119',
      top: '#c8642c',
      topDark: '#8c3f16',
      legs: '#25304a',
      shoes: '#1b1b1d',
      bag: '#2a2a2a',
    },
  },
  {
    way: [
      [6, 12.6, 15.9],
      [25, -12.6, 15.9],
    ],
    look: {
      tall: 1.67,
      skin: '#f0c6a4',
      hair: '#1b1512',
      top: '#f1efe8',
      topDark: '#b9b5aa',
      legs: '#27334a',
      shoes: '#3a2a22',
      longHair: true,
    },
  },
  {
    way: [
      [11, -7.7, 9.2],
      [21.5, 6.8, 7.6],
    ],
    look: {
      tall: 1.78,
      skin: '#7c4f37',
      hair: '#120e0c',
      top: '#243f38',
      topDark: '#14261f',
      legs: '#8a7a5e',
      shoes: '#201812',
    },
  },
];

function backdrop(ctx: Ctx): void {
  ctx.fillStyle = fade(ctx, 0, 190, '#7fb2dd', '#cfe2ee');
  ctx.fillRect(0, 0, WIDTH, 220);
  for (const [x, y, r] of [
    [250, 38, 130],
    [360, 46, 110],
    [900, 26, 150],
    [1010, 40, 100],
  ] as const)
    glow(ctx, x, y, r, r * 0.28, '255,255,255', 0.9);
  const z = 46;
  polygon(
    ctx,
    lens,
    [
      [-24, 0, z],
      [4, 0, z],
      [4, 10.4, z],
      [-24, 10.4, z],
    ],
    fade(ctx, 20, 230, '#b7a893', '#9a8a75'),
  );
  for (let floor = 0; floor < 3; floor += 1) {
    for (let x = -23; x < 3; x += 2.4) {
      const y = 1.2 + floor * 3.1;
      polygon(
        ctx,
        lens,
        [
          [x, y, z],
          [x + 1.6, y, z],
          [x + 1.6, y + 1.7, z],
          [x, y + 1.7, z],
        ],
        (floor + Math.round(x)) % 3 === 0 ? '#7796ab' : '#4d6577',
      );
    }
  }
  const roll = dice(21);
  for (let tree = 0; tree < 15; tree += 1) {
    const [x, y] = lens.project([5 + tree * 1.55, 0, 42]);
    const r = 26 + roll() * 14;
    ctx.fillStyle = `hsl(${96 + roll() * 22} 30% ${24 + roll() * 9}%)`;
    for (let blob = 0; blob < 7; blob += 1) {
      ctx.beginPath();
      ctx.arc(x + (roll() - 0.5) * r * 1.4, y - r * (0.8 + roll() * 1.5), r * 0.55, 0, 7);
      ctx.fill();
    }
  }
}

function ground(ctx: Ctx): void {
  const [, top] = lens.project([0, 0, 44]);
  ctx.fillStyle = fade(ctx, top, HEIGHT, '#8a8d8f', '#6e7174', '#5a5d61');
  ctx.fillRect(0, top, WIDTH, HEIGHT - top);
  polygon(
    ctx,
    lens,
    [
      [-40, 0, 40],
      [40, 0, 40],
      [40, 0, 33],
      [-40, 0, 33],
    ],
    fade(ctx, 230, 270, '#6d8a4c', '#7d9a58'),
  );
  polygon(
    ctx,
    lens,
    [
      [-40, 0, 17.1],
      [40, 0, 17.1],
      [40, 0, 15.2],
      [-40, 0, 15.2],
    ],
    '#a9a69f',
  );
  line(ctx, lens, [-40, 0, 15.2], [40, 0, 15.2], '#d6d3cb', 3);
  for (const [near, far] of [
    [17.6, 23],
    [25.5, 31],
  ] as const) {
    for (let x = -20; x <= 20; x += 2.8) line(ctx, lens, [x, 0, near], [x, 0, far], '#e9e9e4', 2.4);
    line(ctx, lens, [-20, 0, far], [20, 0, far], '#e9e9e4', 2.4);
  }
  for (let x = -18; x < 18; x += 3) line(ctx, lens, [x, 0, 12.2], [x + 1.5, 0, 12.2], '#e6e2c8', 3.4);
  polygon(
    ctx,
    lens,
    [
      [-40, 0, 9.4],
      [40, 0, 9.4],
      [40, 0, 2],
      [-40, 0, 2],
    ],
    fade(ctx, 600, HEIGHT, '#b3b0a8', '#9c988f'),
  );
  line(ctx, lens, [-40, 0, 9.4], [40, 0, 9.4], '#dcd9d0', 5);
  for (let x = -12; x < 12; x += 1.4) line(ctx, lens, [x, 0, 9.3], [x, 0, 5], 'rgba(80,76,70,0.4)', 1.2);
}

/** Cars that stand in the bays: they never move, so they are part of the background. */
function parked(ctx: Ctx): void {
  const roll = dice(5);
  for (const [z, dz] of [
    [28.2, -1],
    [20.3, -1],
  ] as const) {
    const bays = Array.from({ length: 13 }, (_, bay) => -18.6 + bay * 2.8).filter(() => roll() > 0.33);
    bays.sort((a, b) => Math.abs(b) - Math.abs(a));
    for (const x of bays)
      drawCar(
        ctx,
        lens,
        x,
        z,
        0,
        roll() > 0.3 ? dz : -dz,
        paints[Math.floor(roll() * paints.length)] ?? { body: '#888888', dark: '#555555', light: '#aaaaaa' },
      );
  }
}

function lamp(ctx: Ctx, x: number, z: number): Thing {
  const draw = (): void => {
    const [px, py] = lens.project([x, 0, z]);
    glow(ctx, px, py, 26, 7, '0,0,0', 0.5);
    line(ctx, lens, [x, 0, z], [x, 6.3, z], '#5b6168', 6);
    line(ctx, lens, [x, 6.25, z], [x - Math.sign(x) * 1.2, 6.4, z], '#5b6168', 5);
  };
  return { z, draw };
}

/** A car park by day. */
export const carPark: Scene = {
  lens,
  people,
  background(ctx) {
    backdrop(ctx);
    ground(ctx);
    parked(ctx);
  },
  things: (ctx, t) => [
    ...cars.flatMap(({ way, look }) => driver(ctx, lens, t, way, look)),
    ...people.flatMap(({ way, look }) => walker(ctx, lens, t, way, look, 0.6)),
    lamp(ctx, -8.2, 16.4),
    lamp(ctx, 8.6, 16.4),
  ],
  finish(ctx) {
    ctx.fillStyle = 'rgba(255,238,200,0.06)';
    ctx.fillRect(0, 0, WIDTH, HEIGHT);
    vignette(ctx, 0.3);
  },
};
