import { describe, expect, it } from 'vitest';
import { MotionDetector, type MotionResult, type MotionSettings } from '../../../src/engine/motion/index.ts';
import { HEIGHT, makeScene, WIDTH, type Box, type Scene } from './scene.ts';

const FRAME_MS = 200;

/** A detector that has learned a scene, and a hand to show it more. */
class Watch {
  nowMs = 1_700_000_000_000;
  readonly scene: Scene;
  readonly detector: MotionDetector;

  constructor(settings: Partial<MotionSettings> = {}, scene = makeScene()) {
    this.scene = scene;
    this.detector = new MotionDetector(WIDTH, HEIGHT, { sensitivity: 50, masks: [], ...settings });
    this.show(3, () => []);
  }

  /** Shows so many seconds of boxes. */
  show(
    seconds: number,
    boxesAt: (frame: number) => readonly Box[],
    look?: Parameters<Scene['draw']>[1],
  ): MotionResult[] {
    return Array.from({ length: Math.round((seconds * 1000) / FRAME_MS) }, (_, frame) => {
      this.nowMs += FRAME_MS;
      return { ...this.detector.look(this.scene.draw(boxesAt(frame), look), this.nowMs) };
    });
  }
}

const states = (results: readonly MotionResult[]): string[] => [...new Set(results.map(({ state }) => state))];
/** A person of 8 x 20 pixels that walks across. */
const walker = (frame: number, y = 40): Box[] => [{ x: 10 + frame * 3, y, width: 8, height: 20, level: 220 }];

describe('motion', () => {
  it('is not seen in a noisy picture in which nothing moves', () => {
    expect(states(new Watch({}, makeScene(12)).show(60, () => []))).toEqual(['calm']);
    expect(states(new Watch({ sensitivity: 100 }, makeScene(4)).show(60, () => []))).toEqual(['calm']);
  });

  it('cannot be told while the background is being learned', () => {
    const detector = new MotionDetector(WIDTH, HEIGHT, { sensitivity: 50, masks: [] });
    const first = detector.look(makeScene().draw(), 1000);
    expect(first).toMatchObject({ state: 'learning', score: 0, regions: [] });
  });

  it('begins within half a second of a walker, dated back to the first picture, and ends a second after', () => {
    const watch = new Watch();
    const beganMs = watch.nowMs + FRAME_MS;
    const results = watch.show(6, walker);
    const first = results.findIndex(({ state }) => state === 'moving');
    expect(first).toBeLessThanOrEqual(2);
    expect(results[first]?.sinceMs).toBe(beganMs);
    expect(states(results.slice(first))).toEqual(['moving']);
    const after = watch.show(4, () => []);
    expect(after.findIndex(({ state }) => state === 'calm')).toBeLessThanOrEqual(8);
    expect(after.at(-1)?.state).toBe('calm');
  });

  it('has a region and bits of the map where it is', () => {
    const watch = new Watch();
    const last = watch.show(4, walker).at(-1);
    const truth = walker(19)[0];
    const [region] = last?.regions ?? [];
    expect(region?.left).toBeLessThanOrEqual((truth?.x ?? 0) / WIDTH);
    expect(region?.right).toBeGreaterThanOrEqual(((truth?.x ?? 0) + 8) / WIDTH - 1 / 32);
    expect(region?.top).toBeCloseTo(40 / HEIGHT, 1);
    expect(region?.bottom).toBeCloseTo(60 / HEIGHT, 1);
    const bit = (x: number, y: number): number => {
      const at = Math.floor((y / HEIGHT) * 16) * 16 + Math.floor((x / WIDTH) * 16);
      return ((last?.map[at >> 3] ?? 0) >> (at & 7)) & 1;
    };
    expect(bit((truth?.x ?? 0) + 4, 50)).toBe(1);
    expect(bit(140, 10)).toBe(0);
  });

  it.each([
    [90, 'moving'],
    [10, 'calm'],
  ])('of something small is seen by sensitivity: %i says %s', (sensitivity, state) => {
    const watch = new Watch({ sensitivity });
    const results = watch.show(4, (frame) => [{ x: 20 + frame * 2, y: 30, width: 4, height: 8, level: 200 }]);
    expect(results.at(-1)?.state).toBe(state);
  });

  it('does not count under a mask, and does beside it', () => {
    const left = [
      { x: 0, y: 0 },
      { x: 0.5, y: 0 },
      { x: 0.5, y: 1 },
      { x: 0, y: 1 },
    ];
    const watch = new Watch({ masks: [left] });
    expect(states(watch.show(3, (frame) => walker(frame)))).toEqual(['calm']);
    expect(watch.show(4, (frame) => walker(frame + 25)).at(-1)?.state).toBe('moving');
  });

  it('lasts through one picture without any', () => {
    const watch = new Watch();
    watch.show(2, walker);
    expect(states(watch.show(0.2, () => []))).toEqual(['moving']);
  });

  it('takes something left standing into the background in time', () => {
    const watch = new Watch();
    const bag = (): Box[] => [{ x: 100, y: 60, width: 14, height: 14, level: 20 }];
    expect(states(watch.show(5, bag).slice(2))).toEqual(['moving']);
    expect(states(watch.show(90, bag).slice(-50))).toEqual(['calm']);
  });
});

describe('a change of light', () => {
  it.each([
    ['lightning', { offset: 90 }],
    ['a lamp', { gain: 1.5 }],
    ['the lamp is off', { gain: 0.4 }],
    ['the infrared switch', { invert: true }],
  ])('is no motion, and afterwards all is seen as before: %s', (_, look) => {
    const watch = new Watch();
    expect(states(watch.show(6, () => [], look))).not.toContain('moving');
    expect(watch.show(4, walker, look).at(-1)?.state).toBe('moving');
  });

  it('and back again is no motion either', () => {
    const watch = new Watch();
    for (let flash = 0; flash < 3; flash += 1) {
      expect(states(watch.show(0.4, () => [], { offset: 80 }))).not.toContain('moving');
      expect(states(watch.show(5, () => []))).not.toContain('moving');
    }
  });

  it('that comes slowly, as exposure and dusk do, hides no walker and is none', () => {
    const watch = new Watch();
    for (let step = 0; step < 40; step += 1) {
      expect(states(watch.show(0.4, () => [], { gain: 1 - step * 0.012 }))).not.toContain('moving');
    }
    expect(watch.show(4, walker, { gain: 0.53 }).at(-1)?.state).toBe('moving');
  });

  it('is said to be relearned at once', () => {
    expect(new Watch().show(0.2, () => [], { invert: true })[0]?.state).toBe('relearning');
  });

  it('that does not settle is motion: someone covers or turns the camera', () => {
    const watch = new Watch();
    const turning = Array.from({ length: 30 }, (_, frame) => watch.show(0.2, () => [], { invert: frame % 2 === 0 })[0]);
    expect(turning.at(-1)?.state).toBe('moving');
  });
});

describe('a hole in time', () => {
  it('of more than a minute begins anew', () => {
    const watch = new Watch();
    watch.nowMs += 70_000;
    expect(watch.show(0.2, () => [], { invert: true })[0]?.state).toBe('learning');
  });
});
