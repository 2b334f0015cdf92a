import { beforeEach, describe, expect, it } from 'vitest';
import { createKeeper, localTime, type Keeper } from '../../../src/engine/modes/index.ts';
import type { Catalog } from '../../../src/engine/catalog/index.ts';
import { recordingPlanSchema, type RecordingPlan } from '../../../src/shared/recording-plan.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { camA, memoryCatalog, quiet, segment } from '../catalog/catalog-fixture.ts';

const S = 1000;
let clock: FakeClock;
let catalog: Catalog;
let plan: RecordingPlan | null;
let keeper: Keeper;
let cleaned: number;
let startMs: number;

beforeEach(() => {
  // A Monday, 08:00 UTC.
  startMs = Date.UTC(2026, 10, 23, 8);
  clock = new FakeClock(startMs);
  catalog = memoryCatalog();
  cleaned = 0;
  plan = recordingPlanSchema.parse({ mode: 'motion', preSeconds: 5, postSeconds: 10 });
  keeper = createKeeper({
    store: catalog.keeping,
    plan: () => plan,
    clock,
    logger: quiet,
    clean: () => Promise.resolve(void (cleaned += 1)),
    local: localTime('UTC'),
  });
  keeper.start();
});

/** Seconds pass in segments of ten, each finished when it ends; `watched` looks at each second, `moves` sees motion in it. */
async function pass(seconds: number, moves: (second: number) => boolean = () => false, watched = true): Promise<void> {
  const fromMs = clock.now();
  for (let second = 0; second < seconds; second += 1) {
    const atMs = fromMs + second * S;
    await clock.advance(S);
    if (watched) keeper.onWatched(camA, 'motion', atMs, atMs + S);
    if (moves(second)) keeper.onActivity(camA, 'motion', atMs, atMs + S, new Uint8Array(32).fill(1 << (second % 8)));
    if ((second + 1) % 10 !== 0) continue;
    const row = segment(camA, atMs - 9 * S, 10 * S);
    catalog.segments.insertSegment(row);
    keeper.onSegment(row);
  }
}

const seconds = (ms: number): number => (ms - startMs) / S;
const recorded = () =>
  catalog.segments
    .recordedSpans(camA, startMs, clock.now(), S)
    .map((span) => [seconds(span.startMs), seconds(span.endMs)]);
const active = () =>
  catalog.segments
    .activeSpans(camA, startMs, clock.now(), S)
    .map((span) => [seconds(span.startMs), seconds(span.endMs), span.kind]);
const gaps = () =>
  catalog.segments
    .gapsInRange(camA, startMs, clock.now())
    .map((gap) => [seconds(gap.startMs), seconds(gap.endMs ?? 0), gap.reason]);

describe('in the mode motion', () => {
  it('only what moved stays, with the seconds before and after it; the rest is one calm gap each', async () => {
    await pass(120, (second) => second >= 52 && second < 54);
    await clock.advance(10 * S);
    expect(recorded()).toEqual([[40, 70]]);
    expect(active()).toEqual([[40, 70, 'motion']]);
    expect(gaps()).toEqual([
      [0, 40, 'no_motion'],
      [70, 120, 'no_motion'],
    ]);
    expect(cleaned).toBeGreaterThanOrEqual(2);
  });

  it('nothing goes before it is decided', async () => {
    await pass(10);
    expect(recorded()).toEqual([[0, 10]]);
    await clock.advance(7 * S);
    expect(recorded()).toEqual([[0, 10]]);
    await clock.advance(2 * S);
    expect(recorded()).toEqual([]);
  });

  it('all stays while nobody looks, and it says so until somebody does again', async () => {
    await pass(30, undefined, false);
    await clock.advance(20 * S);
    expect(recorded()).toEqual([[0, 30]]);
    expect(active()).toEqual([]);
    expect(keeper.state(camA)).toEqual({ mode: 'motion', blind: true });
    await pass(20);
    await clock.advance(10 * S);
    expect(keeper.state(camA)).toEqual({ mode: 'motion', blind: false });
    expect(recorded()).toEqual([[0, 30]]);
  });

  it('what is not decided when the program stops stays', async () => {
    await pass(20);
    keeper.stop();
    await clock.advance(60 * S);
    expect(recorded()).toEqual([[10, 20]]);
  });

  it('what a camera has recorded stays when the camera is removed', async () => {
    await pass(10);
    plan = null;
    await clock.advance(60 * S);
    expect(recorded()).toEqual([[0, 10]]);
    expect(keeper.state(camA)).toBeNull();
  });
});

describe('by the schedule', () => {
  it('a mode holds from its minute to its end', async () => {
    const entry = (startMinute: number, mode: string) => ({ day: 0, startMinute, endMinute: startMinute + 1, mode });
    plan = recordingPlanSchema.parse({ schedule: [entry(481, 'off'), entry(482, 'motion')] });
    await pass(240);
    await clock.advance(20 * S);
    expect(recorded()).toEqual([
      [0, 60],
      [180, 240],
    ]);
    expect(gaps()).toEqual([
      [60, 120, 'scheduled_off'],
      [120, 180, 'no_motion'],
    ]);
  });
});

describe('in the mode continuous', () => {
  it('all stays, and what moved is marked when motion is looked for', async () => {
    plan = recordingPlanSchema.parse({ analyseMotion: true });
    await pass(60, (second) => second === 25);
    await clock.advance(10 * S);
    expect(recorded()).toEqual([[0, 60]]);
    expect(active()).toEqual([[20, 30, 'motion']]);
  });
});

describe('in the mode detection', () => {
  it('all stays until there is a detector, then what it detects', async () => {
    plan = recordingPlanSchema.parse({ mode: 'detection' });
    await pass(20);
    await clock.advance(10 * S);
    expect(recorded()).toEqual([[0, 20]]);
    const fromMs = clock.now();
    const unwatched = pass(40, undefined, false);
    keeper.onWatched(camA, 'detection', fromMs, fromMs + 40 * S);
    keeper.onActivity(camA, 'detection', fromMs + 12 * S, fromMs + 13 * S);
    await unwatched;
    await clock.advance(10 * S);
    expect(recorded()).toEqual([
      [0, 20],
      [30, 60],
    ]);
    expect(active()).toEqual([[30, 60, 'event']]);
  });
});
