import { basename, dirname, join } from 'node:path';
import type { Camera, CameraSource, FailureReason, StreamFacts } from '../../shared/camera.ts';
import { maskSecrets } from '../../shared/mask.ts';
import type { Clock } from '../clock.ts';
import {
  cameraRunArgs,
  classifyEnd,
  factsParser,
  FfmpegProcess,
  lineSplitter,
  parseSegmentLine,
  progressParser,
  runPipes,
  toStreamFacts,
  type CredentialDoor,
  type FfmpegBinary,
  type FfmpegExit,
  type InputFacts,
  type KnownCodecs,
  type ProgressBlock,
  type StartProcess,
} from '../ffmpeg/index.ts';
import type { Logger } from '../logger.ts';
import { refineReason } from './refine-reason.ts';
import { newRunId } from './ids.ts';
import { Liveness, silenceLimits } from './liveness.ts';
import { needsAnotherPlan, prepareSource, toCodecs, type Lookup } from './run-plan.ts';
import type { GrowingPlace, Run, RunEnd, RunSink } from './run-sinks.ts';

/** What every run of every camera needs. */
export interface RunTools {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null when none is fit. */
  readonly ffmpeg: () => FfmpegBinary | null;
  readonly door: CredentialDoor | null;
  readonly lookup: Lookup;
  readonly place: GrowingPlace;
  readonly sinks: readonly RunSink[];
  readonly start?: StartProcess;
}

export interface RunJob {
  readonly camera: Camera;
  readonly password: string | null;
  readonly codecs: KnownCodecs | null;
  readonly segmentSeconds: number;
  /** Leaves the sub stream out: it is dead, and must not cost the main one. */
  readonly withoutSub: boolean;
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
}

export type RunOutcome =
  | { readonly kind: 'asked' }
  /** ffmpeg has found codecs that other arguments are needed for. */
  | { readonly kind: 'again'; readonly codecs: KnownCodecs }
  /** It was to end for another one: the clock was set, or the job's `renew`. */
  | { readonly kind: 'renew' }
  /** The main stream is there (or may be), the sub stream is not. */
  | { readonly kind: 'sub_failed'; readonly reason: FailureReason; readonly log: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly log: readonly string[] };

const LIVENESS_EVERY_MS = 1000;
/** A clock that was set by more than this makes arrival times leap: the run begins anew. */
const CLOCK_STEP_MS = 2000;
/** Without recording, the growing files only serve viewers: short ones are thrown away soon. */
const UNRECORDED_SEGMENT_SECONDS = 10;

/** Runs a camera's ffmpeg once, from start to exit, feeds the sinks and says how it ended. Never rejects. */
export async function runCamera(tools: RunTools, job: RunJob): Promise<RunOutcome> {
  const source = sourceOf(job);
  const run = describeRun(job.camera, source, tools.clock.now());
  await tellAll(tools, (sink) => sink.begin(run));
  const outcome = await attempt(tools, job, source, run).catch((error: unknown): RunOutcome => {
    tools.logger.error({ cameraId: run.cameraId, err: error }, 'a run failed unexpectedly');
    return { kind: 'failed', reason: 'unknown', log: [] };
  });
  await tellAll(tools, (sink) => sink.end(run, endOf(outcome)));
  return outcome;
}

function endOf(outcome: RunOutcome): RunEnd {
  switch (outcome.kind) {
    case 'again':
    case 'renew':
      return { kind: 'renewed' };
    case 'sub_failed':
      return { ...outcome, kind: 'failed' };
    case 'asked':
    case 'failed':
      return outcome;
  }
}

/** What the run is to read: perhaps only the main stream. */
function sourceOf({ camera, withoutSub }: RunJob): CameraSource {
  return camera.source.kind === 'rtsp' && withoutSub ? { ...camera.source, subUrl: null } : camera.source;
}

function describeRun(camera: Camera, source: CameraSource, nowMs: number): Run {
  return {
    id: newRunId(nowMs),
    cameraId: camera.id,
    cameraName: camera.name,
    startedMs: nowMs,
    ...(source.kind === 'rtsp' ? { mediaEpochMs: nowMs } : {}),
    hasSub: source.kind === 'rtsp' && source.subUrl !== null,
    record: camera.record,
  };
}

/** A sink that breaks its promise and throws must not cost the camera its run. */
async function tellAll(tools: RunTools, tell: (sink: RunSink) => void | Promise<void>): Promise<void> {
  for (const sink of tools.sinks) {
    try {
      await tell(sink);
    } catch (error) {
      tools.logger.error({ err: error }, 'a sink of a run failed');
    }
  }
}

async function attempt(tools: RunTools, job: RunJob, source: CameraSource, run: Run): Promise<RunOutcome> {
  const { camera, password } = job;
  const binary = tools.ffmpeg();
  if (binary === null) return failed('ffmpeg_broken', ['no fit ffmpeg was found']);
  let pattern: string;
  try {
    pattern = await tools.place.prepare(run);
  } catch (error) {
    return failed('disk', [error instanceof Error ? error.message : 'the storage folder is not to be had']);
  }
  const prepared = await prepareSource(source, {
    password,
    timeoutMs: camera.connectTimeoutMs,
    door: tools.door,
    lookup: binary.resolvesNames ? null : tools.lookup,
  });
  if (typeof prepared === 'string') {
    const kind = prepared === 'sub_unknown' ? 'sub_failed' : 'failed';
    return { kind, reason: 'host_unreachable', log: ['the name of the host is not known'] };
  }
  if (job.signal.aborted) {
    prepared.release();
    return { kind: 'asked' };
  }
  const args = cameraRunArgs(binary, {
    source: prepared.source,
    timeoutMs: camera.connectTimeoutMs,
    epochMs: run.startedMs,
    segments: {
      pattern,
      seconds: camera.record ? job.segmentSeconds : UNRECORDED_SEGMENT_SECONDS,
      title: camera.name,
      comment: camera.id,
    },
    codecs: job.codecs,
    frames: null,
  });
  const follower = new RunFollower(tools, job, run, pattern);
  const exit = await follower.follow(binary, args);
  prepared.release();
  return judge(tools, job, follower, exit);
}

function failed(reason: FailureReason, log: readonly string[]): RunOutcome {
  return { kind: 'failed', reason, log };
}

async function judge(tools: RunTools, job: RunJob, follower: RunFollower, exit: FfmpegExit): Promise<RunOutcome> {
  if (job.signal.aborted) return { kind: 'asked' };
  if (follower.renewed || job.renew.aborted) return { kind: 'renew' };
  const kind = follower.subIsToBlame() ? 'sub_failed' : 'failed';
  if (follower.replan !== null && kind === 'failed') return { kind: 'again', codecs: follower.replan };
  if (follower.verdict !== null) return { kind, reason: follower.verdict, log: exit.log };
  const reason = classifyEnd({
    ...exit,
    hadOutput: follower.hadOutput,
    timeoutMs: job.camera.connectTimeoutMs,
  });
  if (kind === 'sub_failed' && !ownTrouble.has(reason)) return { kind, reason, log: exit.log };
  const refined = await refineReason(tools, job.camera.source, reason, job.signal);
  // Once pictures have come, a time-out of a host that can be reached is a camera that sends no more of them.
  return failed(refined === 'timeout' && follower.hadOutput ? 'stalled' : refined, exit.log);
}

/** Not the doing of any stream. */
const ownTrouble: ReadonlySet<FailureReason> = new Set<FailureReason>(['ffmpeg_broken', 'ffmpeg_killed', 'disk']);

/** Reads everything that one ffmpeg gives, hands it on, and ends it when it delivers no more. */
class RunFollower {
  hadOutput = false;
  /** Codecs that need other arguments, once ffmpeg has named such. */
  replan: KnownCodecs | null = null;
  /** Why we ended the run ourselves. */
  verdict: FailureReason | null = null;
  /** The machine's clock was set, and with it the time stamps. */
  renewed = false;
  readonly #tools: RunTools;
  readonly #job: RunJob;
  readonly #run: Run;
  readonly #pattern: string;
  readonly #facts = factsParser();
  readonly #liveness: Liveness;
  readonly #ending = new AbortController();
  #factsTold = false;
  #subSilent = false;
  #utcMinusMonotonicMs: number;

  constructor(tools: RunTools, job: RunJob, run: Run, pattern: string) {
    this.#tools = tools;
    this.#job = job;
    this.#run = run;
    this.#pattern = pattern;
    this.#liveness = new Liveness(silenceLimits(job.camera.connectTimeoutMs, run.hasSub), tools.clock.monotonic());
    this.#utcMinusMonotonicMs = tools.clock.now() - tools.clock.monotonic();
  }

  /**
   * Whether the run would have gone well without the sub stream: ffmpeg opens its inputs one after the other and says what
   * each is made of once it is open, so the first that is missing is the one that failed.
   */
  subIsToBlame(): boolean {
    if (!this.#run.hasSub) return false;
    const [main, sub] = this.#facts.inputs();
    return this.#subSilent || (!this.hadOutput && isKnown(main) && !isKnown(sub));
  }

  async follow(binary: FfmpegBinary, args: readonly string[]): Promise<FfmpegExit> {
    const { clock, start } = this.#tools;
    const parseProgress = progressParser();
    const progress = lineSplitter((line) => {
      const block = parseProgress(line);
      if (block !== null) this.#progress(block);
    });
    const list = lineSplitter((line) => this.#segment(line));
    const secrets = this.#job.password === null ? [] : [this.#job.password];
    const child = new FfmpegProcess({
      binary,
      args,
      clock,
      signal: AbortSignal.any([this.#job.signal, this.#job.renew, this.#ending.signal]),
      mask: (line) => maskSecrets(line, secrets),
      onLog: (line) => this.#log(line),
      outputs: {
        [runPipes.progress]: (bytes: Buffer) => progress.push(bytes),
        [runPipes.segmentList]: (bytes: Buffer) => list.push(bytes),
        [runPipes.live]: (bytes: Buffer) => this.#live(bytes),
      },
      ...(start === undefined ? {} : { start }),
    });
    this.#job.watcher.growing(segmentPath(this.#pattern, 0));
    const timer = clock.every(LIVENESS_EVERY_MS, () => {
      this.#checkClock();
      this.#checkLiveness();
    });
    const exit = await child.exit;
    timer.cancel();
    progress.end();
    list.end();
    this.#tellFacts();
    return exit;
  }

  #log(line: string): void {
    this.#facts.push(line);
    if (this.#facts.done()) this.#tellFacts();
  }

  #tellFacts(): void {
    const [first, second] = this.#facts.inputs();
    if (this.#factsTold || first === undefined) return;
    this.#factsTold = true;
    const main = toStreamFacts(first);
    if (main === null) return this.#endFor('unsupported');
    const facts = { main, sub: toStreamFacts(second) };
    this.#job.watcher.facts(facts);
    this.#tell((sink) => sink.facts(this.#run, facts));
    if (this.#job.camera.source.kind === 'device' || !needsAnotherPlan(this.#job.codecs, toCodecs(main))) return;
    this.replan = toCodecs(main);
    this.#ending.abort();
  }

  #progress(block: ProgressBlock): void {
    const grown = this.#liveness.main(block.frames, this.#tools.clock.monotonic());
    if (grown && !this.hadOutput && this.replan === null) {
      this.hadOutput = true;
      this.#job.watcher.output();
    }
    this.#job.watcher.progress(block);
    this.#tell((sink) => sink.progress(this.#run, block));
  }

  #segment(line: string): void {
    const entry = parseSegmentLine(line);
    if (entry === null) return;
    const index = /(\d+)\.mp4$/.exec(basename(entry.file))?.[1];
    if (index !== undefined) this.#job.watcher.growing(segmentPath(this.#pattern, Number(index) + 1));
    this.#tell((sink) => sink.segment(this.#run, entry));
  }

  #live(bytes: Buffer): void {
    this.#liveness.sub(this.#tools.clock.monotonic());
    this.#job.watcher.liveBytes(bytes.byteLength);
    this.#tell((sink) => sink.live(this.#run, bytes));
  }

  #checkLiveness(): void {
    const silent = this.#liveness.stalled(this.#tools.clock.monotonic());
    this.#subSilent ||= silent === 'sub';
    if (silent !== null) this.#endFor('stalled');
  }

  /** From look to look, so that clocks that drift apart over days are left alone. */
  #checkClock(): void {
    const { clock } = this.#tools;
    const before = this.#utcMinusMonotonicMs;
    this.#utcMinusMonotonicMs = clock.now() - clock.monotonic();
    const stepMs = this.#utcMinusMonotonicMs - before;
    if (this.#run.mediaEpochMs === undefined || Math.abs(stepMs) <= CLOCK_STEP_MS) return;
    this.#tools.logger.warn({ cameraId: this.#run.cameraId, stepMs }, 'the clock of this machine was set');
    this.renewed = true;
    this.#ending.abort();
  }

  #endFor(reason: FailureReason): void {
    this.verdict ??= reason;
    this.#ending.abort();
  }

  #tell(tell: (sink: RunSink) => void): void {
    for (const sink of this.#tools.sinks) {
      try {
        tell(sink);
      } catch (error) {
        this.#tools.logger.error({ err: error }, 'a sink of a run failed');
      }
    }
  }
}

/** A stream that answers and sends nothing is opened all the same, with a picture of 0 x 0. */
function isKnown(input: InputFacts | undefined): boolean {
  return (input?.video?.width ?? 0) > 0;
}

function segmentPath(pattern: string, index: number): string {
  // A percent sign of the folder stands doubled in the pattern.
  return join(
    dirname(pattern).replaceAll('%%', '%'),
    basename(pattern).replace('%05d', String(index).padStart(5, '0')),
  );
}
