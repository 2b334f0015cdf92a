/** The value below which `share` (0 to 1) of the samples lie, by nearest rank. NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

export function summarise(samples: readonly number[]): Summary {
  return {
    count: samples.length,
    median: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    max: percentile(samples, 1),
  };
}

/** To three significant digits, as figures are read. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Milliseconds that the work took. */
export function timed(work: () => unknown): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

/** One limit of a benchmark: the figure with this name may be at most so much. */
export type Aims = Readonly<Record<string, number>>;

/**
 * Prints the figures, one a line, and last a JSON object for programs. Whether the aims are reached is computed from
 * the figures; a figure that is missing or no number reaches none. Sets the exit code when they are not.
 */
export function report(bench: string, figures: Readonly<Record<string, number>>, atMost: Aims): boolean {
  for (const [name, value] of Object.entries(figures)) {
    const aim = atMost[name];
    console.log(`${name.padEnd(28)} ${rounded(value)}${aim === undefined ? '' : `  (aim: at most ${aim})`}`);
  }
  const ok = Object.entries(atMost).every(([name, limit]) => (figures[name] ?? Number.NaN) <= limit);
  const shown = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
  console.log(JSON.stringify({ bench, figures: shown, aim: atMost, ok }));
  if (!ok) process.exitCode = 1;
  return ok;
}
