import type { SentFrame } from '../../src/simulator/index.ts';

/** Frames that a camera sent and nobody recorded, one after the other: the first and the last of them. */
export interface MissingRun {
  readonly frames: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What became of the frames that a camera sent. Times are UTC milliseconds by the simulator's clock. */
export interface Account {
  /** Frames that the camera sent and the recordings hold, in the order of sending. */
  readonly recorded: readonly SentFrame[];
  readonly missing: readonly MissingRun[];
  /** Pictures in the recordings that were not told to be sent: damaged, shown twice, or sent by a faulty camera. */
  readonly strange: number;
}

/** Fewer pictures than this with numbers in a row are taken for damage, not for a place to go on from. */
const TRUSTED_RUN = 3;

/** Numbers in the recordings, split where one does not follow its predecessor. */
function runs(seen: readonly (number | null)[], follows: (before: number, after: number) => boolean): number[][] {
  const found: number[][] = [];
  let run: number[] = [];
  for (const number of seen) {
    const before = run.at(-1);
    if (number !== null && (before === undefined || follows(before, number))) {
      run.push(number);
      continue;
    }
    if (run.length > 0) found.push(run);
    run = number === null ? [] : [number];
  }
  if (run.length > 0) found.push(run);
  return found;
}

/**
 * Holds the frame numbers found in a camera's recordings, in the order of the files, against what the camera sent.
 * Recordings never go back: a number is looked for behind the one before it.
 * @param loop how many numbers there are until they begin anew
 */
export function account(sent: readonly SentFrame[], seen: readonly (number | null)[], loop: number): Account {
  const recorded: SentFrame[] = [];
  let at = 0;
  let strange = seen.filter((number) => number === null).length;
  for (const run of runs(seen, (before, after) => (before + 1) % loop === after)) {
    const found = run.length < TRUSTED_RUN ? -1 : findRun(sent, run, at, loop);
    if (found < 0) {
      strange += run.length;
      continue;
    }
    at = found;
    for (const number of run) {
      // Within a run the camera may have sent frames that it did not tell of (while it was faulty).
      if (sent[at]?.frame !== number) strange += 1;
      else recorded.push(sent[at++]!);
    }
  }
  return { recorded, missing: missingRuns(sent, recorded), strange };
}

/** Where in `sent`, from `from` on and within one loop, the first numbers of a run were sent one after the other. */
function findRun(sent: readonly SentFrame[], run: readonly number[], from: number, loop: number): number {
  const latest = Math.min(sent.length - 1, from + 2 * loop);
  for (let at = from; at <= latest; at += 1) {
    if (run.slice(0, TRUSTED_RUN).every((number, index) => sent[at + index]?.frame === number)) return at;
  }
  return -1;
}

function missingRuns(sent: readonly SentFrame[], recorded: readonly SentFrame[]): MissingRun[] {
  const there = new Set(recorded.map(({ index }) => index));
  const found: MissingRun[] = [];
  let open: SentFrame[] = [];
  const close = (): void => {
    const [first] = open;
    const last = open.at(-1);
    if (first !== undefined && last !== undefined) {
      found.push({ frames: open.length, fromMs: first.sentMs, toMs: last.sentMs });
    }
    open = [];
  };
  for (const frame of sent) {
    if (there.has(frame.index)) close();
    else open.push(frame);
  }
  close();
  return found;
}

/** Frames of runs that lie in [startMs, endMs], wholly or in part. */
export function missingWithin(runs: readonly MissingRun[], startMs: number, endMs: number): number {
  return runs
    .filter(({ fromMs, toMs }) => toMs >= startMs && fromMs <= endMs)
    .reduce((sum, run) => sum + run.frames, 0);
}

/**
 * Time without footage within [startMs, endMs], in milliseconds: from each recorded frame to the next, where it is
 * longer than `most` (what the camera did not send counts, too: there is no footage of it).
 */
export function holes(
  recorded: readonly SentFrame[],
  startMs: number,
  endMs: number,
  mostMs: number,
): { readonly fromMs: number; readonly toMs: number }[] {
  const found: { fromMs: number; toMs: number }[] = [];
  for (let at = 1; at < recorded.length; at += 1) {
    const fromMs = recorded[at - 1]!.sentMs;
    const toMs = recorded[at]!.sentMs;
    if (toMs - fromMs > mostMs && toMs >= startMs && fromMs <= endMs) found.push({ fromMs, toMs });
  }
  return found;
}
