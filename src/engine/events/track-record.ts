import type { Attribute } from '../../shared/detection.ts';
import type { Track } from '../tracking/index.ts';
import { footOf, MOST_POINTS, thinPath, type PathPoint } from './path.ts';

/** What is remembered of a track while it lasts, and until its last event is done. */
export interface TrackRecord {
  track: Track;
  path: PathPoint[];
  attributes: readonly Attribute[];
}

/** Points are thinned when there are twice as many as are kept, so that a thing that stays for days takes no more. */
const THIN_AT = 2 * MOST_POINTS;

/** Takes down where the track is now. */
export function note(record: TrackRecord, track: Track): void {
  record.track = track;
  if (!track.seen) return;
  const atMs = Math.round(track.seenMs);
  if (atMs <= (record.path.at(-1)?.atMs ?? -Infinity)) return;
  record.path.push({ ...footOf(track.box), atMs });
  if (record.path.length >= THIN_AT) record.path = thinPath(record.path);
}
