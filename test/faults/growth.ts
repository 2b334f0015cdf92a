import type { Holdings } from './reconnects.ts';

/**
 * What a long run may hold more at its end than near its beginning. Memory moves by itself (the collector takes its time, pages of the
 * catalog are cached), so medians of sixths are held against each other and a little is allowed; handles and processes come and go with
 * requests in flight.
 */
export const MOST_GROWTH = { memoryShare: 0.05, memoryBytes: 4_000_000, handles: 4, processes: 0 } as const;

/** Fewer samples than this tell nothing. */
const FEWEST = 12;

export interface Growth {
  readonly before: Holdings;
  readonly after: Holdings;
  /** One sentence for each thing that grew by more than is allowed. */
  readonly complaints: readonly string[];
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function middle(held: readonly Holdings[]): Holdings {
  return {
    memoryBytes: median(held.map(({ memoryBytes }) => memoryBytes)),
    handles: median(held.map(({ handles }) => handles)),
    processes: median(held.map(({ processes }) => processes)),
  };
}

/**
 * Holds the last sixth of a run's samples against its second sixth (the first is the warming up).
 * @param held one sample after each repetition
 */
export function growthOf(held: readonly Holdings[]): Growth {
  if (held.length < FEWEST) throw new Error(`${held.length} samples are too few to speak of growth`);
  const sixth = Math.floor(held.length / 6);
  const before = middle(held.slice(sixth, 2 * sixth));
  const after = middle(held.slice(-sixth));
  const mostBytes = Math.max(before.memoryBytes * MOST_GROWTH.memoryShare, MOST_GROWTH.memoryBytes);
  const complaints: string[] = [];
  if (after.memoryBytes - before.memoryBytes > mostBytes) complaints.push('memory has grown');
  if (after.handles - before.handles > MOST_GROWTH.handles) complaints.push('open handles have grown');
  if (after.processes - before.processes > MOST_GROWTH.processes) complaints.push('processes have grown');
  return { before, after, complaints };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** One line for people. */
export function growthLine({ before, after }: Growth): string {
  const percent = (100 * (after.memoryBytes - before.memoryBytes)) / before.memoryBytes;
  return (
    `memory ${megabytes(before.memoryBytes)} -> ${megabytes(after.memoryBytes)} MB (${percent.toFixed(1)} %), ` +
    `${before.handles} -> ${after.handles} handles, ${before.processes} -> ${after.processes} processes`
  );
}
