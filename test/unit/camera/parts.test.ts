import { describe, expect, it } from 'vitest';
import { newCameraId, newRunId } from '../../../src/engine/camera/ids.ts';
import { needsAnotherPlan } from '../../../src/engine/camera/run-plan.ts';
import { lastJpeg } from '../../../src/engine/camera/snapshot.ts';
import { StartGate } from '../../../src/engine/camera/start-gate.ts';
import { GrowthMeter, RateMeter } from '../../../src/engine/camera/stats.ts';
import { createEvents } from '../../../src/engine/camera/index.ts';
import { cameraIdSchema } from '../../../src/shared/camera.ts';
import { segmentKeySchema } from '../../../src/shared/recording.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('ids', () => {
  it('have the form of the contract, and runs sort by their start', () => {
    expect(cameraIdSchema.safeParse(newCameraId()).success).toBe(true);
    const [first, second] = [newRunId(Date.UTC(2026, 0, 1)), newRunId(Date.UTC(2026, 0, 2))];
    expect(segmentKeySchema.safeParse(`${first}-00000`).success).toBe(true);
    expect(first < second).toBe(true);
  });
});

describe('another plan', () => {
  const found = (video: string, audio: string | null) => ({ video, audio });

  it.each([
    [null, found('h264', 'aac'), false],
    [null, found('h264', null), false],
    [null, found('h264', 'pcm_mulaw'), true],
    [null, found('hevc', 'aac'), true],
    [found('h264', 'pcm_mulaw'), found('h264', 'pcm_alaw'), false],
    [found('h264', null), found('h264', 'aac'), true],
    [found('hevc', 'aac'), found('h264', 'aac'), true],
    [found('hevc', 'aac'), found('hevc', 'aac'), false],
  ])('planned %o, found %o: %s', (planned, seen, expected) => {
    expect(needsAnotherPlan(planned, seen)).toBe(expected);
  });
});

describe('the start gate', () => {
  const never = new AbortController().signal;

  it('lets a few in, the others in order as places come free', async () => {
    const gate = new StartGate(2);
    const order: number[] = [];
    const leaves = await Promise.all([gate.enter(never), gate.enter(never)]);
    const waiting = [3, 4].map(async (name) => {
      const leave = await gate.enter(never);
      order.push(name);
      return leave;
    });
    await Promise.resolve();
    expect(order).toEqual([]);
    leaves[0]?.();
    leaves[0]?.();
    await waiting[0];
    expect(order).toEqual([3]);
    leaves[1]?.();
    await waiting[1];
    expect(order).toEqual([3, 4]);
  });

  it('forgets who gave up', async () => {
    const gate = new StartGate(1);
    const leave = await gate.enter(never);
    const giveUp = new AbortController();
    const waiting = gate.enter(giveUp.signal);
    giveUp.abort();
    expect(await waiting).toBeNull();
    leave?.();
    expect(await gate.enter(never)).not.toBeNull();
  });
});

describe('figures', () => {
  it('are rates over the last seconds, and end when nothing comes', async () => {
    const clock = new FakeClock();
    const meter = new RateMeter(clock);
    for (let second = 0; second <= 20; second += 1) {
      meter.add(second < 10 ? second * 15 : 150 + (second - 10) * 5);
      await clock.advance(1000);
    }
    expect(meter.perSecond()).toBe(5);
    await clock.advance(5000);
    expect(meter.perSecond()).toBe(0);
  });

  it('count the growth of files that follow each other', () => {
    const growth = new GrowthMeter();
    expect([growth.look('a', 100), growth.look('a', 150), growth.look('b', 30), growth.look('b', 30)]).toEqual([
      100, 150, 180, 180,
    ]);
  });
});

describe('the last JPEG', () => {
  it('of several is found, and a torn one is passed over', () => {
    const jpeg = (mark: number): Buffer => Buffer.from([0xff, 0xd8, 0xff, 0xe0, mark, 0xff, 0xd9]);
    expect(lastJpeg(Buffer.concat([jpeg(1), jpeg(2)]))).toEqual(jpeg(2));
    expect(lastJpeg(Buffer.from([1, 2, 3]))).toBeNull();
  });
});

describe('events', () => {
  it('greet a newcomer before anything else, and stop when it leaves', () => {
    const events = createEvents({ clock: new FakeClock(42), cameras: () => [] });
    const seen: string[] = [];
    const leave = events.subscribe((event) => seen.push(event.type));
    events.emit({ type: 'stats', stats: [] });
    leave();
    events.emit({ type: 'stats', stats: [] });
    expect(seen).toEqual(['hello', 'stats']);
  });
});
