/** Times after which something is given up, milliseconds. */
export interface Limits {
  /** From the start of a worker to its first word. */
  readonly startMs: number;
  /** Of loading a model. */
  readonly loadMs: number;
  /** Of its first run in a worker, which also lays out its memory. */
  readonly firstRunMs: number;
  /** Of a later run: so many times the usual, */
  readonly usualTimes: number;
  /** but never less than this. Generous, since a worker gives way to whoever wants the processor; its stand-in keeps the rest going. */
  readonly runMs: number;
  /** How often an idle worker is asked whether it is there, and how long it has to answer. */
  readonly pingMs: number;
  readonly pongMs: number;
  /** A worker that loads a model for so long, or is at half the deadline of a run, gets a stand-in if others wait. */
  readonly standInMs: number;
  /** A job is laid ready with a worker so long before the one that it has is likely to be done, */
  readonly aheadMs: number;
  /** and after this it gives way to a newer picture of its camera, or goes to a worker that has nothing to do. */
  readonly lainMs: number;
  /** How long a model is left alone after it could not be loaded: the file may still be being copied. */
  readonly retryLoadMs: number;
  /** How long a model is left alone after it took a worker down twice in a row; doubled each further time, up to the last. */
  readonly quarantineMs: number;
  readonly quarantineMaxMs: number;
  /** Before a worker that ended is replaced: at once the first time, then this, doubled each further time, up to the last. */
  readonly restartMs: number;
  readonly restartMaxMs: number;
  /** How long `stop` waits for the workers to be gone. */
  readonly stopMs: number;
}

export const defaultLimits: Limits = {
  startMs: 60_000,
  loadMs: 60_000,
  firstRunMs: 20_000,
  usualTimes: 20,
  runMs: 10_000,
  pingMs: 10_000,
  pongMs: 20_000,
  standInMs: 5_000,
  aheadMs: 14,
  lainMs: 28,
  retryLoadMs: 10_000,
  quarantineMs: 30_000,
  quarantineMaxMs: 600_000,
  restartMs: 1_000,
  restartMaxMs: 30_000,
  stopMs: 3_000,
};

/** `first` at the first time, then doubled each time, up to `most`. Pure. */
export function backOff(times: number, first: number, most: number): number {
  return Math.min(most, first * 2 ** Math.min(30, Math.max(0, times - 1)));
}
