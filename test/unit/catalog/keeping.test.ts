import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/engine/catalog/database.ts';
import type { Catalog } from '../../../src/engine/catalog/index.ts';
import { createStores } from '../../../src/engine/catalog/stores.ts';
import type { GapReason } from '../../../src/shared/recording.ts';
import { camA, memoryCatalog, quiet, segment } from './catalog-fixture.ts';

let catalog: Catalog;

beforeEach(() => {
  catalog = memoryCatalog();
});

/** A segment [startMs, endMs) that is there. */
function stored(startMs: number, endMs: number): string {
  const row = segment(camA, startMs, endMs - startMs);
  catalog.segments.insertSegment(row);
  return row.key;
}

function drop(startMs: number, endMs: number, reason: GapReason = 'no_motion'): void {
  catalog.keeping.dropSegment(stored(startMs, endMs), { cameraId: camA, startMs, endMs, reason });
}

const gaps = () =>
  catalog.segments.gapsInRange(camA, 0, 1e9).map(({ startMs, endMs, reason }) => [startMs, endMs, reason]);

describe('a segment that is dropped', () => {
  it('becomes garbage, and its time a gap', () => {
    const key = stored(1000, 11_000);
    const gap = { cameraId: camA, startMs: 1000, endMs: 11_000, reason: 'no_motion' as const };
    expect(catalog.keeping.dropSegment(key, gap)).toBe(true);
    expect(catalog.segments.findSegment(key)).toBeNull();
    expect(catalog.segments.garbage(1, 10).map((file) => file.key)).toEqual([key]);
    expect(gaps()).toEqual([[1000, 11_000, 'no_motion']]);
    expect(catalog.keeping.dropSegment(key, gap)).toBe(false);
    expect(gaps()).toHaveLength(1);
  });

  it('stays, and nothing changes, when a person has locked it meanwhile', () => {
    const db = openDatabase(':memory:');
    const { segments, keeping } = createStores(db, quiet);
    const row = segment(camA, 1000, 10_000);
    segments.insertSegment(row);
    db.exec('UPDATE segments SET locked = 1');
    expect(keeping.dropSegment(row.key, { cameraId: camA, startMs: 1000, endMs: 11_000, reason: 'no_motion' })).toBe(
      false,
    );
    expect(segments.findSegment(row.key)?.key).toBe(row.key);
    expect(segments.gapsInRange(camA, 0, 1e9)).toEqual([]);
  });

  it('joins the gap of the same reason before it, and no other', () => {
    for (const startMs of [0, 10_000, 20_000]) drop(startMs, startMs + 10_000);
    drop(30_000, 40_000, 'scheduled_off');
    drop(60_000, 70_000, 'scheduled_off');
    expect(gaps()).toEqual([
      [0, 30_000, 'no_motion'],
      [30_000, 40_000, 'scheduled_off'],
      [60_000, 70_000, 'scheduled_off'],
    ]);
  });

  it('leaves a gap that is found wherever in it one looks, however long it has become', () => {
    for (let startMs = 0; startMs < 1_000_000; startMs += 10_000) drop(startMs, startMs + 10_000);
    expect(catalog.segments.gapsInRange(camA, 990_000, 995_000)).toHaveLength(1);
    expect(catalog.segments.gapsInRange(camA, 500_000, 500_001)).toHaveLength(1);
  });

  it('leaves the gap alone that is open', () => {
    catalog.segments.beginGap(camA, 20_000, 'network_lost');
    drop(10_000, 20_000);
    expect(gaps()).toEqual([
      [10_000, 20_000, 'no_motion'],
      [20_000, null, 'network_lost'],
    ]);
  });

  it('counts as known time: a host that was killed was not away since the footage before it', () => {
    stored(0, 10_000);
    drop(10_000, 20_000);
    drop(20_000, 30_000);
    expect(catalog.segments.lastFootageEndMs(camA)).toBe(30_000);
  });
});

describe('a segment that is kept', () => {
  it('has its kind, and is found as active', () => {
    const [calm, moving, event] = [stored(0, 10_000), stored(10_000, 20_000), stored(20_000, 30_000)];
    catalog.keeping.noteSegment(calm, 'continuous', null);
    catalog.keeping.noteSegment(moving, 'motion', { movingMs: 1234.5, map: new Uint8Array(32).fill(1) });
    catalog.keeping.noteSegment(event, 'event', { movingMs: 10, map: null });
    expect(catalog.segments.activeSpans(camA, 5000, 25_000, 1000)).toEqual([
      { startMs: 10_000, endMs: 20_000, kind: 'motion' },
      { startMs: 20_000, endMs: 25_000, kind: 'event' },
    ]);
    expect(catalog.segments.recordedSpans(camA, 0, 30_000, 1000)).toEqual([{ startMs: 0, endMs: 30_000 }]);
  });

  it('is joined to its neighbours of the same kind', () => {
    for (const startMs of [0, 10_000, 50_000]) {
      catalog.keeping.noteSegment(stored(startMs, startMs + 10_000), 'motion', null);
    }
    expect(catalog.segments.activeSpans(camA, 0, 60_000, 1000)).toEqual([
      { startMs: 0, endMs: 20_000, kind: 'motion' },
      { startMs: 50_000, endMs: 60_000, kind: 'motion' },
    ]);
  });

  it('that is gone meanwhile is no trouble', () => {
    expect(() => catalog.keeping.noteSegment('abcdefghijkl-99999', 'motion', null)).not.toThrow();
  });
});
