import { describe, expect, it } from 'vitest';
import { CameraEvents } from '../../../src/engine/events/camera-events.ts';
import { viewOf } from '../../../src/engine/events/live-event.ts';
import { begin, camA, end, plan, seen, T0, track, type Seen } from './events-fixture.ts';

/** What comes of a scene: at each of these times (milliseconds from the start), this is seen. */
function play(scene: readonly (readonly [number, Seen])[]) {
  let id = 0;
  const events = new CameraEvents(
    camA,
    () => plan,
    () => (id += 1),
  );
  const ended = scene.flatMap(([ms, what]) => events.observe(seen(T0 + ms, what)).ended);
  const brief = ({ event, record }: (typeof ended)[number]) => {
    const { kind, ruleId, startMs, endMs, zones, direction } = viewOf(event, record);
    return { kind, ruleId, startMs: startMs - T0, endMs: endMs === null ? null : endMs - T0, zones, direction };
  };
  return { ended: ended.map(brief), going: events.going.map(brief), events };
}

const at = (ms: number, changes = {}) => track(1, T0 + ms, changes);

describe('an event', () => {
  it('without rules lasts as long as its track was seen', () => {
    const { ended, going } = play([
      [0, { tracks: [at(0)], hits: [begin(1, null, T0)] }],
      [1000, { tracks: [at(1000)] }],
      [2500, { ended: [at(1000, { seen: false })] }],
    ]);
    expect(ended).toEqual([{ kind: 'appear', ruleId: null, startMs: 0, endMs: 1000, zones: [], direction: null }]);
    expect(going).toEqual([]);
  });

  it('of loitering lasts until the rule says that it is over', () => {
    const { ended } = play([
      [0, { tracks: [at(0)], zones: { 1: ['Yard'] } }],
      [10_000, { tracks: [at(10_000)], hits: [begin(1, 'loiter', T0 + 10_000)], zones: { 1: ['Yard'] } }],
      [15_000, { tracks: [at(15_000)], hits: [end(1, 'loiter', T0 + 14_800)] }],
    ]);
    expect(ended).toEqual([
      { kind: 'loiter', ruleId: 'loiter', startMs: 10_000, endMs: 14_800, zones: ['Yard'], direction: null },
    ]);
  });

  it('of entering ends at the last moment in the zone, once the thing has been out for a second', () => {
    const inYard = { 1: ['Yard'] };
    const { ended, going } = play([
      [0, { tracks: [at(0)], hits: [begin(1, 'enter', T0)], zones: inYard }],
      [2000, { tracks: [at(2000)], zones: inYard }],
      [2800, { tracks: [at(2800)] }],
      [3000, { tracks: [at(3000)], zones: inYard }],
      [3900, { tracks: [at(3900)] }],
    ]);
    expect(ended).toEqual([]);
    expect(going).toMatchObject([{ kind: 'enter', endMs: null }]);
    const later = play([
      [0, { tracks: [at(0)], hits: [begin(1, 'enter', T0)], zones: inYard }],
      [3000, { tracks: [at(3000)], zones: inYard }],
      [4100, { tracks: [at(4100)], zones: { 1: ['Door'] } }],
    ]);
    expect(later.ended).toMatchObject([{ kind: 'enter', startMs: 0, endMs: 3000, zones: ['Yard', 'Door'] }]);
  });

  it.each(['leave', 'cross'] as const)(
    'of %s has three seconds of what follows, or less when the track ends',
    (kind) => {
      const direction = kind === 'cross' ? 'in' : null;
      const began: [number, Seen] = [500, { tracks: [at(500)], hits: [begin(1, kind, T0 + 500, direction)] }];
      const stays = play([began, [3000, { tracks: [at(3000)] }], [3600, { tracks: [at(3600)] }]]);
      expect(stays.ended).toMatchObject([{ kind, startMs: 500, endMs: 3500, direction }]);
      const goes = play([began, [1200, { tracks: [at(1200)] }], [2400, { ended: [at(1200, { seen: false })] }]]);
      expect(goes.ended).toMatchObject([{ kind, startMs: 500, endMs: 1200 }]);
      const alone = play([began, [9000, { ended: [at(1200, { seen: false })] }]]);
      expect(alone.ended).toMatchObject([{ kind, startMs: 500, endMs: 1200 }]);
    },
  );

  it('is of the zone of its rule, also when the thing is in it no more', () => {
    const { ended } = play([
      [0, { tracks: [at(0)], hits: [begin(1, 'leave', T0)], zones: { 1: ['Door'] } }],
      [4000, { tracks: [at(4000)] }],
    ]);
    expect(ended).toMatchObject([{ kind: 'leave', zones: ['Yard', 'Door'] }]);
  });

  it('is one for each rule of a track, and goes on when its rule begins again', () => {
    const inYard = { 1: ['Yard'] };
    const { going, ended } = play([
      [0, { tracks: [at(0)], hits: [begin(1, 'enter', T0), begin(1, null, T0)], zones: inYard }],
      [500, { tracks: [at(500)], hits: [begin(1, 'enter', T0 + 500)], zones: inYard }],
    ]);
    expect(going.map(({ ruleId }) => ruleId)).toEqual(['enter', null]);
    expect(ended).toEqual([]);
  });

  it('of crossing ends when the line is crossed again, which is another', () => {
    const { going, ended } = play([
      [0, { tracks: [at(0)], hits: [begin(1, 'cross', T0, 'in')] }],
      [800, { tracks: [at(800)], hits: [begin(1, 'cross', T0 + 800, 'out')] }],
    ]);
    expect(ended).toMatchObject([{ direction: 'in', startMs: 0, endMs: 800 }]);
    expect(going).toMatchObject([{ direction: 'out', startMs: 800, endMs: null }]);
  });

  it('begins and ends with one observation when that is all there is', () => {
    const { ended } = play([[300, { ended: [at(200)], hits: [begin(1, null, T0 + 100)] }]]);
    expect(ended).toMatchObject([{ startMs: 100, endMs: 200 }]);
  });

  it('does not end before it begins when a rule is dated back', () => {
    const { ended } = play([
      [0, { tracks: [at(0)], hits: [begin(1, null, T0 + 50)] }],
      [100, { tracks: [at(100)], hits: [end(1, null, T0 + 20)] }],
    ]);
    expect(ended).toMatchObject([{ startMs: 50, endMs: 50 }]);
  });

  it('is over when nobody has spoken of its track for ten seconds', () => {
    const first: [number, Seen] = [0, { tracks: [at(0)], hits: [begin(1, null, T0)] }];
    expect(play([first, [9000, {}]]).going).toMatchObject([{ endMs: null }]);
    expect(play([first, [11_000, {}]]).ended).toMatchObject([{ startMs: 0, endMs: 0 }]);
  });

  it('is not begun for a track that is not there', () => {
    expect(play([[0, { tracks: [at(0)], hits: [begin(2, null, T0)] }]]).going).toEqual([]);
  });

  it('has the best score of its track and the path from five seconds before it, at most 200 points', () => {
    const scene = Array.from({ length: 600 }, (_, index): [number, Seen] => {
      const ms = index * 100;
      const box = { x: 0.5 + 0.4 * Math.sin(index / 7), y: 0.3 + 0.2 * Math.sin(index / 3), w: 0.1, h: 0.1 };
      const now = at(ms, { box, score: index === 400 ? 0.97 : 0.6 });
      return [ms, { tracks: [now], hits: index === 100 ? [begin(1, null, T0 + ms)] : [] }];
    });
    const { events } = play(scene);
    const going = events.going[0];
    if (going === undefined) throw new Error('nothing goes on');
    const { path, score } = viewOf(going.event, going.record);
    expect(score).toBe(0.97);
    expect(path.length).toBeLessThanOrEqual(200);
    expect(path.length).toBeGreaterThan(100);
    expect(path[0]?.atMs).toBeGreaterThanOrEqual(T0 + 5000);
    expect(path[0]?.atMs).toBeLessThan(T0 + 5500);
    expect(path.at(-1)?.atMs).toBe(T0 + 59_900);
  });

  it('is closed with all others at the last moment it was seen', () => {
    const { events } = play([
      [0, { tracks: [at(0)], hits: [begin(1, null, T0)] }],
      [1000, { tracks: [at(1000)] }],
    ]);
    expect(events.close(T0 + 60_000).map(({ event }) => event.endMs)).toEqual([T0 + 1000]);
    expect(events.going).toEqual([]);
  });
});
