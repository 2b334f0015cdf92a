import { walker, type Look } from './person.ts';
import {
  box,
  dice,
  fade,
  glow,
  HEIGHT,
  Lens,
  line,
  polygon,
  through,
  type Ctx,
  type Scene,
  type Thing,
  vignette,
  type Way,
  WIDTH,
} from './world.ts';

const lens = new Lens(860, 3.2, 170);
const AISLE = 3.1;
const END = 26;

const people: readonly { way: Way; look: Look }[] = [
  {
    way: [
      [17.5, -4.2, 25.8],
      [20.5, 0.9, 25.6],
      [33, 1.2, 9],
      [36.5, 5.6, 8.8],
    ],
    look: {
      tall: 1.8,
      skin: '#d6a27c',
      hair: '#2a1f18',
      top: '#e58a1f',
      topDark: '#a95c0c',
      legs: '#2b3950',
      shoes: '#1d1712',
      helmet: '#f2c62b',
    },
  },
  {
    way: [
      [0.5, -5.2, 8.6],
      [3.6, -1, 8.3],
      [5.6, -0.5, 5.8],
      [9, -0.5, 5.8],
      [11.2, 1, 8.3],
      [14.4, 5.4, 8.6],
    ],
    look: {
      tall: 1.74,
      skin: '#8f5f43',
      hair: '#15100e',
      top: '#c9dd33',
      topDark: '#8c9c1a',
      legs: '#33363c',
      shoes: '#17130f',
      helmet: '#f4f4f1',
    },
  },
  {
    way: [
      [14, -5.6, 8.9],
      [17.5, -1.4, 9.1],
      [28.5, -1, 25.6],
      [31.5, 4.2, 25.8],
    ],
    look: {
      tall: 1.7,
      skin: '#e6b996',
      hair: '#3d2617',
      top: '#2f68a8',
      topDark: '#1b416e',
      legs: '#23262c',
      shoes: '#17130f',
      helmet: '#f2c62b',
    },
  },
];

function shell(ctx: Ctx): void {
  ctx.fillStyle = fade(ctx, 0, HEIGHT, '#2e3338', '#4b5056');
  ctx.fillRect(0, 0, WIDTH, HEIGHT);
  const [, top] = lens.project([0, 0, END]);
  ctx.fillStyle = fade(ctx, top, HEIGHT, '#9fa19f', '#8d8f8c', '#747672');
  ctx.fillRect(0, top, WIDTH, HEIGHT - top);
  polygon(
    ctx,
    lens,
    [
      [-12, 0, END],
      [12, 0, END],
      [12, 8, END],
      [-12, 8, END],
    ],
    fade(ctx, 30, top, '#7d8489', '#9aa0a3'),
  );
  polygon(
    ctx,
    lens,
    [
      [-1.9, 0, END],
      [1.9, 0, END],
      [1.9, 3.6, END],
      [-1.9, 3.6, END],
    ],
    fade(ctx, 150, top, '#e6eef2', '#c8d5da'),
  );
  for (let y = 0.4; y < 3.6; y += 0.4) line(ctx, lens, [-1.9, y, END], [1.9, y, END], 'rgba(90,100,108,0.5)', 1);
  for (const x of [-AISLE + 0.35, AISLE - 0.35])
    polygon(
      ctx,
      lens,
      [
        [x - 0.06, 0, 2],
        [x + 0.06, 0, 2],
        [x + 0.06, 0, END],
        [x - 0.06, 0, END],
      ],
      '#d9b325',
    );
  for (let x = -2.2; x < 2.4; x += 0.62) {
    polygon(
      ctx,
      lens,
      [
        [x, 0, 8.1],
        [x + 0.36, 0, 8.1],
        [x + 0.36, 0, 9.3],
        [x, 0, 9.3],
      ],
      'rgba(238,238,232,0.2)',
    );
  }
  for (let z = 6; z < END; z += 5) {
    const [x, y] = lens.project([0, 6.6, z]);
    const size = lens.scale(z);
    ctx.fillStyle = '#fffdf2';
    ctx.fillRect(x - size * 0.75, y, size * 1.5, Math.max(3, size * 0.12));
    glow(ctx, x, y, size * 3, size * 1.4, '255,252,235', 0.55);
    const [gx, gy] = lens.project([0, 0, z]);
    glow(ctx, gx, gy, size * 2.8, size * 0.7, '255,255,245', 0.35);
  }
}

const cartons = ['#b98d5e', '#a97c4d', '#c79d6d', '#96704a', '#8a94a0', '#d3cdbf', '#4f7d9d'];

function shade(colour: string, by: number): string {
  const value = parseInt(colour.slice(1), 16);
  const part = (shift: number): number => Math.round(((value >> shift) & 255) * by);
  return `rgb(${part(16)},${part(8)},${part(0)})`;
}

/** One bay of a rack with its goods, seen from the aisle. */
function bay(ctx: Ctx, side: number, z: number, roll: () => number): void {
  const face = side * AISLE;
  const depth = 1.1;
  for (let level = 0; level < 4; level += 1) {
    const y = level * 1.55;
    const shadow: [number, number, number][] = [
      [face, y, z],
      [face, y, z + 2.7],
      [face, y + 1.5, z + 2.7],
      [face, y + 1.5, z],
    ];
    polygon(ctx, lens, shadow, '#24282c');
    let at = z + 2.62;
    while (at > z + 0.5) {
      const long = Math.min(0.55 + roll() * 0.5, at - z - 0.05);
      const high = 0.65 + roll() * 0.65;
      const colour = cartons[Math.floor(roll() * cartons.length)] ?? '#b98d5e';
      if (roll() > 0.1 && long > 0.3) {
        const light = 0.62 + 0.38 * Math.min(1, 9 / z);
        const x = side < 0 ? face - depth : face;
        const paint = {
          front: shade(colour, light * 0.72),
          side: shade(colour, light),
          top: shade(colour, light * 1.1),
        };
        box(ctx, lens, [x, y + 0.14, at - long], [depth, high, long - 0.06], paint);
        const my = y + 0.14 + high * 0.55;
        line(ctx, lens, [face, my, at - long], [face, my, at - 0.06], 'rgba(60,40,20,0.3)', 2);
        polygon(
          ctx,
          lens,
          [
            [face, y + 0.25, at - 0.3],
            [face, y + 0.25, at - 0.14],
            [face, y + 0.42, at - 0.14],
            [face, y + 0.42, at - 0.3],
          ],
          'rgba(245,245,240,0.8)',
        );
      }
      at -= long + 0.04;
    }
    polygon(
      ctx,
      lens,
      [
        [face, y, z],
        [face, y, z + 2.7],
        [face, y + 0.13, z + 2.7],
        [face, y + 0.13, z],
      ],
      '#d5671f',
    );
  }
  for (const post of [z, z + 2.7])
    polygon(
      ctx,
      lens,
      [
        [face, 0, post],
        [face, 0, post + 0.11],
        [face, 6.4, post + 0.11],
        [face, 6.4, post],
      ],
      '#2d4f86',
    );
}

function racks(ctx: Ctx): void {
  for (const side of [-1, 1]) {
    const roll = dice(side + 40);
    for (let z = END - 3.2; z > 9; z -= 2.7) bay(ctx, side, z, roll);
    endFrame(ctx, side);
  }
}

/** The end of a rack at the cross aisle: two posts with braces between them. */
function endFrame(ctx: Ctx, side: number): void {
  const [near, far] = [side * AISLE, side * (AISLE + 1.1)];
  const z = 9.4;
  polygon(
    ctx,
    lens,
    [
      [near, 0, z],
      [far, 0, z],
      [far, 6.4, z],
      [near, 6.4, z],
    ],
    '#1d2126',
  );
  polygon(
    ctx,
    lens,
    [
      [near, 0.12, z],
      [far, 0.12, z],
      [far, 1.5, z],
      [near, 1.5, z],
    ],
    '#7d6241',
  );
  polygon(
    ctx,
    lens,
    [
      [near, 1.7, z],
      [far, 1.7, z],
      [far, 2.7, z],
      [near, 2.7, z],
    ],
    '#6b7580',
  );
  polygon(
    ctx,
    lens,
    [
      [near, 3.25, z],
      [far, 3.25, z],
      [far, 4.2, z],
      [near, 4.2, z],
    ],
    '#8a6c48',
  );
  for (let y = 0; y < 6; y += 1.55) {
    line(ctx, lens, [near, y, z], [far, y + 1.55, z], '#35588f', 5);
    line(ctx, lens, [near, y, z], [far, y, z], '#35588f', 5);
  }
  for (const x of [near, far]) line(ctx, lens, [x, 0, z], [x, 6.4, z], '#3f68a8', 11);
  polygon(
    ctx,
    lens,
    [
      [near - 0.1, 0, z],
      [near + 0.1, 0, z],
      [near + 0.1, 0.5, z],
      [near - 0.1, 0.5, z],
    ],
    '#e3bf2a',
  );
  // Behind the rack the hall goes on in the dark.
  const beyond = side * 9;
  polygon(
    ctx,
    lens,
    [
      [far, 0, z],
      [beyond, 0, z],
      [beyond, 6.4, z],
      [far, 6.4, z],
    ],
    '#33383d',
  );
}

/** The racks between the lens and the cross aisle; who crosses goes behind them. */
function nearRacks(ctx: Ctx): Thing {
  const draw = (): void => {
    for (const side of [-1, 1]) {
      const roll = dice(side + 90);
      for (let z = 5.2; z > 1; z -= 2.7) bay(ctx, side, z, roll);
    }
  };
  return { z: 7.9, draw };
}

function pallet(ctx: Ctx): Thing {
  const draw = (): void => {
    const [x, y] = lens.project([2.1, 0, 11.4]);
    glow(ctx, x, y, 90, 18, '0,0,0', 0.5);
    box(ctx, lens, [1.55, 0, 11.2], [1.1, 0.14, 0.9], { front: '#8b6a41', side: '#6d5231', top: '#a27d4f' });
    box(ctx, lens, [1.6, 0.14, 11.25], [1.0, 0.75, 0.8], { front: '#b98d5e', side: '#94704a', top: '#d0a676' });
    line(ctx, lens, [1.6, 0.5, 11.25], [2.6, 0.5, 11.25], '#8d673d', 3);
  };
  return { z: 11.2, draw };
}

/** An aisle of a warehouse with a crossing. */
export const warehouse: Scene = {
  lens,
  people,
  background(ctx) {
    shell(ctx);
    racks(ctx);
  },
  things: (ctx, t) => [
    ...through(
      ctx,
      lens,
      25.4,
      -AISLE,
      AISLE,
      4,
      people.flatMap(({ way, look }) => walker(ctx, lens, t, way, look, 0.45)),
    ),
    pallet(ctx),
    nearRacks(ctx),
  ],
  finish: (ctx) => vignette(ctx, 0.45),
};
