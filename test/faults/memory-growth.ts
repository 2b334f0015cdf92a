/** Memory of one process at one moment, since the start of the watch. */
export interface MemorySample {
  readonly atMs: number;
  readonly mb: number;
}

export interface Growth {
  readonly earlyMb: number;
  readonly lateMb: number;
  /** Of the early memory; negative when it shrank. */
  readonly share: number;
}

interface Watch {
  readonly endMs: number;
  /** What is taken at first does not count. */
  readonly warmUpMs: number;
  readonly everyMs: number;
}

/**
 * How much a process grew after its warm-up: median of the last tenth of the watch against the median of the tenth after the warm-up.
 * A median, since a garbage collector lets memory swing. Null: it was not there all that time.
 */
export function growthOf(samples: readonly MemorySample[], { endMs, warmUpMs, everyMs }: Watch): Growth | null {
  const tenth = endMs / 10;
  const within = (fromMs: number, toMs: number) =>
    samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).map(({ mb }) => mb);
  const [early, late] = [within(warmUpMs, warmUpMs + tenth), within(endMs - tenth, endMs)];
  const least = Math.max(1, Math.floor((tenth / everyMs) * 0.8));
  if (early.length < least || late.length < least) return null;
  const [earlyMb, lateMb] = [median(early), median(late)];
  return { earlyMb, lateMb, share: lateMb / earlyMb - 1 };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}
