import { readFileSync } from 'node:fs';
import type { Box } from '../../../src/shared/geometry.ts';

/** A thing of the truth, or of a tracker, in one frame. */
export interface Marked {
  readonly id: number;
  readonly box: Box;
}

/** What is true in one frame. */
export interface TruthFrame {
  /** From 1. */
  readonly frame: number;
  readonly scored: readonly Marked[];
  /** It is there, but its box is not to be trusted: neither a miss nor a false alarm. */
  readonly ignored: readonly Marked[];
}

/**
 * MOT text (motchallenge.net): frame from 1, id, x, y, w, h in pixels, conf (0: ignore), class, visibility.
 * @returns all frames from 1 on, those without anything too; boxes in shares of the picture
 */
export function parseTruth(text: string, width: number, height: number, frames = 0): TruthFrame[] {
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map(Number));
  const last = rows.reduce((most, [frame = 0]) => Math.max(most, frame), frames);
  const truth = Array.from({ length: last }, (_, at) => ({
    frame: at + 1,
    scored: [] as Marked[],
    ignored: [] as Marked[],
  }));
  for (const [frame = 0, id = 0, x = 0, y = 0, w = 0, h = 0, conf = 1] of rows) {
    const box = { x: x / width, y: y / height, w: w / width, h: h / height };
    truth[frame - 1]?.[conf === 0 ? 'ignored' : 'scored'].push({ id, box });
  }
  return truth;
}

export function readTruth(file: string, width: number, height: number, frames = 0): TruthFrame[] {
  return parseTruth(readFileSync(file, 'utf8'), width, height, frames);
}
