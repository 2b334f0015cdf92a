import type { Track } from '../../../src/engine/tracking/index.ts';

/** A confirmed person in the middle of the picture, seen now. */
export function track(change: Partial<Track> = {}): Track {
  return {
    id: 1,
    label: 'person',
    score: 0.8,
    bestScore: 0.8,
    box: { x: 0.4, y: 0.3, w: 0.1, h: 0.4 },
    vx: 0,
    vy: 0,
    startMs: 0,
    seenMs: 0,
    seen: true,
    confirmed: true,
    stationary: false,
    ...change,
  };
}
