import type { TrackRun } from '../media/index.ts';

/** Longer than this, seconds, and longer than three pictures: no camera waits so long after its first picture. */
const LONGEST_PAUSE_SECONDS = 0.2;

/** Time and length of a first picture in the track's timescale. */
export interface FirstPicture {
  readonly decodeTime: number;
  readonly duration: number;
}

/**
 * When the first picture of a run really came. ffmpeg (5.1 at least) knows no time stamp of an RTSP run's first picture and writes 0 for
 * it, the start of the run: footage would claim to begin before the camera had answered, with a picture that stands still for up to
 * a group of pictures. The pictures behind it tell: it came one interval before the second.
 * @returns null when its time can be true
 */
export function mendedFirstPicture(first: TrackRun, second: TrackRun): FirstPicture | null {
  if (first.samples !== 1 || second.samples === 0) return null;
  const interval = Math.max(1, Math.round(second.duration / second.samples));
  const pause = second.baseDecodeTime - first.baseDecodeTime;
  if (pause <= Math.max(3 * interval, LONGEST_PAUSE_SECONDS * first.track.timescale)) return null;
  return { decodeTime: second.baseDecodeTime - interval, duration: interval };
}
