import { driver, type CarLook } from './car.ts';
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

const lens = new Lens(880, 4.2, 175);
const FRONT = 24;

const cars: readonly { way: Way; look: CarLook }[] = [
  {
    way: [
      [0.5, -17, 16.6],
      [5.5, 17, 16.6],
    ],
    look: { body: '#5d1f24', dark: '#2f0f12', light: '#8d3c40', lit: true },
  },
  {
    way: [
      [7, 15, 12.8],
      [12, -15, 12.8],
    ],
    look: { body: '#8f979f', dark: '#4b5157', light: '#c0c8cf', lit: true },
  },
  {
    way: [
      [12.5, -19, 16.6],
      [18, 18, 16.6],
    ],
    look: { body: '#b9bdbd', dark: '#686d6e', light: '#dfe3e3', lit: true, van: true },
  },
];
const people: readonly { way: Way; look: Look }[] = [
  {
    way: [
      [2, -6.5, 7.6],
      [12.5, 5.9, 7.2],
    ],
    look: {
      tall: 1.79,
      skin: '#d9a884',
      hair: '#241a14',
      top: '#c7b393',
      topDark: '#8d7b5f',
      legs: '#3e4a63',
      shoes: '#191613',
      bag: '#3a2a1c',
    },
  },
  {
    way: [
      [9, 6.9, 8.4],
      [19, -7.3, 8.6],
    ],
    look: {
      tall: 1.66,
      skin: '#f0c9a8',
      hair: '#6f3d1f',
      top: '#b8404a',
      topDark: '#7d2630',
      legs: '#c9c4bb',
      shoes: '#5a3a2a',
      longHair: true,
    },
  },
  {
    way: [
      [13, 15.8, 20.6],
      [32.5, -15.8, 20.6],
    ],
    look: {
      tall: 1.82,
      skin: '#a87453',
      hair: '#1a1411',
      top: '#7f93a6',
      topDark: '#54636f',
      legs: '#565049',
      shoes: '#1c1815',
    },
  },
];

function shop(ctx: Ctx, x0: number, x1: number, name: string, colour: string, light: string): void {
  const z = FRONT;
  polygon(
    ctx,
    lens,
    [
      [x0, 0, z],
      [x1, 0, z],
      [x1, 3, z],
      [x0, 3, z],
    ],
    '#17191f',
  );
  const [, y0] = lens.project([0, 2.5, z]);
  const [, y1] = lens.project([0, 0.4, z]);
  polygon(
    ctx,
    lens,
    [
      [x0 + 0.4, 0.4, z],
      [x1 - 1.5, 0.4, z],
      [x1 - 1.5, 2.5, z],
      [x0 + 0.4, 2.5, z],
    ],
    fade(ctx, y0, y1, light, colour),
  );
  polygon(
    ctx,
    lens,
    [
      [x1 - 1.2, 0, z],
      [x1 - 0.3, 0, z],
      [x1 - 0.3, 2.4, z],
      [x1 - 1.2, 2.4, z],
    ],
    fade(ctx, y0, y1, light, '#5a4630'),
  );
  polygon(
    ctx,
    lens,
    [
      [x0 + 0.2, 2.6, z],
      [x1 - 0.2, 2.6, z],
      [x1 - 0.2, 3.2, z],
      [x0 + 0.2, 3.2, z],
    ],
    '#0f1116',
  );
  const [sx, sy] = lens.project([(x0 + x1) / 2, 2.74, z]);
  ctx.font = '600 17px "DejaVu Sans", sans-serif';
  ctx.textAlign = 'center';
  ctx.fillStyle = light;
  ctx.fillText(name, sx, sy);
  const [gx, gy] = lens.project([(x0 + x1) / 2 - 0.5, 0, z - 1]);
  glow(ctx, gx, gy, 150, 34, '255,214,150', 0.4);
}

function houses(ctx: Ctx): void {
  ctx.fillStyle = fade(ctx, 0, 260, '#0b1022', '#1c2138');
  ctx.fillRect(0, 0, WIDTH, 330);
  const roll = dice(9);
  const fronts: readonly (readonly [number, number, string])[] = [
    [-19, -10.5, '#2a2629'],
    [-10.5, -2.5, '#322b28'],
    [-2.5, 6, '#262a30'],
    [6, 19, '#302a2c'],
  ];
  for (const [x0, x1, colour] of fronts) {
    polygon(
      ctx,
      lens,
      [
        [x0, 0, FRONT],
        [x1, 0, FRONT],
        [x1, 9.5, FRONT],
        [x0, 9.5, FRONT],
      ],
      colour,
    );
    line(ctx, lens, [x1, 0, FRONT], [x1, 9.5, FRONT], 'rgba(0,0,0,0.5)', 3);
    for (const y of [3.9, 6.7]) {
      for (let x = x0 + 0.9; x < x1 - 1.4; x += 2.1) {
        const lit = roll() > 0.62;
        polygon(
          ctx,
          lens,
          [
            [x, y, FRONT],
            [x + 1.15, y, FRONT],
            [x + 1.15, y + 1.7, FRONT],
            [x, y + 1.7, FRONT],
          ],
          lit ? '#d9a95c' : '#12161f',
        );
        line(ctx, lens, [x + 0.57, y, FRONT], [x + 0.57, y + 1.7, FRONT], 'rgba(20,16,14,0.8)', 2);
        if (!lit) continue;
        const [gx, gy] = lens.project([x + 0.57, y + 0.8, FRONT]);
        glow(ctx, gx, gy, 60, 60, '255,190,100', 0.2);
      }
    }
  }
  shop(ctx, -10, -3, 'BAKERY', '#7a4a1c', '#ffd58a');
  shop(ctx, -2, 5.4, 'PHARMACY', '#1e5b4a', '#bff5d8');
  shop(ctx, 6.6, 13.6, 'BOOKS', '#6b4420', '#ffe0a6');
}

function road(ctx: Ctx): void {
  const [, top] = lens.project([0, 0, FRONT]);
  ctx.fillStyle = fade(ctx, top, HEIGHT, '#34353d', '#2a2b33', '#24252c');
  ctx.fillRect(0, top, WIDTH, HEIGHT - top);
  polygon(
    ctx,
    lens,
    [
      [-30, 0, FRONT],
      [30, 0, FRONT],
      [30, 0, 19.2],
      [-30, 0, 19.2],
    ],
    '#504d4c',
  );
  polygon(
    ctx,
    lens,
    [
      [-30, 0, 10],
      [30, 0, 10],
      [30, 0, 3],
      [-30, 0, 3],
    ],
    fade(ctx, 520, HEIGHT, '#6b655f', '#55504c'),
  );
  for (let x = -14; x < 14; x += 1.1) line(ctx, lens, [x, 0, 9.8], [x, 0, 4], 'rgba(15,15,18,0.45)', 1.4);
  for (const z of [6.2, 8]) line(ctx, lens, [-14, 0, z], [14, 0, z], 'rgba(15,15,18,0.35)', 1.2);
  line(ctx, lens, [-30, 0, 10], [30, 0, 10], '#77736c', 5);
  line(ctx, lens, [-30, 0, 19.2], [30, 0, 19.2], '#67635e', 3);
  for (let x = -20; x < 20; x += 3.4) line(ctx, lens, [x, 0, 14.7], [x + 1.7, 0, 14.7], '#b9b4a2', 3);
  // Wet asphalt gives the shop windows back.
  for (const [x, colour] of [
    [-7, '255,200,120'],
    [1, '150,240,200'],
    [9.6, '255,214,150'],
  ] as const) {
    const [px, py] = lens.project([x, 0, 17]);
    glow(ctx, px, py, 110, 75, colour, 0.2);
  }
  for (const x of [-6.4, 6.4]) {
    const [px, py] = lens.project([x * 0.94, 0, 8]);
    glow(ctx, px, py, 470, 150, '255,196,120', 0.6);
  }
  const [px, py] = lens.project([0, 0, 7.6]);
  glow(ctx, px, py, 520, 130, '255,206,140', 0.4);
}

function lamp(ctx: Ctx, x: number, z: number): Thing {
  const draw = (): void => {
    line(ctx, lens, [x, 0, z], [x, 5.1, z], '#15161a', 8);
    line(ctx, lens, [x, 5.05, z], [x - Math.sign(x) * 0.7, 5.15, z], '#15161a', 6);
    const [lx, ly] = lens.project([x - Math.sign(x) * 0.7, 5.08, z]);
    ctx.save();
    ctx.globalCompositeOperation = 'lighter';
    glow(ctx, lx, ly, 190, 150, '255,196,120', 0.6);
    glow(ctx, lx, ly, 40, 26, '255,240,210', 1);
    ctx.restore();
  };
  return { z, draw };
}

/** A shopping street at night. */
export const street: Scene = {
  lens,
  people,
  background(ctx) {
    houses(ctx);
    road(ctx);
  },
  things: (ctx, t) => [
    ...cars.flatMap(({ way, look }) => driver(ctx, lens, t, way, look)),
    ...people.flatMap(({ way, look }) => walker(ctx, lens, t, way, look, 0.6)),
    lamp(ctx, -6.4, 9.6),
    lamp(ctx, 6.4, 9.6),
  ],
  finish(ctx) {
    ctx.save();
    ctx.globalCompositeOperation = 'multiply';
    ctx.fillStyle = '#eee6ee';
    ctx.fillRect(0, 0, WIDTH, HEIGHT);
    ctx.restore();
    vignette(ctx, 0.4);
  },
};
