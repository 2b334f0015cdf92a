import { describe, expect, it } from 'vitest';
import {
  createTracker,
  type Tracker,
  type TrackerOptions,
  type TrackerStep,
} from '../../../src/engine/tracking/index.ts';
import type { Detection } from '../../../src/engine/vision/index.ts';

const START_MS = 1_700_000_000_000;

function person(x: number, y = 0.3, score = 0.7, label = 'person'): Detection {
  return { label, score, box: { x, y, w: 0.07, h: 0.28 } };
}

/** A tracker, its time, and a hand to show it pictures. */
class Watch {
  readonly tracker: Tracker;
  readonly ended: number[] = [];
  atMs = START_MS;
  newest: TrackerStep = { tracks: [], ended: [] };

  constructor(options: Partial<TrackerOptions> = {}) {
    this.tracker = createTracker(options);
  }

  /** @param of seconds since the first of these pictures */
  look(pictures: number, of: (seconds: number) => readonly Detection[], stepMs = 200): this {
    const fromMs = this.atMs;
    for (let picture = 0; picture < pictures; picture += 1) {
      this.#take(this.tracker.update(of((this.atMs - fromMs) / 1000), this.atMs));
      this.atMs += stepMs;
    }
    return this;
  }

  rest(seconds: number, stepMs = 500): this {
    for (let at = 0; at < seconds * 1000; at += stepMs) {
      this.#take(this.tracker.rest(this.atMs));
      this.atMs += stepMs;
    }
    return this;
  }

  get ids(): number[] {
    return this.newest.tracks.filter(({ confirmed }) => confirmed).map(({ id }) => id);
  }

  #take(step: TrackerStep): void {
    this.newest = step;
    this.ended.push(...step.ended.map(({ id }) => id));
  }
}

const nothing = () => [];

describe('a track begins', () => {
  it('with its second look, and is dated back to the first', () => {
    const watch = new Watch().look(1, () => [person(0.2)]);
    expect(watch.ids).toEqual([]);
    expect(watch.newest.tracks).toMatchObject([{ id: -1, confirmed: false, startMs: START_MS }]);
    watch.look(1, () => [person(0.21)]);
    expect(watch.newest.tracks).toMatchObject([
      { id: 1, confirmed: true, seen: true, startMs: START_MS, seenMs: START_MS + 200 },
    ]);
  });

  it('at once when the detector is very sure', () => {
    expect(new Watch().look(1, () => [person(0.2, 0.3, 0.9)]).ids).toEqual([1]);
  });

  it('at once when the next look is far away', () => {
    expect(new Watch({ fps: 0.1 }).look(1, () => [person(0.2)]).ids).toEqual([1]);
  });

  it('not of faint detections, however many', () => {
    expect(new Watch().look(20, () => [person(0.2, 0.3, 0.49)]).newest.tracks).toEqual([]);
  });

  it('not of a single false alarm, which costs no number either', () => {
    const watch = new Watch()
      .look(1, () => [person(0.8)])
      .look(3, nothing)
      .look(2, () => [person(0.2)]);
    expect(watch.ids).toEqual([1]);
    expect(watch.ended).toEqual([]);
  });

  it('with numbers that rise by one, also after all tracks were ended', () => {
    const watch = new Watch().look(2, () => [person(0.1), person(0.6)]);
    expect(watch.ids).toEqual([1, 2]);
    expect(watch.tracker.end()).toMatchObject({ tracks: [], ended: [{ id: 1 }, { id: 2 }] });
    expect(watch.look(2, () => [person(0.1)]).ids).toEqual([3]);
  });
});

describe('a track goes on', () => {
  it('through an occlusion of a second while walking, where it comes out', () => {
    const walking = (seconds: number) => [person(0.1 + 0.12 * seconds)];
    for (const stepMs of [100, 200, 500]) {
      const watch = new Watch().look(3000 / stepMs, walking, stepMs);
      const fromMs = watch.atMs;
      watch.look(1000 / stepMs, nothing, stepMs);
      expect(watch.newest.tracks).toMatchObject([{ id: 1, seen: false, confirmed: true }]);
      const sinceS = (watch.atMs - fromMs) / 1000;
      watch.look(3, (seconds) => [person(0.1 + 0.12 * (3 + sinceS + seconds))], stepMs);
      expect(watch.ids).toEqual([1]);
    }
  });

  it('over two missed looks when there is one in ten seconds, and is over after three and its age', () => {
    const watch = new Watch({ fps: 0.1 })
      .look(2, (seconds) => [person(0.2 + 0.01 * seconds)], 10_000)
      .look(2, nothing, 10_000)
      .look(1, () => [person(0.38)], 10_000);
    expect(watch.ids).toEqual([1]);
    expect(watch.look(2, nothing, 10_000).ended).toEqual([]);
    expect(watch.look(1, nothing, 10_000).ended).toEqual([1]);
  });

  it('with a detector that is hardly sure of it', () => {
    const watch = new Watch().look(3, () => [person(0.2)]).look(30, () => [person(0.2, 0.3, 0.15)]);
    expect(watch.newest.tracks).toMatchObject([{ id: 1, seen: true, score: 0.15, bestScore: 0.7 }]);
  });

  it('at a pace that leaves no overlap between two looks', () => {
    const watch = new Watch({ fps: 1 }).look(6, (seconds) => [person(0.1 + 0.14 * seconds)], 1000);
    expect(watch.ids).toEqual([1]);
    expect(watch.newest.tracks[0]?.vx).toBeCloseTo(0.14, 2);
  });

  it('whether pictures come regularly or not', () => {
    const watch = new Watch();
    const fromMs = watch.atMs;
    for (const stepMs of [70, 400, 150, 900, 66, 66, 700, 120, 500, 66]) {
      watch.look(1, () => [person(0.1 + (0.12 * (watch.atMs - fromMs)) / 1000)], stepMs);
    }
    expect(watch.ids).toEqual([1]);
    expect(watch.newest.tracks[0]?.vx).toBeCloseTo(0.12, 2);
  });

  it('beside another that it crosses', () => {
    const watch = new Watch().look(
      25,
      (seconds) => [person(0.1 + 0.12 * seconds, 0.3), person(0.8 - 0.12 * seconds, 0.33)],
      200,
    );
    expect(watch.newest.tracks.map(({ id, vx }) => [id, Math.sign(vx)])).toEqual([
      [1, 1],
      [2, -1],
    ]);
  });
});

describe('a track ends', () => {
  it('when it was looked for in vain for two seconds, as it was when it was seen last', () => {
    const watch = new Watch().look(5, () => [person(0.4)]);
    const last = watch.newest.tracks[0];
    watch.look(10, nothing);
    expect(watch.ended).toEqual([]);
    let end: TrackerStep | null = null;
    while (end === null || end.ended.length === 0) {
      end = watch.tracker.update([], watch.atMs);
      watch.atMs += 200;
    }
    expect(end.ended).toEqual([last]);
    // Seen last at 0.8 s; the look at 3.0 s is the first after more than two seconds, and the time has gone on by one.
    expect(watch.atMs - START_MS).toBe(3200);
  });

  it('sooner when it has walked out of the picture, so that the next one has a number of its own', () => {
    const out = (seconds: number) => [person(0.78 + 0.25 * seconds)];
    const watch = new Watch().look(4, out).look(3, nothing);
    expect(watch.ended).toEqual([1]);
  });

  it('when nobody looked for long and it was moving; what stood is found again', () => {
    const watch = new Watch().look(25, (seconds) => [person(0.1 + 0.12 * seconds), person(0.8)]);
    watch.atMs += 60_000;
    watch.look(2, () => [person(0.7), person(0.8)]);
    expect(watch.ended).toEqual([1]);
    expect(watch.ids).toEqual([2, 3]);
  });
});

describe('classes', () => {
  it('do not match each other', () => {
    const watch = new Watch().look(3, () => [person(0.3), person(0.3, 0.3, 0.7, 'dog')]);
    expect(watch.newest.tracks.map(({ id, label }) => [id, label])).toEqual([
      [1, 'person'],
      [2, 'dog'],
    ]);
  });

  it('that flip for a moment keep the track, with its label', () => {
    const watch = new Watch()
      .look(5, () => [person(0.3, 0.3, 0.7, 'car')])
      .look(3, () => [person(0.3, 0.3, 0.8, 'truck')])
      .look(2, () => [person(0.3, 0.3, 0.7, 'car')]);
    expect(watch.newest.tracks).toMatchObject([{ id: 1, label: 'car', seen: true, bestScore: 0.7 }]);
  });

  it('that stay another begin a track of that class, and end the old one', () => {
    const watch = new Watch()
      .look(5, () => [person(0.3, 0.3, 0.7, 'car')])
      .look(8, () => [person(0.3, 0.3, 0.8, 'truck')]);
    expect(watch.newest.tracks).toMatchObject([{ id: 2, label: 'truck' }]);
    expect(watch.ended).toEqual([1]);
  });
});

describe('what stands', () => {
  const jitter = (seconds: number) =>
    person(0.4 + 0.004 * Math.sin(seconds * 37), 0.3 + 0.012 * Math.cos(seconds * 23));

  it('is so after three seconds, in spite of jitter, and moves again when it has gone a third of its size', () => {
    const watch = new Watch().look(15, (seconds) => [jitter(seconds)]);
    expect(watch.newest.tracks[0]?.stationary).toBe(false);
    watch.look(3, (seconds) => [jitter(seconds)]);
    expect(watch.newest.tracks).toMatchObject([{ stationary: true, vx: 0, vy: 0 }]);
    watch.look(5, (seconds) => [person(0.4 + 0.03 * seconds)]);
    expect(watch.newest.tracks[0]?.stationary).toBe(true);
    watch.look(5, (seconds) => [person(0.43 + 0.1 * seconds)]);
    expect(watch.newest.tracks).toMatchObject([{ id: 1, stationary: false }]);
  });

  it('is never so while it walks slowly', () => {
    const watch = new Watch();
    const flags = Array.from({ length: 100 }, (_, picture) => {
      watch.look(1, () => [person(0.1 + 0.003 * picture)]);
      return watch.newest.tracks[0]?.stationary;
    });
    expect(flags).not.toContain(true);
  });

  it('stays one track through ten seconds in which it is not seen', () => {
    const watch = new Watch().look(20, () => [person(0.4)]).look(50, nothing);
    expect(watch.newest.tracks).toMatchObject([{ id: 1, stationary: true, seen: false }]);
    expect(watch.look(1, () => [person(0.4)]).ids).toEqual([1]);
    expect(watch.look(80, nothing).ended).toEqual([1]);
  });

  it('is the same when it begins to walk in a moment in which it is missed', () => {
    const watch = new Watch()
      .look(30, () => [person(0.4)])
      .look(5, nothing)
      .look(5, (seconds) => [person(0.52 + 0.12 * seconds)]);
    expect(watch.ids).toEqual([1]);
  });

  it('stays an hour while nobody looks', () => {
    const watch = new Watch().look(20, () => [person(0.4)]).rest(3600, 10_000);
    expect(watch.newest.tracks).toMatchObject([{ id: 1, stationary: true, seen: false }]);
    expect(watch.look(2, () => [person(0.41)]).ids).toEqual([1]);
  });
});

describe('while nobody looks', () => {
  it('what had stopped at the last look is there still, and stands', () => {
    const watch = new Watch()
      .look(15, (seconds) => [person(0.1 + 0.1 * seconds)])
      .look(6, () => [person(0.39)])
      .rest(60);
    expect(watch.newest.tracks).toMatchObject([{ id: 1, stationary: true }]);
    expect(watch.ended).toEqual([]);
  });

  it('what moved at the last look is over after its age', () => {
    const watch = new Watch().look(15, (seconds) => [person(0.1 + 0.12 * seconds)]).rest(1.5);
    expect(watch.ids).toEqual([1]);
    expect(watch.rest(1.5).ended).toEqual([1]);
  });

  it('what was missed at the last look is over too', () => {
    const watch = new Watch()
      .look(8, () => [person(0.4)])
      .look(2, nothing)
      .rest(3);
    expect(watch.ended).toEqual([1]);
  });
});

it('the same pictures give the same tracks', () => {
  const run = () => {
    const watch = new Watch();
    return Array.from(
      { length: 50 },
      () => watch.look(1, () => [person((watch.atMs % 7000) / 7000), person((watch.atMs % 3000) / 3000, 0.5)]).newest,
    );
  };
  expect(run()).toEqual(run());
});

it('time that runs backwards does no harm', () => {
  const watch = new Watch().look(5, () => [person(0.4)]);
  watch.atMs -= 5000;
  expect(watch.look(3, () => [person(0.4)]).newest.tracks).toMatchObject([{ id: 1, seenMs: START_MS + 800 }]);
});
