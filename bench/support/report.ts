/** What a benchmark prints as its last line. `ok` says whether the aim was met, by what was measured. */
export interface Report {
  readonly bench: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly aim: Readonly<Record<string, number>>;
  readonly ok: boolean;
}

/** Whether `--quick` was given: under 50 s, fewer rounds, the same work. */
export function quickAsked(): boolean {
  return process.argv.includes('--quick');
}

/** The value below which `share` (0 to 1) of the samples lie, by nearest rank. NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Prints the report as one line of JSON, figures rounded to three decimals; a missed aim is exit code 1. */
export function printFigures(report: Report): void {
  const figures = Object.fromEntries(
    Object.entries(report.figures).map(([name, value]) => [name, Math.round(value * 1000) / 1000]),
  );
  console.log(JSON.stringify({ ...report, figures }));
  if (!report.ok) process.exitCode = 1;
}

/**
 * What cannot be measured here, in words, and a report without figures that is not ok. No failure: whoever has not got the data has broken
 * nothing.
 */
export function printLeftOut(bench: string, aim: Report['aim'], why: string): void {
  console.log(`left out: ${why}`);
  console.log(JSON.stringify({ bench, figures: {}, aim, ok: false } satisfies Report));
}

/** Milliseconds that the work took. */
export function timed(work: () => unknown): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}
