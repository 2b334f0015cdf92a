import { describe, expect, it } from 'vitest';
import { looking, noVotes, outcome, qualityOf, vote, worthALook } from '../../../src/engine/detection/votes.ts';
import { track } from './track.ts';

const large = track({ box: { x: 0.3, y: 0.2, w: 0.2, h: 0.6 } });

describe('attributes of a track', () => {
  it('are asked for when it is confirmed and seen, not before', () => {
    expect(worthALook(noVotes, track(), 0)).toBe(true);
    expect(worthALook(noVotes, track({ confirmed: false }), 0)).toBe(false);
    expect(worthALook(noVotes, track({ seen: false }), 0)).toBe(false);
  });

  it('are asked for again only when it is seen better, and not at once', () => {
    const votes = looking(noVotes, track(), 0);
    expect(worthALook(votes, track(), 5000)).toBe(false);
    expect(worthALook(votes, large, 100)).toBe(false);
    expect(worthALook(votes, large, 5000)).toBe(true);
  });

  it('are asked for five times at most', () => {
    let votes = noVotes;
    for (let at = 0; at < 5; at += 1) votes = looking(votes, track(), at * 1000);
    expect(worthALook(votes, large, 60_000)).toBe(false);
  });

  it('count less where the track is cut off at the edge', () => {
    expect(qualityOf(track({ box: { x: 0, y: 0.3, w: 0.1, h: 0.4 } }))).toBeCloseTo(qualityOf(track()) / 4);
  });

  it('are what most votes say, by their scores', () => {
    const said = [
      [{ name: 'clothing', value: 'red', score: 0.9 }],
      [{ name: 'clothing', value: 'blue', score: 0.5 }],
      [{ name: 'clothing', value: 'blue', score: 0.6 }],
      [{ name: 'gender', value: 'female', score: 0.8 }],
    ];
    const [clothing, gender] = outcome(said.reduce(vote, noVotes));
    expect(clothing).toMatchObject({ name: 'clothing', value: 'blue' });
    expect(clothing?.score).toBeCloseTo(0.55);
    expect(gender).toEqual({ name: 'gender', value: 'female', score: 1 });
  });

  it('are none where nothing was said', () => {
    expect(outcome(vote(noVotes, []))).toEqual([]);
  });
});
