/** A disk, bytes; `freeBytes` are those that this user may still write. */
export interface DiskRoom {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Part of the disk that pictures may take. */
const SHARE = 1 / 20;
/** Crop and frame of an event, reckoned high: of simulated scenes they took 37 kB. Their size is bounded, as frames are at most 640 wide. */
const PAIR_BYTES = 100_000;
/** With less than this part of the disk free, pictures make room for what matters more. */
const SHORT = 1 / 50;
/** So few are kept in any case. */
const LEAST = 1000;

/**
 * How many of the newest events may keep their pictures. On a disk that is nearly full it is half of those that are there, and half of
 * the rest at the next look. Pure.
 * @param held how many events there are, from the oldest with pictures on
 */
export function mostPictured({ freeBytes, totalBytes }: DiskRoom, held: number): number {
  const most = Math.max(LEAST, Math.floor((totalBytes * SHARE) / PAIR_BYTES));
  return freeBytes >= totalBytes * SHORT ? most : Math.max(LEAST, Math.min(most, Math.floor(held / 2)));
}
