import { describe, expect, it } from 'vitest';
import { createTracker } from '../../../src/engine/tracking/index.ts';
import type { Detection } from '../../../src/engine/vision/index.ts';

const standing: Detection = { label: 'person', score: 0.8, box: { x: 0.1, y: 0.3, w: 0.07, h: 0.28 } };
const right = { x: 0.5, y: 0, w: 0.5, h: 1 };
const left = { x: 0, y: 0, w: 0.5, h: 1 };

/** Somebody was seen for two seconds; then only this part of the picture is looked at for ten, and nobody is there. */
function trackAfter(look: typeof left | null, secondsOf: number): number[] {
  const tracker = createTracker();
  let atMs = 0;
  for (; atMs < 2000; atMs += 200) tracker.update([standing], atMs);
  let step = tracker.update([standing], atMs);
  for (const untilMs = atMs + secondsOf * 1000; atMs < untilMs;) {
    atMs += 200;
    step = tracker.update([], atMs, look);
  }
  return step.tracks.map(({ id }) => id);
}

describe('a track in a part of the picture at which nobody looks', () => {
  it('goes on, since nobody has missed it', () => {
    expect(trackAfter(right, 10)).toEqual([1]);
  });

  it('is over in the part that is looked at, or when all of it is', () => {
    expect(trackAfter(left, 10)).toEqual([]);
    expect(trackAfter(null, 10)).toEqual([]);
  });
});

describe('the first number of a track', () => {
  it('is the one that is asked for', () => {
    const tracker = createTracker({ firstId: 41 });
    tracker.update([standing], 0);
    expect(tracker.update([standing], 200).tracks.map(({ id }) => id)).toEqual([41]);
  });
});
