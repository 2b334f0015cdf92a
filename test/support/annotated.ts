// Annotated pictures and clips beside the project, and how well boxes fit them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Picture } from '../../src/engine/vision/index.ts';
import { overlap, type Box } from '../../src/shared/geometry.ts';

/** Pictures of a clip by their number from 0, as ffmpeg decodes and scales them. */
export function readFrames(
  ffmpeg: string,
  clip: string,
  frames: readonly number[],
  width: number,
  height: number,
): Picture[] {
  const chosen = frames.map((frame) => `eq(n\\,${frame})`).join('+');
  const filter = `select=${chosen},scale=${width}:${height}:flags=bicubic`;
  const args = ['-v', 'error', '-i', clip, '-vf', filter, '-vsync', '0', '-pix_fmt', 'yuv420p', '-f', 'rawvideo', '-'];
  const { stdout, stderr, status } = spawnSync(ffmpeg, args, { maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(stderr.toString());
  const size = (width * height * 3) / 2;
  if (stdout.length !== size * frames.length) throw new Error(`${stdout.length / size} pictures of ${frames.length}`);
  return frames.map((_, index) => ({
    width,
    height,
    data: new Uint8Array(stdout.subarray(index * size, (index + 1) * size)),
  }));
}

/** Boxes of a MOT file that count, by the number of the picture from 0. Pixels of a picture of this size become shares. */
export function readMot(
  path: string,
  width: number,
  height: number,
): { scored: Map<number, Box[]>; seen: Set<number> } {
  const scored = new Map<number, Box[]>();
  const seen = new Set<number>();
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const [frame = 0, , x = 0, y = 0, w = 0, h = 0, counts] = line.split(',').map(Number);
    seen.add(frame - 1);
    if (counts !== 1) continue;
    const box = { x: x / width, y: y / height, w: w / width, h: h / height };
    scored.set(frame - 1, [...(scored.get(frame - 1) ?? []), box]);
  }
  return { scored, seen };
}

export interface Fitness {
  readonly hits: number;
  readonly missed: number;
  readonly extra: number;
}

/** Each true box takes the free found one that fits it best, from half of both on. `found` in the order of their scores. */
export function compare(found: readonly Box[], truth: readonly Box[]): Fitness {
  const free = new Set(truth);
  let hits = 0;
  for (const box of found) {
    const best = [...free].toSorted((a, b) => overlap(b, box) - overlap(a, box))[0];
    if (best === undefined || overlap(best, box) < 0.5) continue;
    free.delete(best);
    hits += 1;
  }
  return { hits, missed: truth.length - hits, extra: found.length - hits };
}
