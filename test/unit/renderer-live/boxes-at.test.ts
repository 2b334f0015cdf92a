import { describe, expect, it } from 'vitest';
import { boxesAt } from '../../../src/renderer/live/player/boxes-at.ts';
import { TrackHistory } from '../../../src/renderer/live/player/track-history.ts';
import type { Tracked, TracksAt } from '../../../src/shared/detection.ts';

const runId = 'aaaaaaaabbbb';

function seen(id: number, x: number, changes: Partial<Tracked> = {}): Tracked {
  return {
    ...{ id, label: 'person', score: 0.9, box: { x, y: 0.2, w: 0.1, h: 0.4 } },
    ...{ vx: 0.5, vy: 0, stationary: false, attributes: [], ...changes },
  };
}

function looked(mediaMs: number, ...tracks: Tracked[]): TracksAt {
  return { runId, mediaMs, atMs: 0, tracks };
}

/** Left edges by track, to a thousandth, with the opacity where it is not whole. */
function drawn(history: readonly TracksAt[], mediaMs: number, run = runId): string[] {
  return boxesAt(history, run, mediaMs).map(
    ({ track, box, opacity }) => `#${track.id} ${box.x.toFixed(3)}${opacity < 1 ? ` ${opacity.toFixed(2)}` : ''}`,
  );
}

describe('the boxes of a frame', () => {
  const walk = [looked(1000, seen(1, 0.1)), looked(1200, seen(1, 0.3)), looked(1400, seen(1, 0.2))];
  const missed = [looked(1000, seen(1, 0.1)), looked(1200), looked(1400, seen(1, 0.5))];
  const ended = [looked(1000, seen(1, 0.1), seen(2, 0.6)), looked(1200, seen(2, 0.6)), looked(2000)];

  it.each<[string, readonly TracksAt[], number, string[]]>([
    ['that was looked at are those that were seen in it', walk, 1200, ['#1 0.300']],
    ['whose time was rounded otherwise are still those', walk, 1197, ['#1 0.300']],
    ['between two that were looked at lie in between', walk, 1050, ['#1 0.150']],
    ['go with the newer pair where the track turned', walk, 1300, ['#1 0.250']],
    ['after the newest move on with its speed', walk, 1600, ['#1 0.300']],
    ['after the newest fade', walk, 1900, ['#1 0.450 0.50']],
    ['long after the newest are gone', walk, 2001, []],
    ['before anything was seen are none', walk, 990, []],
    ['bridge a picture in which the track was missed', missed, 1200, ['#1 0.300']],
    ['of a track that is missed in the newest picture are gone', missed.slice(0, 2), 1210, []],
    ['of a track that ended go on to the picture in which it was seen last', ended, 1000, ['#1 0.100', '#2 0.600']],
    ['of a track that ended are gone after it', ended, 1020, ['#2 0.600']],
    ['of a track that ended are gone, though nothing was looked at for long', ended, 1300, []],
    ['of a track that does not come again for long are not guessed', [...ended, looked(2200, seen(2, 0))], 1500, []],
    [
      'lie between two that were looked at seldom',
      [looked(0, seen(1, 0)), looked(5000, seen(1, 1))],
      4000,
      ['#1 0.800'],
    ],
    ['of what stands still stay', [looked(1000, seen(1, 0.1, { stationary: true }))], 1300, ['#1 0.100']],
    ['of what stands still stay for long', [looked(1000, seen(1, 0.1, { stationary: true }))], 8000, ['#1 0.100']],
    [
      'go on for longer where pictures are looked at seldom',
      [looked(0), looked(1000, seen(1, 0.1))],
      1800,
      ['#1 0.500'],
    ],
    ['of nothing are none', [], 1000, []],
  ])('%s', (_, history, mediaMs, expected) => expect(drawn(history, mediaMs)).toEqual(expected));

  it('are never those of another run', () => {
    const other = [looked(1000, seen(1, 0.1)), { ...looked(1000, seen(9, 0.9)), runId: 'ccccccccdddd' }];
    expect(drawn(other, 1000)).toEqual(['#1 0.100']);
    expect(drawn(other, 1000, 'ccccccccdddd')).toEqual(['#9 0.900']);
    expect(drawn(other, 1000, 'eeeeeeeeffff')).toEqual([]);
  });

  it('change in size as they move', () => {
    const grows = [looked(0, seen(1, 0)), looked(100, seen(1, 0, { box: { x: 0.2, y: 0, w: 0.3, h: 0.8 } }))];
    const [shown] = boxesAt(grows, runId, 50);
    expect(Object.values(shown?.box ?? {}).map((value) => Number(value.toFixed(6)))).toEqual([0.1, 0.1, 0.2, 0.6]);
  });

  it('have a tail of the last three seconds that ends in this frame, but for what stands still', () => {
    const path = Array.from({ length: 20 }, (_, n) =>
      looked(n * 500, seen(1, n / 100), seen(2, 0.5, { stationary: true })),
    );
    const [walker, stander] = boxesAt(path, runId, 6250);
    expect(walker?.tail.map(({ x }) => Number(x.toFixed(4)))).toEqual([0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.175]);
    expect(new Set(walker?.tail.map(({ y }) => Number(y.toFixed(6))))).toEqual(new Set([0.6]));
    expect(stander?.tail).toEqual([]);
  });
});

describe('what was seen in the last seconds', () => {
  it('is kept in the order of the frames, each once, and only of the present run', () => {
    const history = new TrackHistory();
    expect(history.add(looked(1000))).toBe(false);
    history.begin(runId);
    for (const mediaMs of [1000, 1400, 1200, 1400]) expect(history.add(looked(mediaMs, seen(mediaMs, 0)))).toBe(true);
    expect(history.entries.map((entry) => entry.mediaMs)).toEqual([1000, 1200, 1400]);
    history.begin(runId);
    expect(history.entries).toHaveLength(3);
    history.begin('ccccccccdddd');
    expect(history.add(looked(1600))).toBe(false);
    expect(history.entries).toEqual([]);
  });

  it('does not grow for ever', () => {
    const history = new TrackHistory();
    history.begin(runId);
    for (let n = 0; n < 1000; n += 1) history.add(looked(n * 100));
    expect(history.entries.at(0)?.mediaMs).toBeGreaterThan(90_000);
    for (let n = 0; n < 5000; n += 1) history.add(looked(200_000 + n));
    expect(history.entries.length).toBeLessThan(300);
  });
});
