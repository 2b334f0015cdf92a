import { describe, expect, it } from 'vitest';
import { crossingsOf } from '../../../src/engine/events/crossings.ts';
import { cropOf, qualityOf } from '../../../src/engine/events/crop.ts';
import { footOf, thinPath, type PathPoint } from '../../../src/engine/events/path.ts';
import { toRgb } from '../../../src/engine/events/rgb.ts';
import { LentPicture, ShotMemory } from '../../../src/engine/events/shots.ts';
import { begin, camA, picture, plan, seen, T0, track } from './events-fixture.ts';

describe('a path', () => {
  const line = (count: number, step: (index: number) => Partial<PathPoint>): PathPoint[] =>
    Array.from({ length: count }, (_, index) => ({ x: index / count, y: 0.5, atMs: index * 100, ...step(index) }));

  it('that is short enough stays as it is', () => {
    const path = line(200, () => ({}));
    expect(thinPath(path)).toEqual(path);
  });

  it('keeps its ends, its bend, and where the pace changes', () => {
    const bent = line(301, (index) => ({ y: index < 150 ? 0.5 : 0.5 + (index - 150) / 600 }));
    expect(thinPath(bent, 3).map(({ atMs }) => atMs)).toEqual([0, 15_000, 30_000]);
    const waits = line(300, (index) => ({ x: index < 100 ? index / 300 : index < 200 ? 1 / 3 : (index - 100) / 300 }));
    const kept = thinPath(waits, 5).map(({ atMs }) => atMs);
    expect(kept).toEqual([0, 10_000, 20_000, 29_900]);
  });

  it('is of the middle of the lower edge, within the picture', () => {
    expect(footOf({ x: 0.25, y: 0.5, w: 0.25, h: 0.25 })).toEqual({ x: 0.375, y: 0.75 });
    expect(footOf({ x: -0.4, y: 0.9, w: 0.2, h: 0.3 })).toEqual({ x: 0, y: 1 });
  });
});

describe('colours', () => {
  it.each([
    ['black', [16, 128, 128], [0, 0, 0]],
    ['white', [235, 128, 128], [255, 255, 255]],
    ['red', [81, 90, 240], [254, 0, 0]],
    ['green', [145, 54, 34], [0, 255, 1]],
    ['blue', [41, 240, 110], [0, 0, 255]],
    ['grey', [126, 128, 128], [128, 128, 128]],
  ] as const)('%s is what BT.601 in limited range says', (_name, [y, u, v], rgb) => {
    expect([...toRgb({ width: 1, height: 1, data: Uint8Array.of(y, u, v) })]).toEqual([...rgb]);
  });

  it('of a picture of odd size are those of the sample nearest to each pixel', () => {
    const luma = new Array<number>(9).fill(126);
    const data = Uint8Array.from([...luma, 128, 128, 128, 240, 128, 128, 128, 110]);
    const rgb = toRgb({ width: 3, height: 3, data });
    const pixel = (x: number, y: number) => [...rgb.subarray((y * 3 + x) * 3, (y * 3 + x) * 3 + 3)];
    expect(pixel(0, 0)).toEqual([128, 128, 128]);
    expect(pixel(1, 1)).toEqual([128, 128, 128]);
    expect(pixel(2, 1)).toEqual([128, 128, 128]);
    expect(pixel(2, 2)).toEqual([99, 99, 255]);
  });
});

describe('the crop', () => {
  const hd = { width: 640, height: 360, data: new Uint8Array() };
  const pixels = (box: { x: number; y: number; w: number; h: number }) => {
    const { x, y, w, h } = cropOf(box, hd);
    return [x * 640, y * 360, w * 640, h * 360].map(Math.round);
  };

  it('has a fifth of the longer side as room', () => {
    expect(pixels({ x: 0.3, y: 0.2, w: 0.25, h: 0.5 })).toEqual([156, 36, 232, 252]);
  });
  it('is at least 160 pixels wide and high', () => {
    expect(pixels({ x: 0.5, y: 0.5, w: 0.02, h: 0.05 })).toEqual([246, 109, 160, 160]);
  });
  it('stays within the picture, also for a box that reaches over its edge or of a small picture', () => {
    expect(pixels({ x: -0.1, y: 0.8, w: 0.15, h: 0.4 })).toEqual([0, 200, 160, 160]);
    expect(cropOf({ x: 0, y: 0, w: 1, h: 1 }, { width: 96, height: 64, data: new Uint8Array() })).toEqual({
      x: 0,
      y: 0,
      w: 1,
      h: 1,
    });
  });
});

describe('a picture of a thing is better', () => {
  const box = { x: 0.4, y: 0.4, w: 0.1, h: 0.2 };
  const plain = qualityOf(box, 0.8, picture(box));
  it.each([
    ['nearer', qualityOf({ ...box, w: 0.2, h: 0.4 }, 0.8, picture({ ...box, w: 0.2, h: 0.4 })), plain],
    ['surer', qualityOf(box, 0.9, picture(box)), plain],
    ['sharper', plain, qualityOf(box, 0.8, picture(box, 2))],
    ['whole', plain, qualityOf({ ...box, x: 0.901 }, 0.8, picture({ ...box, x: 0.901 }))],
  ])('when it is %s', (_how, better, worse) => {
    expect(better).toBeGreaterThan(worse * 1.1);
  });
  it('than none when it is in it at all', () => {
    expect(qualityOf({ ...box, x: 1.2 }, 0.8, picture(box))).toBe(0);
  });
});

describe('pictures in memory', () => {
  const lent = (bytes: number) => new LentPicture({ width: bytes, height: 1, data: new Uint8Array(bytes) });

  it('stay within the budget: the one that was least recently improved goes', () => {
    const memory = new ShotMemory(250);
    for (const id of [1, 2]) expect(memory.keep(id, lent(100))).toBe(true);
    memory.keep(1, lent(100));
    memory.keep(3, lent(100));
    expect([1, 2, 3].map((id) => memory.has(id))).toEqual([true, false, true]);
    expect(memory.bytes).toBe(200);
    expect(memory.keep(4, lent(300))).toBe(false);
    expect(memory.bytes).toBe(0);
  });

  it('count once for all that are in one picture', () => {
    const memory = new ShotMemory(250);
    const one = lent(200);
    expect([1, 2, 3].map((id) => memory.keep(id, one))).toEqual([true, true, true]);
    expect(memory.bytes).toBe(200);
    memory.release(1);
    memory.release(2);
    expect(memory.bytes).toBe(200);
    memory.release(3);
    expect(memory.bytes).toBe(0);
  });

  it('that are being encoded stay until they are given back', () => {
    const memory = new ShotMemory(250);
    memory.keep(1, lent(200));
    const shot = memory.take(1);
    if (shot === null) throw new Error('there was no picture');
    expect(memory.keep(2, lent(100))).toBe(false);
    memory.giveBack(shot);
    expect(memory.keep(2, lent(100))).toBe(true);
    expect(memory.bytes).toBe(100);
  });

  it('are copies: what is lent is written over by others', () => {
    const data = Buffer.from([1, 2, 3]);
    const memory = new ShotMemory(100);
    memory.keep(1, new LentPicture({ width: 3, height: 1, data }));
    data.fill(9);
    expect([...(memory.take(1)?.picture.data ?? [])]).toEqual([1, 2, 3]);
  });
});

describe('crossings of a trip-wire', () => {
  const HOUR = 3_600_000;
  it('are counted once, whatever number of rules is about it, by hour, class and direction', () => {
    const atMs = T0 + HOUR - 1;
    const tracks = [track(1, atMs), track(2, atMs, { label: 'dog' })];
    const hits = [
      begin(1, 'cross', atMs, 'in'),
      begin(1, 'cross2', atMs, 'in'),
      begin(2, 'cross', atMs, 'out'),
      begin(2, 'enter', atMs),
    ];
    const wire = { cameraId: camA, wireId: 'w1', name: 'Gate line', hourMs: T0 };
    expect(crossingsOf(seen(atMs, { tracks, hits }), plan)).toEqual([
      { ...wire, label: 'person', in: 1, out: 0 },
      { ...wire, label: 'dog', in: 0, out: 1 },
    ]);
  });
});
