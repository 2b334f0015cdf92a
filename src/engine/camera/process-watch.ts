import type { FailureReason } from '../../shared/camera.ts';

/** One look at a process; null when it was not found. */
export interface ProcessSample {
  /** Processor time since it began, milliseconds. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
  /** Segments that were finished in the window, and how many there should be at least. */
  readonly segments: { readonly finished: number; readonly expected: number };
}

/** What is remembered from look to look. */
export interface Watched {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly missing: boolean;
}

export interface WatchLimits {
  readonly cpuWarnPercent: number;
  readonly memoryLimitBytes: number;
}

export interface WatchVerdict {
  readonly watched: Watched;
  /** Since the look before; null when it was not found. */
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  readonly busy: boolean;
  /** Why it is to be restarted. */
  readonly restart: Extract<FailureReason, 'memory' | 'no_segment' | 'ffmpeg_killed'> | null;
}

/**
 * Judges one look at a process. Pure; times are monotonic milliseconds.
 * One that is missing is restarted at the second look: its end may just be on its way to us.
 */
export function judgeProcess(
  previous: Watched,
  sample: ProcessSample | null,
  nowMs: number,
  limits: WatchLimits,
): WatchVerdict {
  if (sample === null) {
    const restart = previous.missing ? 'ffmpeg_killed' : null;
    return {
      watched: { ...previous, atMs: nowMs, missing: true },
      cpuPercent: null,
      memoryBytes: null,
      busy: false,
      restart,
    };
  }
  const elapsedMs = nowMs - previous.atMs;
  const cpuPercent = elapsedMs > 0 ? Math.max(0, ((sample.cpuMs - previous.cpuMs) * 100) / elapsedMs) : 0;
  return {
    watched: { atMs: nowMs, cpuMs: sample.cpuMs, missing: false },
    cpuPercent,
    memoryBytes: sample.memoryBytes,
    busy: cpuPercent > limits.cpuWarnPercent,
    restart: reasonToRestart(sample, limits),
  };
}

function reasonToRestart({ memoryBytes, segments }: ProcessSample, limits: WatchLimits): WatchVerdict['restart'] {
  if (memoryBytes > limits.memoryLimitBytes) return 'memory';
  return segments.finished < segments.expected ? 'no_segment' : null;
}

/** Ends of a run that delivered which lie with its process or with what it wrote, not with camera or network. */
const processFaults: ReadonlySet<FailureReason> = new Set<FailureReason>([
  'ffmpeg_killed',
  'ffmpeg_broken',
  'memory',
  'not_written',
  'no_segment',
  'time_jump',
  'clock_drift',
]);

export function isProcessFault(reason: FailureReason): boolean {
  return processFaults.has(reason);
}

/** Restarts within the last `windowMs`, the one of now included. @param restartsMs earlier ones, oldest first */
export function withRestart(restartsMs: readonly number[], nowMs: number, windowMs: number): readonly number[] {
  return [...restartsMs.filter((atMs) => atMs > nowMs - windowMs), nowMs];
}
