import type { Attribute } from '../../shared/detection.ts';
import type { Track } from '../tracking/index.ts';

/** What a classifier has said of one track so far. */
export interface Votes {
  readonly looks: number;
  readonly lastMs: number;
  /** Size and score of the best picture that was looked at. */
  readonly bestQuality: number;
  /** Sums of scores by name and value. */
  readonly sums: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export const noVotes: Votes = { looks: 0, lastMs: -Infinity, bestQuality: 0, sums: new Map() };

/** A track is looked at so many times at most, this far apart, and again only when it is seen so much better. */
const MOST_LOOKS = 5;
const APART_MS = 700;
const BETTER = 1.15;

/** How well a track is seen: its share of the picture times its score; nothing when it is cut off at an edge. */
export function qualityOf({ box: { x, y, w, h }, score }: Pick<Track, 'box' | 'score'>): number {
  const whole = x > 0.005 && y > 0.005 && x + w < 0.995 && y + h < 0.995;
  return w * h * score * (whole ? 1 : 0.25);
}

/** Whether the classifier should look at this track now. */
export function worthALook(votes: Votes, track: Track, atMs: number): boolean {
  if (!track.confirmed || !track.seen || votes.looks >= MOST_LOOKS || atMs - votes.lastMs < APART_MS) return false;
  return votes.looks === 0 || qualityOf(track) > votes.bestQuality * BETTER;
}

/** That the classifier is looking now: no second look at the same moment. */
export function looking(votes: Votes, track: Track, atMs: number): Votes {
  const bestQuality = Math.max(votes.bestQuality, qualityOf(track));
  return { ...votes, looks: votes.looks + 1, lastMs: atMs, bestQuality };
}

/** Adds what it said, by its scores. */
export function vote(votes: Votes, said: readonly Attribute[]): Votes {
  const sums = new Map([...votes.sums].map(([name, values]) => [name, new Map(values)]));
  for (const { name, value, score } of said) {
    const values = sums.get(name) ?? new Map<string, number>();
    values.set(value, (values.get(value) ?? 0) + score);
    sums.set(name, values);
  }
  return { ...votes, sums };
}

/** Of each name the value with the most, and its share of all that was said of that name. */
export function outcome({ sums }: Votes): Attribute[] {
  return [...sums].flatMap(([name, values]) => {
    const total = [...values.values()].reduce((sum, score) => sum + score, 0);
    const [best] = [...values].sort(([, a], [, b]) => b - a);
    return best === undefined || total === 0 ? [] : [{ name, value: best[0], score: best[1] / total }];
  });
}
