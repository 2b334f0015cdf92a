import type { PlaceNum } from '../storage/index.ts';

/** A root with the room that it has. */
export interface RootRoom {
  readonly num: PlaceNum;
  readonly kind: 'fast' | 'slow';
  readonly freeBytes: number;
  /** Below this, footage is deleted. */
  readonly minimumBytes: number;
}

/** A fast root that files are to leave: those that begin before `beforeMs`. */
export interface MoveSource {
  readonly from: PlaceNum;
  readonly beforeMs: number;
}

export interface MovePlan {
  readonly sources: readonly MoveSource[];
  /** In the order in which they are filled. */
  readonly targets: readonly PlaceNum[];
}

const HOUR_MS = 3_600_000;

/**
 * Which fast roots give files away, and which slow ones take them. A fast root with less than twice its minimum gives away its
 * oldest whatever their age, which is before anything has to be deleted for room; the fullest first. A slow root takes
 * files as long as it has its minimum: what then goes below is made up for by deleting the oldest that lies there. Pure.
 * @param roots in the settings' order
 */
export function planMoves(roots: readonly RootRoom[], moveAfterHours: number | null, nowMs: number): MovePlan {
  const targets = roots.filter((root) => root.kind === 'slow' && root.freeBytes > root.minimumBytes);
  if (targets.length === 0) return { sources: [], targets: [] };
  const fast = roots.filter(({ kind }) => kind === 'fast');
  const low = fast.filter(({ freeBytes, minimumBytes }) => freeBytes < 2 * minimumBytes);
  const byAge = moveAfterHours === null ? [] : fast.filter((root) => !low.includes(root));
  return {
    sources: [
      ...low
        .toSorted((a, b) => a.freeBytes - a.minimumBytes - (b.freeBytes - b.minimumBytes))
        .map(({ num }) => ({ from: num, beforeMs: nowMs })),
      ...byAge.map(({ num }) => ({ from: num, beforeMs: nowMs - (moveAfterHours ?? 0) * HOUR_MS })),
    ],
    targets: targets.map(({ num }) => num),
  };
}

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 300_000;

/** The wait before the next attempt, milliseconds. @param failures in a row, at least 1. Pure. */
export function retryAfterMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
}
