import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MotionDetector } from '../../../src/engine/motion/index.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();
const demo = join(import.meta.dirname, '../../../resources/clips');
/** Real footage that does not come with the sources: beside the repository where it is at all. */
const real = join(import.meta.dirname, '../../../../shared/data/video');
const FPS = 5;

/** Seconds at which something moves, at the usual sensitivity, five pictures a second. */
function movingAt(file: string, width: number, height: number): boolean[] {
  const filter = `fps=${FPS},scale=${width}:${height}:flags=area`;
  const args = ['-v', 'error', '-i', file, '-vf', filter, '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  const raw = execFileSync(ffmpeg?.path ?? 'ffmpeg', args, { maxBuffer: 100_000_000 });
  const detector = new MotionDetector(width, height, { sensitivity: 50, masks: [] });
  return Array.from({ length: Math.floor(raw.length / (width * height)) }, (_, at) => {
    const luma = raw.subarray(at * width * height, (at + 1) * width * height);
    return detector.look(luma, 1000 + (at * 1000) / FPS).state === 'moving';
  });
}

/** First and last second of each visit. */
function visits(name: string): { firstS: number; lastS: number }[] {
  const [, ...lines] = readFileSync(join(real, 'gt', `${name}.events.csv`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const [, , , , firstS, lastS] = line.split(',').map(Number);
    return { firstS: firstS ?? 0, lastS: lastS ?? 0 };
  });
}

describe.skipIf(ffmpeg === undefined)('motion in the clips of the demo', () => {
  it.each(['lobby-sub', 'street-sub', 'car-park-sub', 'warehouse-sub'])('is seen where people walk: %s', (clip) => {
    const moving = movingAt(join(demo, `${clip}.h264`), 160, 90);
    expect(moving.filter(Boolean).length).toBeGreaterThan(moving.length / 2);
  });
});

const there = existsSync(real);
// eslint-disable-next-line no-console
if (!there) console.warn('skipped: no real footage on this machine');

describe.skipIf(ffmpeg === undefined || !there)('motion in real footage', () => {
  it('covers each car that drives through a car park, and nothing of the time between, though the exposure dips', () => {
    const moving = movingAt(join(real, 'car-detection.mp4'), 160, 90);
    const cars = visits('car-detection');
    expect(cars).toHaveLength(4);
    const at = (second: number): boolean => moving[Math.round(second * FPS)] ?? false;
    for (const { firstS, lastS } of cars) {
      for (let second = firstS + 0.8; second < lastS; second += 0.2) expect(at(second), `at ${second} s`).toBe(true);
    }
    const far = (second: number): boolean =>
      cars.every(({ firstS, lastS }) => second < firstS - 0.6 || second > lastS + 2);
    for (let second = 0; second < moving.length / FPS; second += 0.2) {
      if (far(second)) expect(at(second), `at ${second} s`).toBe(false);
    }
  });

  it('begins with each person who comes into a room', () => {
    const name = 'one-by-one-person-detection.first72s';
    const moving = movingAt(join(real, `${name}.mp4`), 160, 90);
    expect(moving.slice(0, 5.5 * FPS)).not.toContain(true);
    const people = visits(name);
    expect(people).toHaveLength(3);
    for (const { firstS } of people) {
      const soon = moving.slice(Math.round(firstS * FPS), Math.round((firstS + 1.5) * FPS));
      expect(soon, `after ${firstS} s`).toContain(true);
    }
  });
});
