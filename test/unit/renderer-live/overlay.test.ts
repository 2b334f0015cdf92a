import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { startI18n } from '../../../src/renderer/i18n/index.ts';
import { isShown, overlayOn, parseChoice, toggleAll, toggleOne } from '../../../src/renderer/live/overlay/choice.ts';
import { colourOf } from '../../../src/renderer/live/overlay/colours.ts';
import { labelLines } from '../../../src/renderer/live/overlay/draw-tracks.ts';
import { placeLabel, projection, type Side } from '../../../src/renderer/live/overlay/geometry.ts';
import { ArrivalMap } from '../../../src/renderer/live/player/arrivals.ts';
import { FrameFeed, type ShownFrame } from '../../../src/renderer/live/player/frame-feed.ts';
import { transformOf, wholePicture, zoomAt } from '../../../src/renderer/live/zoom.ts';
import { applyDetection } from '../../../src/renderer/state/detection-store.ts';
import { classWordsOf } from '../../../src/renderer/ui/class-words.ts';
import type { DetectionStatus } from '../../../src/shared/detection.ts';

await startI18n();

describe('from the picture to the tile', () => {
  it.each([
    ['a tile of the same shape', { width: 640, height: 360 }, { x: 320, y: 90 }],
    ['a wider tile, with bars at the sides', { width: 1000, height: 360 }, { x: 500, y: 90 }],
    ['a higher tile, with bars above and below', { width: 640, height: 560 }, { x: 320, y: 190 }],
  ])('in %s', (_, frame, expected) => {
    const at = projection(frame, { width: 1280, height: 720 }, wholePicture);
    expect(at({ x: 0.5, y: 0.25 })).toEqual(expected);
  });

  it('goes with the transform of the zoomed video', () => {
    const frame = { width: 1000, height: 360 };
    const zoom = zoomAt(wholePicture, { x: 0.7, y: 0.4 }, 2.5);
    const [scale = 0, x = 0, y = 0] = (transformOf(zoom).match(/-?[\d.]+/g) ?? []).map(Number);
    const plain = projection(frame, { width: 640, height: 360 }, wholePicture)({ x: 0.2, y: 0.9 });
    const zoomed = projection(frame, { width: 640, height: 360 }, zoom)({ x: 0.2, y: 0.9 });
    expect(zoomed.x).toBeCloseTo(scale * (plain.x + (x / 100) * frame.width), 6);
    expect(zoomed.y).toBeCloseTo(scale * (plain.y + (y / 100) * frame.height), 6);
  });
});

describe('a label', () => {
  const room = { left: 4, top: 40, width: 632, height: 280 };
  const size = { width: 120, height: 20 };
  const alone = { before: undefined, taken: [] };
  it.each([
    ['stands above its box', { left: 100, top: 100 }, { left: 100, top: 80, side: 'above' }],
    ['stands in the box where there is no space above', { left: 100, top: 50 }, { left: 100, top: 50, side: 'inside' }],
    ['is not cut off at the right', { left: 600, top: 100 }, { left: 516, top: 80 }],
    ['is not cut off at the left', { left: -80, top: 100 }, { left: 4, top: 80 }],
    ['is not cut off above', { left: 100, top: -80 }, { left: 100, top: 40 }],
    ['is not cut off below', { left: 100, top: 400 }, { left: 100, top: 300 }],
    [
      'stands below where the box fills the height above',
      { left: 100, top: 20 },
      { left: 100, top: 110, side: 'below' },
    ],
  ])('%s', (_, corner, expected) =>
    expect(placeLabel({ ...corner, width: 60, height: 90 }, size, room, alone)).toMatchObject(expected),
  );

  it('does not jump to and fro while its box moves along the edge', () => {
    let side: Side | undefined;
    const sides = [70, 61, 59, 61, 64, 66, 72].map((top) => {
      ({ side } = placeLabel({ left: 100, top, width: 60, height: 90 }, size, room, { ...alone, before: side }));
      return side;
    });
    expect(sides).toEqual(['above', 'above', 'inside', 'inside', 'inside', 'inside', 'above']);
  });

  it('gives way to others, and goes back only when there is space to spare', () => {
    const box = { left: 100, top: 150, width: 60, height: 90 };
    const other = (left: number) => ({ left, top: 125, width: 60, height: 20 });
    const beside = (left: number, before: Side | undefined) =>
      placeLabel(box, size, room, { before, taken: [other(left)] }).side;
    expect(beside(230, undefined)).toBe('above');
    expect(beside(215, 'above')).toBe('inside');
    expect(beside(225, 'inside')).toBe('inside');
    expect(beside(235, 'inside')).toBe('above');
  });

  it('says class, number, confidence, and what else is known', () => {
    const track = {
      ...{ id: 12, label: 'person', score: 0.874, box: { x: 0, y: 0, w: 1, h: 1 }, vx: 0, vy: 0, stationary: false },
      attributes: [
        { name: 'gender', value: 'female', score: 0.8 },
        { name: 'clothing', value: 'red', score: 0.7 },
      ],
    };
    const english = classWordsOf(i18next.getFixedT('en', 'events'));
    expect(labelLines({ track }, english)).toEqual(['Person · #12 · 87%', 'Female, Red']);
    expect(labelLines({ track: { ...track, attributes: [] } }, english)).toEqual(['Person · #12 · 87%']);
    const vietnamese = classWordsOf(i18next.getFixedT('vi', 'events'));
    expect(labelLines({ track }, vietnamese)).toEqual(['Người · #12 · 87%', 'Nữ, Đỏ']);
  });

  it('has the colour of its class, whatever that class is', () => {
    expect(colourOf('Person')).toBe(colourOf('person'));
    expect(new Set(['person', 'car', 'dog', 'bicycle'].map(colourOf)).size).toBe(4);
    expect(colourOf('forklift')).toMatch(/^#[0-9a-f]{6}$/);
  });
});

describe('the switch', () => {
  it('is on at first, and turns one tile without the others', () => {
    const choice = toggleOne(overlayOn, 'a');
    expect([isShown(choice, 'a'), isShown(choice, 'b')]).toEqual([false, true]);
    expect(toggleOne(choice, 'a')).toEqual(overlayOn);
  });

  it('turns all off while any is on, else all on', () => {
    const mixed = toggleOne(overlayOn, 'a');
    const off = toggleAll(mixed, ['a', 'b']);
    expect(['a', 'b'].map((id) => isShown(off, id))).toEqual([false, false]);
    const on = toggleAll(off, ['a', 'b']);
    expect(['a', 'b'].map((id) => isShown(on, id))).toEqual([true, true]);
    expect(toggleAll(toggleOne(overlayOn, 'a'), ['a'])).toEqual(overlayOn);
  });

  it.each([null, '', '{', '7', 'null', '{"all":1,"except":[]}', '{"all":true}'])('takes %j for no choice', (stored) =>
    expect(parseChoice(stored)).toEqual(overlayOn),
  );

  it('is remembered', () => {
    const choice = toggleOne(toggleAll(overlayOn, ['a', 'b']), 'b');
    expect(parseChoice(JSON.stringify(choice))).toEqual(choice);
  });
});

describe('the time of the run', () => {
  it('is that of the fragment in which a frame lies, also where the engine moved it', () => {
    const map = new ArrivalMap();
    map.add(10, 0, 0);
    map.add(10.1, 0, 0);
    map.add(10.2, 0, -10_200);
    expect(map.runTimeOf(10.066)).toBeCloseTo(10_066, 6);
    expect(map.runTimeOf(10.1999)).toBeCloseTo(-0.1, 6);
    expect(map.runTimeOf(10.266)).toBeCloseTo(66, 6);
    expect(map.runTimeOf(9.9)).toBeNull();
    expect(map.runTimeOf(25)).toBeNull();
    map.add(10.3, 0, null);
    expect(map.runTimeOf(10.3)).toBeNull();
    map.clear();
    expect(map.runTimeOf(10.066)).toBeNull();
  });
});

describe('who draws', () => {
  const frame: ShownFrame = { runId: 'r', mediaMs: 5, width: 640, height: 360, history: [] };
  it('hears of the present frame at once, of each that follows, and once that there is none', () => {
    const feed = new FrameFeed();
    const heard: (number | null)[] = [];
    feed.emit(frame);
    const leave = feed.follow((shown) => heard.push(shown?.mediaMs ?? null));
    feed.emit({ ...frame, mediaMs: 6 });
    feed.emit(null);
    feed.emit(null);
    leave();
    feed.emit(frame);
    expect(heard).toEqual([5, 6, null]);
  });
});

describe('how detection fares', () => {
  const status: DetectionStatus = {
    ...{ cameraId: 'abcdefghij01', state: 'running', problem: null, model: null, provider: null, wantedFps: 5 },
    ...{ grantedFps: 5, actualFps: 5, latencyMs: null, inferenceMs: null, tracks: 0, failedFrames: 0 },
  };
  it('is known per camera from the latest word, until the camera goes or the connection is made anew', () => {
    const first = applyDetection(new Map(), { type: 'detection', statuses: [status] });
    const other = { ...status, cameraId: 'abcdefghij02' };
    const both = applyDetection(first, { type: 'detection', statuses: [{ ...status, state: 'resting' }, other] });
    expect([...both.values()].map(({ state }) => state)).toEqual(['resting', 'running']);
    const left = applyDetection(both, { type: 'camera_removed', cameraId: status.cameraId });
    expect([...left.keys()]).toEqual([other.cameraId]);
    expect(applyDetection(left, { type: 'alerts_read', unread: 0 })).toBe(left);
    expect(applyDetection(left, { type: 'hello', nowMs: 0, cameras: [] }).size).toBe(0);
  });
});
