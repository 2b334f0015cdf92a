// Pictures of people with known truth, and how a detector did on them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { overlap as overlapOfBoxes, type Box } from '../../src/shared/geometry.ts';

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Every `every`th frame of a clip or a still, scaled to a size, as raw bytes of ffmpeg's pixel format. */
export function decode(file: string, width: number, height: number, format: 'rgb24' | 'yuv420p', every = 1): Buffer[] {
  const filter = `select=not(mod(n\\,${every})),scale=${width}:${height}:flags=area`;
  const args = ['-v', 'error', '-i', file, '-vf', filter, '-fps_mode', 'passthrough'];
  const { status, stdout, stderr } = spawnSync('ffmpeg', [...args, '-pix_fmt', format, '-f', 'rawvideo', '-'], {
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`ffmpeg cannot read ${file}: ${stderr.toString()}`);
  const bytes = width * height * (format === 'rgb24' ? 3 : 1.5);
  return Array.from({ length: stdout.length / bytes }, (_, at) => stdout.subarray(at * bytes, (at + 1) * bytes));
}

/** The three planes of a picture of RGB bytes, as numbers. */
export function planesOf(rgb: Uint8Array): Float32Array {
  const planes = new Float32Array(rgb.length);
  const pixels = rgb.length / 3;
  for (let at = 0; at < rgb.length; at++) planes[(at % 3) * pixels + Math.floor(at / 3)] = rgb[at] ?? 0;
  return planes;
}

const boxOf = ({ left, top, right, bottom }: Rect): Box => ({ x: left, y: top, w: right - left, h: bottom - top });

/** Shared part of two rectangles by what both cover together. */
export function overlap(a: Rect, b: Rect): number {
  return overlapOfBoxes(boxOf(a), boxOf(b));
}

export interface Truth extends Rect {
  /** Not counted, neither when it is found nor when it is missed. */
  readonly ignored: boolean;
}

/** Boxes of a file in MOT's text format, by frame counted from 0, in shares of a picture of this size. */
export function motTruth(file: string, width: number, height: number): Map<number, Truth[]> {
  const frames = new Map<number, Truth[]>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [frame = 0, , x = 0, y = 0, w = 0, h = 0, score] = line.split(',').map(Number);
    const box = { left: x / width, top: y / height, right: (x + w) / width, bottom: (y + h) / height };
    const boxes = frames.get(frame - 1) ?? [];
    frames.set(frame - 1, boxes);
    boxes.push({ ...box, ignored: score === 0 });
  }
  return frames;
}

/** People of a still in COCO's annotations, in shares of it. */
export function cocoTruth(file: string, picture: string): Truth[] {
  const { images, annotations } = JSON.parse(readFileSync(file, 'utf8')) as {
    images: { id: number; file_name: string; width: number; height: number }[];
    annotations: { image_id: number; category_id: number; iscrowd: number; bbox: [number, number, number, number] }[];
  };
  const image = images.find(({ file_name }) => file_name === picture);
  if (image === undefined) throw new Error(`${file} does not know ${picture}`);
  return annotations
    .filter(({ image_id, category_id }) => image_id === image.id && category_id === 1)
    .map(({ bbox: [x, y, w, h], iscrowd }) => ({
      left: x / image.width,
      top: y / image.height,
      right: (x + w) / image.width,
      bottom: (y + h) / image.height,
      ignored: iscrowd === 1,
    }));
}

export interface Tally {
  found: number;
  missed: number;
  stray: number;
}

/** Matches what was found with the truth of one picture, best overlap first come; at least half must be shared. */
export function tally(into: Tally, found: readonly Rect[], truth: readonly Truth[]): void {
  const left = new Set(found);
  for (const person of truth) {
    const best = [...left].sort((a, b) => overlap(b, person) - overlap(a, person))[0];
    const hit = best !== undefined && overlap(best, person) >= 0.5;
    if (hit) left.delete(best);
    if (person.ignored) continue;
    if (hit) into.found += 1;
    else into.missed += 1;
  }
  into.stray += [...left].filter((box) => !truth.some((one) => one.ignored && overlap(one, box) > 0.1)).length;
}

export function inWords({ found, missed, stray }: Tally): string {
  const share = (part: number, all: number): string => (all === 0 ? '-' : (part / all).toFixed(2));
  return `${found} of ${found + missed} found (recall ${share(found, found + missed)}), ${stray} stray (precision ${share(found, found + stray)})`;
}
