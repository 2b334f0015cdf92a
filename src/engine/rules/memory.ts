import type { DetectionPlan } from '../../shared/detection-plan.ts';
import type { Track } from '../tracking/index.ts';
import { firstPassage, nextPassage, samePassage, type Passage } from './passage.ts';
import { firstPresence, nextPresence, placeOf, samePresence, type Presence } from './presence.ts';

/** Key of the rule that there is none: each track is an event. */
export const NO_RULE = '';

/** What is known of one track. */
export interface Memory {
  readonly seenMs: number;
  /** At its first look: when it began; later null. */
  readonly beganMs: number | null;
  /** By zone and wire. */
  readonly presences: ReadonlyMap<string, Presence>;
  readonly passages: ReadonlyMap<string, Passage>;
  /** Rules that hold, and since when. */
  readonly holding: ReadonlyMap<string, number>;
}

/** A track that is older was there before these rules; what it did then is not known. */
const FRESH_MS = 5000;

type Places = Pick<DetectionPlan, 'zones' | 'wires'>;

export function firstMemory({ zones, wires }: Places, track: Track): Memory {
  const { box, startMs, seenMs } = track;
  const beganMs = seenMs - startMs <= FRESH_MS ? startMs : seenMs;
  return {
    seenMs,
    beganMs,
    presences: new Map(zones.map(({ id, polygon }) => [id, firstPresence(placeOf(polygon, box), beganMs)])),
    passages: new Map(wires.map(({ id, points }) => [id, firstPassage(points, box, seenMs)])),
    holding: new Map(),
  };
}

/** Places after a look. Pure. What was not seen is where it was: foretold boxes go through walls. */
export function nextMemory(before: Memory, { zones, wires }: Places, track: Track, atMs: number): Memory {
  const { box, seen } = track;
  const elapsedMs = atMs - before.seenMs;
  const presences = new Map<string, Presence>();
  for (const { id, polygon } of zones) {
    const presence = before.presences.get(id) ?? firstPresence('out', atMs);
    presences.set(id, seen ? nextPresence(presence, placeOf(polygon, box), atMs, elapsedMs) : samePresence(presence));
  }
  const passages = new Map<string, Passage>();
  for (const { id, points } of wires) {
    const passage = before.passages.get(id) ?? firstPassage(points, box, atMs);
    passages.set(id, seen ? nextPassage(passage, points, box, atMs) : samePassage(passage));
  }
  return { seenMs: seen ? atMs : before.seenMs, beganMs: null, presences, passages, holding: before.holding };
}
