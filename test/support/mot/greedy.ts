import { overlap, type Box } from '../../../src/shared/geometry.ts';
import type { Follow } from './follow.ts';

interface GreedyTrack {
  readonly id: number;
  box: Box;
  seenMs: number;
  hits: number;
}

const LEAST_OVERLAP = 0.3;
const LEAST_SCORE = 0.5;
const MAX_AGE_MS = 2000;
const SHOWN_MS = 600;

/**
 * The reference: a tracker that takes the pairs of greatest overlap with the box before, one after the other, and knows no movement,
 * no faint detections and no optimum. Ages and confirmation are as in ours.
 */
export function greedyTracker(): Follow {
  let tracks: GreedyTrack[] = [];
  let nextId = 1;
  return (detections, atMs) => {
    const sure = detections.filter(({ score }) => score >= LEAST_SCORE);
    const pairs = tracks
      .flatMap((track) => sure.map((detection) => ({ track, detection, share: overlap(track.box, detection.box) })))
      .filter(({ share }) => share >= LEAST_OVERLAP)
      .sort((a, b) => b.share - a.share);
    const taken = new Set<object>();
    for (const { track, detection } of pairs) {
      if (taken.has(track) || taken.has(detection)) continue;
      taken.add(track).add(detection);
      track.box = detection.box;
      track.seenMs = atMs;
      track.hits += 1;
    }
    for (const detection of sure) {
      if (taken.has(detection)) continue;
      tracks.push({ id: nextId, box: detection.box, seenMs: atMs, hits: 1 });
      nextId += 1;
    }
    tracks = tracks.filter(({ seenMs, hits }) => atMs - seenMs <= (hits < 2 ? 0 : MAX_AGE_MS));
    const shown = tracks.filter(({ seenMs, hits }) => hits >= 2 && atMs - seenMs <= SHOWN_MS);
    return shown.map(({ id, box }) => ({ id, box }));
  };
}
