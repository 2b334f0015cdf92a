import type { Tracked, TracksAt } from '../../../shared/detection.ts';
import type { Box, Point } from '../../../shared/geometry.ts';

/** One track as it is drawn over one frame. */
export interface ShownTrack {
  /** As it was seen last, at or before the frame. */
  readonly track: Tracked;
  /** Where it is in this frame. */
  readonly box: Box;
  /** 0 to 1: less when it has not been seen for long. */
  readonly opacity: number;
  /** Where the middle of its lower edge was in the last seconds, oldest first; ends in this frame. Empty when it stands still. */
  readonly tail: readonly Point[];
}

export const overlayTimes = {
  /** A box is moved on for so long after the newest picture that was looked at; */
  extrapolateMs: 600,
  /** longer where pictures are looked at seldom, up to this: it must not blink. */
  longestMs: 1500,
  /** What stands still is still there. */
  standingMs: 10_000,
  /** It fades in the end. */
  fadeMs: 200,
  /** A track that was missed in some pictures is bridged over so much. */
  bridgeMs: 600,
  tailMs: 3000,
  /** Decoded pictures are stamped to the millisecond, and files to less than four. */
  sameFrameMs: 4,
} as const;

interface Sighting {
  readonly at: number;
  readonly mediaMs: number;
  readonly track: Tracked;
}

interface Trail {
  /** At or before the frame, oldest first. */
  readonly past: Sighting[];
  /** The first one after it. */
  next: Sighting | null;
}

/** All tracks seen around the frame, each with its sightings. */
function trailsAround(entries: readonly TracksAt[], mediaMs: number): Map<number, Trail> {
  const trails = new Map<number, Trail>();
  entries.forEach((entry, at) => {
    for (const track of entry.tracks) {
      const trail = trails.get(track.id) ?? { past: [], next: null };
      trails.set(track.id, trail);
      const sighting = { at, mediaMs: entry.mediaMs, track };
      if (entry.mediaMs <= mediaMs + overlayTimes.sameFrameMs) trail.past.push(sighting);
      else trail.next ??= sighting;
    }
  });
  return trails;
}

function between(from: Box, to: Box, share: number): Box {
  const mix = (a: number, b: number) => a + (b - a) * share;
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), w: mix(from.w, to.w), h: mix(from.h, to.h) };
}

/** Where a track is that was seen last in `last`, and how sure that is; null when it is not to be drawn. */
function placeOf(
  last: Sighting,
  next: Sighting | null,
  mediaMs: number,
  newest: number,
  horizonMs: number,
): Pick<ShownTrack, 'box' | 'opacity'> | null {
  const { box, vx, vy, stationary } = last.track;
  const ageMs = mediaMs - last.mediaMs;
  if (ageMs <= overlayTimes.sameFrameMs) return { box, opacity: 1 };
  if (next !== null && (next.at === last.at + 1 || next.mediaMs - last.mediaMs <= overlayTimes.bridgeMs)) {
    return { box: between(box, next.track.box, ageMs / (next.mediaMs - last.mediaMs)), opacity: 1 };
  }
  // Looked at since, and not seen: it has ended.
  const longestMs = stationary ? overlayTimes.standingMs : horizonMs;
  if (last.at < newest || ageMs > longestMs) return null;
  const seconds = stationary ? 0 : ageMs / 1000;
  const opacity = Math.min(1, (longestMs - ageMs) / overlayTimes.fadeMs);
  return { box: { ...box, x: box.x + vx * seconds, y: box.y + vy * seconds }, opacity };
}

/** How long boxes are moved on: over one and a half of the distances at which pictures are looked at. */
function horizonOf(entries: readonly TracksAt[]): number {
  const [before, last] = entries.slice(-2);
  const gapMs = before === undefined || last === undefined ? 0 : last.mediaMs - before.mediaMs;
  return Math.min(overlayTimes.longestMs, Math.max(overlayTimes.extrapolateMs, gapMs * 1.5));
}

function foot({ x, y, w, h }: Box): Point {
  return { x: x + w / 2, y: y + h };
}

/**
 * The boxes of one frame. Exactly those that were seen in it; between two pictures that were looked at, in between;
 * after the newest, moved on with the track's speed for a moment. A track that was not seen again ends with the picture in
 * which it was seen last. Pure.
 * @param history of any run, ascending by media time
 * @param mediaMs of the frame, milliseconds of the run's media time
 */
export function boxesAt(history: readonly TracksAt[], runId: string, mediaMs: number): ShownTrack[] {
  const fromMs = mediaMs - overlayTimes.tailMs;
  const ofRun = history.filter((entry) => entry.runId === runId);
  // One older than a tail may still begin the stretch that the frame lies in.
  const entries = ofRun.filter(
    (entry, at) => entry.mediaMs >= fromMs || (ofRun[at + 1]?.mediaMs ?? Infinity) > mediaMs,
  );
  const horizonMs = horizonOf(entries);
  const shown: ShownTrack[] = [];
  for (const { past, next } of trailsAround(entries, mediaMs).values()) {
    const last = past.at(-1);
    const place = last === undefined ? null : placeOf(last, next, mediaMs, entries.length - 1, horizonMs);
    if (last === undefined || place === null) continue;
    const tail = last.track.stationary ? [] : [...past.map(({ track }) => foot(track.box)), foot(place.box)];
    shown.push({ track: last.track, ...place, tail });
  }
  return shown;
}
