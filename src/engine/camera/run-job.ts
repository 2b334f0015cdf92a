import type { Camera, FailureReason, StreamFacts } from '../../shared/camera.ts';
import type { ClockSteps } from '../clock-steps.ts';
import type { Clock } from '../clock.ts';
import type {
  ChildLedger,
  CredentialDoor,
  FfmpegBinary,
  KnownCodecs,
  ProgressBlock,
  StartProcess,
} from '../ffmpeg/index.ts';
import type { Logger } from '../logger.ts';
import type { Lookup } from './run-plan.ts';
import type { FramesWanted, GrowingPlace, RunSink } from './run-sinks.ts';

/** What every run of every camera needs. */
export interface RunTools {
  readonly clock: Clock;
  /** Whether the clock was set: time stamps of arrival leap then. */
  readonly steps: ClockSteps;
  readonly logger: Logger;
  /** Null when none is fit. */
  readonly ffmpeg: () => FfmpegBinary | null;
  readonly door: CredentialDoor | null;
  readonly lookup: Lookup;
  readonly place: GrowingPlace;
  /** Absent: nothing is ever decoded. */
  readonly frames?: FramesWanted;
  readonly sinks: readonly RunSink[];
  readonly start?: StartProcess;
  /** Remembers processes that the operating system would not end with us. */
  readonly ledger?: ChildLedger;
}

export interface RunJob {
  readonly camera: Camera;
  readonly password: string | null;
  readonly codecs: KnownCodecs | null;
  readonly segmentSeconds: number;
  /** Leaves the sub stream out: it is dead, and must not cost the main one. */
  readonly withoutSub: boolean;
  /** Decodes nothing: what cannot be decoded must not cost the recording. */
  readonly withoutFrames: boolean;
  readonly signal: AbortSignal;
  /** Ends the run for another one at once. */
  readonly renew: AbortSignal;
  readonly watcher: RunWatcher;
}

/** Follows a run from the supervisor's side. */
export interface RunWatcher {
  /** The first picture. */
  output(): void;
  facts(facts: { readonly main: StreamFacts; readonly sub: StreamFacts | null }): void;
  progress(progress: ProgressBlock): void;
  liveBytes(count: number): void;
  /** The file that is being written now. */
  growing(path: string): void;
  /** ffmpeg was started; null: it has gone. */
  process(control: RunControl | null): void;
}

/** One ffmpeg that runs, for who watches over it. */
export interface RunControl {
  /** Null when it could not be started. */
  readonly pid: number | null;
  /** Monotonic milliseconds. */
  readonly startedMs: number;
  /** The camera has a sub stream, but this run does without it. */
  readonly withoutSub: boolean;
  /** Ends the run as a failure of this kind, for another one. */
  restart(reason: FailureReason): void;
  /** Drops so far. */
  drops(): number;
  /** Segments finished in the last `windowMs`, and how many are to be expected at least. */
  segmentsWithin(windowMs: number): { readonly finished: number; readonly expected: number };
  /** A look at the growing file begins; `saw` tells what it found, null: no such file. */
  looks(): void;
  saw(path: string, sizeBytes: number | null): void;
}

export type RunOutcome =
  | { readonly kind: 'asked' }
  /** ffmpeg has found codecs that other arguments are needed for. */
  | { readonly kind: 'again'; readonly codecs: KnownCodecs }
  /** It was to end for another one: the clock was set, or the job's `renew`. */
  | { readonly kind: 'renew'; readonly why: 'clock_set' | 'asked' }
  /** It could not write, and another place is to be had. */
  | { readonly kind: 'elsewhere'; readonly log: readonly string[] }
  /** Recording could not begin or go on because pictures could not be decoded. */
  | { readonly kind: 'frames_failed' }
  /** The main stream is there (or may be), the sub stream is not. */
  | { readonly kind: 'sub_failed'; readonly reason: FailureReason; readonly log: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly log: readonly string[] };
