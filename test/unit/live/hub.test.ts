import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Run, RunEnd } from '../../../src/engine/camera/index.ts';
import type { TracksAt } from '../../../src/shared/detection.ts';
import { createLiveHub, type LiveHub } from '../../../src/engine/live/index.ts';
import { FragmentSplitter } from '../../../src/engine/media/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { CollectingViewer } from '../../support/live-viewer.ts';
import { avcConfiguration, fragment, videoInit } from '../../support/mp4.ts';

const cameraId = 'abcdefghij04';
const end: RunEnd = { kind: 'asked' };
const run: Run = { id: 'aaaaaaaabbbb', cameraId, cameraName: 'Gate', startedMs: 0, hasSub: true, record: true };
const limits = { viewerBytes: 4000, gopBytes: 5000 };

let clock: FakeClock;
let hub: LiveHub;
let viewer: CollectingViewer;

beforeEach(async () => {
  clock = new FakeClock();
  hub = createLiveHub({
    ...{ clock, logger: pino({ level: 'silent' }), limits },
    growing: { growing: () => null },
    knows: () => true,
  });
  viewer = new CollectingViewer();
  await hub.begin(run);
});

/** One frame each 100 ms from number `first` on, a key frame each 5. */
function frames(first: number, count: number, size = 20): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, n) => fragment({ time: (first + n) * 100, key: (first + n) % 5 === 0 }, size)),
  );
}

function send(...bytes: Buffer[]): void {
  hub.live(run, Buffer.concat(bytes));
}

function times(of: CollectingViewer): number[] {
  return new FragmentSplitter().push(of.film()).flatMap((unit) => {
    if (unit.kind === 'broken') throw new Error(unit.why);
    return unit.kind === 'fragment' ? [unit.fragment.video?.baseDecodeTime ?? -1] : [];
  });
}

describe('joining', () => {
  it('waits while the camera delivers nothing, then starts', () => {
    hub.join(cameraId, 'sub', viewer);
    expect(viewer.story).toEqual(['waiting']);
    send(videoInit(), frames(0, 2));
    expect(viewer.story).toEqual(['waiting', 'start', 'init', 'key', 'delta']);
    expect(viewer.controls[1]).toEqual({
      ...{ type: 'start', stream: 'sub', generation: 1, runId: run.id },
      ...{ mimeType: 'video/mp4; codecs="avc1.42c01e"', width: 640, height: 360 },
    });
  });

  it('gives a late joiner the current group of pictures at once, with its own arrival times', async () => {
    send(videoInit(), frames(0, 6));
    await clock.advance(250);
    send(frames(6, 1));
    hub.join(cameraId, 'sub', viewer);
    expect(viewer.story).toEqual(['start', 'init', 'key', 'delta']);
    expect(viewer.fragments.map((packet) => [packet.sequence, packet.arrivalMs - clock.now()])).toEqual([
      [5, -250],
      [6, 0],
    ]);
  });

  it('makes a late joiner wait for the next key frame when the group of pictures is too large to keep', () => {
    send(videoInit(), frames(0, 1), frames(1, 3, 2500));
    hub.join(cameraId, 'sub', viewer);
    send(frames(4, 1));
    expect(viewer.story).toEqual(['start', 'init']);
    send(frames(5, 1));
    expect(viewer.story).toEqual(['start', 'init', 'key']);
  });

  it('sends nothing more to those who left', () => {
    const leave = hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 1));
    leave();
    leave();
    send(frames(1, 3));
    expect(viewer.fragments).toHaveLength(1);
  });
});

describe('a slow viewer', () => {
  it('is cut until a key frame comes and its socket has drained; others do not notice', () => {
    const quick = new CollectingViewer();
    hub.join(cameraId, 'sub', viewer);
    hub.join(cameraId, 'sub', quick);
    send(videoInit(), frames(0, 2));
    viewer.waitingBytes = limits.viewerBytes + 1;
    send(frames(2, 1));
    viewer.waitingBytes = limits.viewerBytes / 2;
    send(frames(3, 4));
    viewer.waitingBytes = 0;
    send(frames(7, 5));
    expect(viewer.fragments.map((packet) => packet.sequence)).toEqual([0, 1, 10, 11]);
    expect(viewer.fragments.map((packet) => packet.kind)).toEqual(['key', 'delta', 'key', 'delta']);
    expect(quick.fragments.map((packet) => packet.sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});

it('lets go of a viewer whose socket throws, and serves the others', () => {
  const broken = new CollectingViewer();
  hub.join(cameraId, 'sub', broken);
  hub.join(cameraId, 'sub', viewer);
  let asked = 0;
  broken.packet = () => {
    asked += 1;
    throw new Error('socket is closed');
  };
  send(videoInit(), frames(0, 3));
  expect(viewer.fragments).toHaveLength(3);
  expect(asked).toBe(1);
});

describe('the stream', () => {
  it('shows no picture after a hole until the next key frame', () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 7), frames(37, 2), frames(40, 2));
    expect(viewer.fragments.map((packet) => packet.sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 9, 10]);
  });

  it('takes an uneven pace for no hole', () => {
    hub.join(cameraId, 'sub', viewer);
    const uneven = [0, 40, 260, 300, 620].map((time, index) => fragment({ time, key: index === 0 }));
    send(videoInit(), ...uneven);
    expect(viewer.fragments).toHaveLength(5);
  });

  it('goes on in media time where a file begins at zero again, without a new start', () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 10), videoInit(), frames(0, 3));
    expect(viewer.story.filter((what) => what === 'start' || what === 'init')).toEqual(['start', 'init']);
    expect(times(viewer)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200]);
  });

  it('leaves media time alone where it goes on by itself', () => {
    hub.join(cameraId, 'sub', viewer);
    const later = [fragment({ time: 1040, key: true }), fragment({ time: 1140 })];
    send(videoInit(), frames(0, 10), videoInit(), ...later);
    expect(times(viewer).slice(-2)).toEqual([1040, 1140]);
  });

  it.each([
    ['size', videoInit({ width: 1280 })],
    ['parameter sets', videoInit({ configuration: [...avcConfiguration.slice(0, -1), 0x69] })],
  ])('starts a new generation when the %s changes', (_, init) => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 2), init, frames(0, 1));
    expect(viewer.story).toEqual(['waiting', 'start', 'init', 'key', 'delta', 'start', 'init', 'key']);
    expect(viewer.packets.map((packet) => packet.generation)).toEqual([1, 1, 1, 2, 2]);
  });

  it('tells viewers to wait when the run ends, and starts a new generation with the next', async () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 1));
    await hub.end(run, end);
    const next = { ...run, id: 'ccccccccdddd' };
    await hub.begin(next);
    hub.live(run, frames(1, 1));
    hub.live(next, Buffer.concat([videoInit(), frames(0, 1)]));
    expect(viewer.story).toEqual(['waiting', 'start', 'init', 'key', 'waiting', 'start', 'init', 'key']);
    expect(viewer.packets.at(-1)?.generation).toBe(2);
  });

  it('moves viewers to main when the camera loses its sub stream', async () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 1));
    await hub.end(run, end);
    await hub.begin({ ...run, id: 'ccccccccdddd', hasSub: false });
    expect(viewer.story).toEqual(['waiting', 'start', 'init', 'key', 'waiting']);
    expect(clock.pendingCount()).toBe(1);
    await hub.end({ ...run, id: 'ccccccccdddd', hasSub: false }, end);
    expect(clock.pendingCount()).toBe(0);
  });

  it('waits when its bytes are broken, until the next run', () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 1), Buffer.alloc(64, 1), frames(1, 1));
    expect(viewer.story).toEqual(['waiting', 'start', 'init', 'key', 'waiting']);
  });
});

describe('the time of the run', () => {
  it('stands in the header of each fragment, also where the time line was moved', () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 10), videoInit(), frames(0, 3));
    expect(viewer.fragments.slice(-5).map(({ mediaMs }) => mediaMs)).toEqual([800, 900, 0, 100, 200]);
    expect(viewer.packets[0]).toMatchObject({ kind: 'init', mediaMs: null });
  });

  it('is that of the run that the start names', async () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 1));
    const next = { ...run, id: 'ccccccccdddd' };
    await hub.end(run, end);
    await hub.begin(next);
    hub.live(next, Buffer.concat([videoInit(), frames(0, 1)]));
    const starts = viewer.controls.filter((message) => message.type === 'start');
    expect(starts.map(({ runId, generation }) => [runId, generation])).toEqual([
      [run.id, 1],
      [next.id, 2],
    ]);
  });
});

describe('what was seen in a frame', () => {
  const seen: TracksAt = {
    ...{ runId: run.id, mediaMs: 1234, atMs: 5000 },
    tracks: [
      {
        ...{ id: 7, label: 'person', score: 0.9, box: { x: 0.1, y: 0.2, w: 0.1, h: 0.3 } },
        ...{ vx: 0.1, vy: 0, stationary: false, attributes: [] },
      },
    ],
  };

  it('goes to all who watch the camera, on either stream, and to no others', async () => {
    const main = new CollectingViewer();
    const elsewhere = new CollectingViewer();
    await hub.begin({ ...run, id: 'eeeeeeeeffff', cameraId: 'abcdefghij05' });
    hub.join(cameraId, 'sub', viewer);
    hub.join(cameraId, 'main', main);
    hub.join('abcdefghij05', 'sub', elsewhere);
    send(videoInit(), frames(0, 2));
    hub.tracks(cameraId, seen);
    expect(viewer.controls.at(-1)).toEqual({ type: 'tracks', ...seen });
    expect([main.story, elsewhere.story]).toEqual([['waiting'], ['waiting']]);
  });

  it('is not told of a run that is over, nor of a camera that nobody knows', () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 1));
    hub.tracks(cameraId, { ...seen, runId: 'ccccccccdddd' });
    hub.tracks('zzzzzzzzzzzz', seen);
    expect(viewer.story).toEqual(['waiting', 'start', 'init', 'key']);
  });

  it('is not told to a viewer that was cut, until it follows again', () => {
    hub.join(cameraId, 'sub', viewer);
    send(videoInit(), frames(0, 2));
    viewer.waitingBytes = limits.viewerBytes + 1;
    hub.tracks(cameraId, seen);
    send(frames(2, 1));
    viewer.waitingBytes = 0;
    hub.tracks(cameraId, seen);
    send(frames(3, 3));
    hub.tracks(cameraId, seen);
    expect(viewer.story.slice(2)).toEqual(['init', 'key', 'delta', 'key', 'tracks']);
  });

  it('is written down once, however many watch, and not at all when nobody does', () => {
    let written = 0;
    const counted = {
      ...seen,
      tracks: Object.assign([...seen.tracks], {
        toJSON() {
          written += 1;
          return seen.tracks;
        },
      }),
    };
    send(videoInit(), frames(0, 1));
    hub.tracks(cameraId, counted);
    expect(written).toBe(0);
    hub.join(cameraId, 'sub', viewer);
    hub.join(cameraId, 'sub', new CollectingViewer());
    hub.tracks(cameraId, counted);
    expect(written).toBe(1);
  });
});

describe('the newest group of pictures', () => {
  it('is a film of its own', async () => {
    send(videoInit(), frames(0, 8));
    const gop = await hub.latestGop(cameraId, 'sub');
    const units = new FragmentSplitter().push(Buffer.concat([gop?.init ?? Buffer.alloc(0), ...(gop?.fragments ?? [])]));
    expect(units.map((unit) => (unit.kind === 'fragment' ? unit.fragment.video?.baseDecodeTime : unit.kind))).toEqual([
      'init',
      500,
      600,
      700,
    ]);
    expect(gop?.frameCount).toBe(3);
    expect(await hub.latestGop(cameraId, 'main')).toBeNull();
  });
});

it('measures frames and bits a second over the last seconds', async () => {
  send(videoInit());
  for (let n = 0; n < 100; n += 1) {
    send(fragment({ time: n * 100, key: n % 5 === 0 }, 1000));
    await clock.advance(100);
  }
  const bytes = fragment({ time: 0 }, 1000).length;
  expect(hub.figures(cameraId, 'sub')?.fps).toBeCloseTo(10, 0);
  expect((hub.figures(cameraId, 'sub')?.bitrateBps ?? 0) / (bytes * 80)).toBeCloseTo(1, 1);
  await clock.advance(10_000);
  expect(hub.figures(cameraId, 'sub')).toMatchObject({ fps: 0, bitrateBps: 0 });
  expect(hub.figures(cameraId, 'main')).toBeNull();
});
