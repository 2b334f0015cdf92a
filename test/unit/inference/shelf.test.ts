import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openShelf, ShelfReader, type Shelf } from '../../../src/engine/inference/shelf.ts';
import { heard, picture, poolBench } from './pool-fixture.ts';

/** A shelf that is full after so many pictures. */
function shelfOf(room: number) {
  const put: number[] = [];
  let isClosed = false;
  const shelf: Shelf = {
    path: '/shelf',
    put(_place, data) {
      if (put.length >= room) return false;
      put.push(data[0] ?? -1);
      return true;
    },
    close: () => void (isClosed = true),
  };
  return { put, openShelf: () => shelf, isClosed: () => isClosed };
}

describe.skipIf(!existsSync('/dev/shm'))('memory that a host shares with a worker', () => {
  it('holds a picture in each place, and leaves no name behind', () => {
    const shelf = openShelf();
    const reader = new ShelfReader();
    expect(reader.open(shelf?.path ?? '')).toBe(true);
    expect([shelf?.put(0, picture(7).data), shelf?.put(1, picture(8).data)]).toEqual([true, true]);
    expect(reader.read(1, 12)).toEqual(picture(8).data);
    expect(reader.read(0, 12)).toEqual(picture(7).data);
    shelf?.close();
    expect(shelf?.put(0, picture(9).data)).toBe(false);
  });

  it('takes no picture that is larger than a place, and says so of one that is not there', () => {
    const shelf = openShelf();
    const reader = new ShelfReader();
    reader.open(shelf?.path ?? '');
    expect(shelf?.put(0, new Uint8Array(16 * 1024 * 1024 + 1))).toBe(false);
    expect(() => reader.read(1, 12)).toThrow('0 of 12 bytes');
    shelf?.close();
  });
});

describe('a picture on its way to a worker', () => {
  it('lies in shared memory once the worker has opened it, in another place than the one before', async () => {
    const shelf = shelfOf(10);
    const { workers, look } = poolBench(shelf);
    void look('a', 1);
    const worker = workers.at(0);
    worker.ready();
    expect(worker.sent[0]).toEqual({ type: 'shelf', path: '/shelf' });
    expect(worker.lastPicture).toBe(1);
    worker.say({ type: 'shelf', isOpen: true });
    worker.answer();
    for (const number of [2, 3]) {
      void look('a', number);
      worker.answer();
    }
    await heard();
    expect(shelf.put).toEqual([2, 3]);
    expect(worker.jobs.slice(1).map(({ task }) => task.picture)).toEqual([
      { width: 4, height: 2, place: 0 },
      { width: 4, height: 2, place: 0 },
    ]);
  });

  it('has a place of its own while another is looked at', async () => {
    const shelf = shelfOf(10);
    const { clock, workers, look } = poolBench(shelf);
    void look('a', 1);
    const worker = workers.at(0);
    worker.ready();
    worker.say({ type: 'shelf', isOpen: true });
    worker.answer();
    void look('a', 2);
    void look('b', 3);
    await clock.advance(10);
    void look('c', 4);
    worker.answer();
    await clock.advance(10);
    expect(worker.jobs.slice(1).map(({ task }) => task.picture)).toMatchObject([
      { place: 0 },
      { place: 1 },
      { place: 0 },
    ]);
  });

  it('is sent where the worker cannot open it, and where it is full', async () => {
    const closed = shelfOf(10);
    const blind = poolBench(closed);
    void blind.look('a', 1);
    blind.workers.at(0).ready();
    blind.workers.at(0).say({ type: 'shelf', isOpen: false });
    blind.workers.at(0).answer();
    void blind.look('a', 2);
    expect(blind.workers.at(0).lastPicture).toBe(2);
    expect([closed.put, closed.isClosed()]).toEqual([[], true]);

    const full = poolBench(shelfOf(0));
    void full.look('a', 1);
    full.workers.at(0).ready();
    full.workers.at(0).say({ type: 'shelf', isOpen: true });
    full.workers.at(0).answer();
    void full.look('a', 2);
    expect(full.workers.at(0).lastPicture).toBe(2);
    await heard();
  });

  it('needs its memory no longer when the worker has ended', async () => {
    const shelf = shelfOf(10);
    const { workers, look } = poolBench(shelf);
    void look('a', 1);
    workers.at(0).ready();
    workers.at(0).crash();
    await heard();
    expect(shelf.isClosed()).toBe(true);
  });
});
