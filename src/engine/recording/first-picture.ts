import type { TrackRun } from '../media/index.ts';

/** Longer than this, seconds, and longer than three pictures: no camera waits so long after its first picture. */
const LONGEST_PAUSE_SECONDS = 0.2;

/** Time and length of a first picture in the track's timescale. */
export interface FirstPicture {
  readonly decodeTime: number;
  readonly duration: number;
}

export interface FirstPictureRule {
  /** Time stamps are this machine's clock, counted from the start of the run: a first picture at 0 cannot be true. */
  readonly arrival: boolean;
}

/**
 * When the first picture of a run really came. ffmpeg (5.1 at least) knows no time stamp of an RTSP run's first picture and writes 0 for
 * it, the start of the run: footage would claim to begin before the camera had answered, with a picture that stands still for up to
 * a group of pictures. The pictures behind it tell: it came one interval before the second. While ffmpeg opens the sub stream it reads
 * nothing of main, so that among those pictures may be one that lasts a second or more: the shortest tells the interval, not the mean.
 * @param next fragments behind that of the first picture, in order
 * @returns null when its time can be true; `wait` when another fragment may tell more
 */
export function mendedFirstPicture(
  first: TrackRun,
  next: readonly TrackRun[],
  rule: FirstPictureRule,
): FirstPicture | null | 'wait' {
  const [second] = next.filter(({ samples }) => samples > 0);
  if (first.samples !== 1) return null;
  if (second === undefined) return 'wait';
  const { timescale } = first.track;
  const shortest = Math.min(...next.filter(({ samples }) => samples > 0).map((run) => run.shortest));
  const seen = next.reduce((sum, { samples }) => sum + samples, 0);
  // One picture that lasts long: a camera of few pictures, or the sub stream is being opened.
  if (shortest > LONGEST_PAUSE_SECONDS * timescale && seen < 2) return 'wait';
  const interval = Math.max(1, shortest);
  const pause = second.baseDecodeTime - first.baseDecodeTime;
  const never = rule.arrival && first.baseDecodeTime === 0;
  if (pause <= (never ? interval : Math.max(3 * interval, LONGEST_PAUSE_SECONDS * timescale))) return null;
  return { decodeTime: second.baseDecodeTime - interval, duration: interval };
}
