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

const lens = new Lens(900, 2.9, 150);
const BACK = 15;

const people: readonly { way: Way; look: Look }[] = [
  {
    way: [
      [16.5, 5.5, 20],
      [20.5, 0.4, 15.2],
      [31.5, -0.9, 6],
      [35.5, -5.2, 5.2],
    ],
    look: {
      tall: 1.8,
      skin: '#d9a580',
      hair: '#2c211b',
      top: '#35507c',
      topDark: '#1f3054',
      legs: '#23262d',
      shoes: '#15110e',
      bag: '#6b4a2b',
    },
  },
  {
    way: [
      [3, -6.2, 8.2],
      [11.5, 5.9, 7.2],
    ],
    look: {
      tall: 1.68,
      skin: '#e8bd9b',
      hair: '#4a2c1c',
      top: '#9c2f3b',
      topDark: '#6a1d28',
      legs: '#2a2a33',
      shoes: '#221a1a',
      longHair: true,
      skirt: '#2a2a33',
    },
  },
  {
    way: [
      [10.5, 7.3, 9.5],
      [16.5, 1, 11.2],
      [19, 0.7, 15.1],
      [22.5, -5.4, 19.5],
    ],
    look: {
      tall: 1.76,
      skin: '#8d5b3f',
      hair: '#15110f',
      top: '#5c6b5a',
      topDark: '#3a463a',
      legs: '#6a5a45',
      shoes: '#2b2018',
    },
  },
  {
    way: [
      [15, 5.0, 5.9],
      [22, -4.6, 6.3],
    ],
    look: {
      tall: 1.74,
      skin: '#e2b08c',
      hair: '#6d5138',
      top: '#2f3238',
      topDark: '#1b1d22',
      legs: '#3c4657',
      shoes: '#111111',
      bag: '#b98a3c',
    },
  },
];
const clerk: Look = {
  tall: 1.7,
  skin: '#dba982',
  hair: '#241a16',
  top: '#1d3d3a',
  topDark: '#122825',
  legs: '#1b1d22',
  shoes: '#111111',
};

function walls(ctx: Ctx): void {
  const [, floorY] = lens.project([0, 0, BACK]);
  ctx.fillStyle = fade(ctx, 0, floorY, '#b9b4aa', '#d8d2c6');
  ctx.fillRect(0, 0, WIDTH, floorY);
  for (const side of [-1, 1]) {
    const x = side * 7.2;
    const wall = ctx.createLinearGradient(side < 0 ? 0 : WIDTH, 0, WIDTH / 2, 0);
    wall.addColorStop(0, '#7f6f5e');
    wall.addColorStop(1, '#a8967f');
    polygon(
      ctx,
      lens,
      [
        [x, 0, 2],
        [x, 0, BACK],
        [x, 6, BACK],
        [x, 6, 2],
      ],
      wall,
    );
    for (let z = 3; z < BACK; z += 0.8) line(ctx, lens, [x, 0, z], [x, 6, z], 'rgba(60,44,30,0.35)', 1.4);
  }
  // The glass front and the daylight behind it.
  polygon(
    ctx,
    lens,
    [
      [-3.4, 0, BACK],
      [3.4, 0, BACK],
      [3.4, 3.4, BACK],
      [-3.4, 3.4, BACK],
    ],
    fade(ctx, 120, floorY, '#dff0fb', '#b9d3d6'),
  );
  polygon(
    ctx,
    lens,
    [
      [-3.4, 0, BACK],
      [3.4, 0, BACK],
      [3.4, 0.9, BACK],
      [-3.4, 0.9, BACK],
    ],
    '#93ab8c',
  );
  for (const x of [-3.4, -1.7, 0, 1.7, 3.4]) line(ctx, lens, [x, 0, BACK], [x, 3.4, BACK], '#474b50', x === 0 ? 3 : 5);
  line(ctx, lens, [-3.4, 2.5, BACK], [3.4, 2.5, BACK], '#474b50', 4);
  line(ctx, lens, [-3.4, 3.4, BACK], [3.4, 3.4, BACK], '#474b50', 6);
  const [sx, sy] = lens.project([-5.3, 2.75, BACK]);
  ctx.font = '600 21px "DejaVu Sans", sans-serif';
  ctx.textAlign = 'center';
  ctx.fillStyle = '#4d4338';
  ctx.fillText('RECEPTION', sx, sy);
}

function floor(ctx: Ctx): void {
  const [, floorY] = lens.project([0, 0, BACK]);
  ctx.fillStyle = fade(ctx, floorY, HEIGHT, '#cdc8be', '#b3ada2', '#8f897f');
  ctx.fillRect(0, floorY, WIDTH, HEIGHT - floorY);
  const roll = dice(7);
  for (let z = 2.5; z < BACK; z += 1.2) {
    for (let x = -8.4; x < 8.4; x += 1.2) {
      const paint = `rgba(${roll() > 0.5 ? '255,255,255' : '70,60,50'},${roll() * 0.07})`;
      polygon(
        ctx,
        lens,
        [
          [x, 0, z],
          [x + 1.2, 0, z],
          [x + 1.2, 0, z + 1.2],
          [x, 0, z + 1.2],
        ],
        paint,
      );
    }
    line(ctx, lens, [-8.4, 0, z], [8.4, 0, z], 'rgba(90,82,72,0.35)', 1);
  }
  for (let x = -8.4; x <= 8.4; x += 1.2) line(ctx, lens, [x, 0, 2.2], [x, 0, BACK], 'rgba(90,82,72,0.35)', 1);
  // The door's light on the polished floor.
  polygon(
    ctx,
    lens,
    [
      [-3.4, 0, BACK],
      [3.4, 0, BACK],
      [2.2, 0, 5],
      [-2.6, 0, 5],
    ],
    fade(ctx, floorY, 620, 'rgba(235,246,252,0.75)', 'rgba(235,246,252,0)'),
  );
  polygon(
    ctx,
    lens,
    [
      [-1.6, 0.004, 13.4],
      [1.6, 0.004, 13.4],
      [1.6, 0.004, 11.6],
      [-1.6, 0.004, 11.6],
    ],
    '#4b4f55',
  );
}

function ceiling(ctx: Ctx): void {
  ctx.fillStyle = fade(ctx, 0, 70, '#8d8a84', '#a9a59d');
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.lineTo(WIDTH, 0);
  ctx.lineTo(WIDTH * 0.84, 52);
  ctx.lineTo(WIDTH * 0.16, 52);
  ctx.fill();
  for (const x of [-330, -110, 110, 330]) {
    ctx.fillStyle = '#fffbee';
    ctx.fillRect(WIDTH / 2 + x - 46, 26, 92, 7);
    glow(ctx, WIDTH / 2 + x, 32, 170, 60, '255,250,230', 0.5);
  }
}

/** The frame of the glass front stands before who is outside. */
function mullions(ctx: Ctx): Thing {
  const draw = (): void => {
    for (const x of [-3.4, -1.7, 1.7, 3.4]) line(ctx, lens, [x, 0, BACK], [x, 3.4, BACK], '#474b50', 5);
    line(ctx, lens, [-3.4, 2.5, BACK], [3.4, 2.5, BACK], '#474b50', 4);
  };
  return { z: BACK, draw };
}

function plant(ctx: Ctx, x: number, z: number, seed: number): Thing {
  const draw = (): void => {
    const roll = dice(seed);
    const [px, py] = lens.project([x, 0, z]);
    const size = lens.scale(z);
    glow(ctx, px, py, size * 0.55, size * 0.14, '0,0,0', 0.5);
    for (let leaf = 0; leaf < 26; leaf += 1) {
      const angle = -Math.PI / 2 + (roll() - 0.5) * 2.3;
      const length = size * (0.5 + roll() * 0.55);
      ctx.strokeStyle = `hsl(${105 + roll() * 30} 34% ${20 + roll() * 18}%)`;
      ctx.lineWidth = size * 0.06;
      ctx.lineCap = 'round';
      ctx.beginPath();
      ctx.moveTo(px, py - size * 0.55);
      ctx.quadraticCurveTo(
        px + Math.cos(angle) * length * 0.3,
        py - size * 0.7 - length * 0.5,
        px + Math.cos(angle) * length * 0.75,
        py - size * 0.6 + Math.sin(angle) * length,
      );
      ctx.stroke();
    }
    ctx.fillStyle = '#ece8e0';
    ctx.beginPath();
    ctx.moveTo(px - size * 0.26, py - size * 0.58);
    ctx.lineTo(px + size * 0.26, py - size * 0.58);
    ctx.lineTo(px + size * 0.19, py);
    ctx.lineTo(px - size * 0.19, py);
    ctx.fill();
    ctx.fillStyle = 'rgba(0,0,0,0.12)';
    ctx.fillRect(px + size * 0.02, py - size * 0.58, size * 0.19, size * 0.57);
  };
  return { z, draw };
}

function desk(ctx: Ctx): Thing {
  const draw = (): void => {
    box(ctx, lens, [-6.9, 0, 10.2], [3.4, 1.08, 0.9], {
      front: fade(ctx, 300, 420, '#8a6844', '#5f452c'),
      side: '#4f3823',
      top: '#efece6',
    });
    for (let x = -6.7; x < -3.6; x += 0.28) line(ctx, lens, [x, 0, 10.19], [x, 1.04, 10.19], 'rgba(30,18,8,0.35)', 2);
    box(ctx, lens, [-5.1, 1.08, 10.5], [0.55, 0.36, 0.06], { front: '#23272d', side: '#101216', top: '#3a3f46' });
  };
  return { z: 10.2, draw };
}

/** The entrance hall of an office. */
export const lobby: Scene = {
  lens,
  people,
  background(ctx) {
    walls(ctx);
    floor(ctx);
    ceiling(ctx);
  },
  things: (ctx, t) => [
    ...through(
      ctx,
      lens,
      BACK,
      -3.4,
      3.4,
      2.5,
      people.flatMap(({ way, look }) => walker(ctx, lens, t, way, look, 0.35)),
    ),
    mullions(ctx),
    ...walker(
      ctx,
      lens,
      t,
      [
        [0, -5.9, 11.6],
        [20, -5.9, 11.6],
      ],
      clerk,
    ),
    desk(ctx),
    plant(ctx, 4.6, 13.8, 3),
    plant(ctx, -3.9, 14.2, 5),
    plant(ctx, 5.9, 6.6, 11),
  ],
  finish(ctx) {
    const [x, y] = lens.project([0, 1.7, BACK]);
    ctx.save();
    ctx.globalCompositeOperation = 'soft-light';
    glow(ctx, x, y, 620, 420, '255,250,235', 0.55);
    ctx.restore();
    vignette(ctx, 0.42);
  },
};
