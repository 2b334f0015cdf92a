import { describe, expect, it } from 'vitest';
import { commandOf } from '../../../src/renderer/live/commands.ts';
import { fittingLayout, pageAfterLayout, pageOf, parseLayout } from '../../../src/renderer/live/layout.ts';
import { ArrivalMap } from '../../../src/renderer/live/player/arrivals.ts';
import { dragBy, wholePicture, zoomAt } from '../../../src/renderer/live/zoom.ts';

describe('grid', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 4],
    [4, 4],
    [5, 9],
    [10, 16],
    [40, 16],
  ])('shows %d cameras in %d tiles unless told otherwise', (cameras, tiles) =>
    expect(fittingLayout(cameras)).toBe(tiles),
  );

  it('pages through more cameras than tiles, and never stands on an empty page', () => {
    expect(pageOf([1, 2, 3, 4, 5], 4, 1)).toEqual({ items: [5], page: 1, pages: 2 });
    expect(pageOf([1, 2, 3, 4], 4, 1)).toEqual({ items: [1, 2, 3, 4], page: 0, pages: 1 });
    expect(pageOf([], 4, 3)).toEqual({ items: [], page: 0, pages: 1 });
  });

  it('keeps the first camera of the page in sight when the layout changes', () => {
    expect(pageAfterLayout(2, 4, 1)).toBe(8);
    expect(pageAfterLayout(8, 1, 9)).toBe(0);
  });

  it('takes only its own layouts from the store', () => {
    expect(parseLayout('9')).toBe(9);
    expect(parseLayout('7')).toBeNull();
    expect(parseLayout(null)).toBeNull();
  });
});

describe('keys', () => {
  const press = (key: string, with_ = {}) =>
    commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...with_ });
  it('knows the grid keys in either case and leaves the browser its own', () => {
    expect(press('3')).toEqual({ kind: 'layout', layout: 9 });
    expect(press('F')).toEqual({ kind: 'fullscreen' });
    expect(press('r', { ctrlKey: true })).toBeNull();
    expect(press('q')).toBeNull();
  });
});

describe('digital zoom', () => {
  it('keeps the spot under the pointer where it is', () => {
    const zoom = zoomAt(wholePicture, { x: 0.75, y: 0.25 }, 2);
    expect(zoom.x + 0.75 / zoom.scale).toBeCloseTo(0.75, 10);
    expect(zoom.y + 0.25 / zoom.scale).toBeCloseTo(0.25, 10);
  });

  it('never shows what lies beyond the picture, nor less than the whole of it, nor more than eightfold', () => {
    const near = zoomAt(wholePicture, { x: 1, y: 1 }, 4);
    expect(dragBy(near, -5, 5)).toEqual({ scale: 4, x: 0.75, y: 0 });
    expect(zoomAt(near, { x: 0.5, y: 0.5 }, 0.01)).toEqual(wholePicture);
    expect(zoomAt(near, { x: 0.5, y: 0.5 }, 100).scale).toBe(8);
  });
});

describe('arrivals', () => {
  it('knows when a shown frame arrived, within the rounding of browsers, and forgets the oldest', () => {
    const map = new ArrivalMap();
    for (let n = 0; n < 2000; n += 1) map.add(n / 15, n * 67);
    expect(map.arrivalOf(1999 / 15 + 0.0009)).toBe(1999 * 67);
    expect(map.arrivalOf(1999 / 15 + 0.03)).toBeNull();
    expect(map.arrivalOf(0)).toBeNull();
  });
});
