import { basename, dirname, join } from 'node:path';
import type { FailureReason } from '../../shared/camera.ts';
import { maskSecrets } from '../../shared/mask.ts';
import type { ClockStep } from '../clock-steps.ts';
import {
  factsParser,
  FfmpegProcess,
  lineSplitter,
  openLentPipe,
  parseSegmentLine,
  progressReader,
  runPipes,
  toStreamFacts,
  type FfmpegBinary,
  type FfmpegExit,
  type InputFacts,
  type KnownCodecs,
  type ProgressBlock,
} from '../ffmpeg/index.ts';
import type { RunControl, RunJob, RunTools } from './run-job.ts';
import { RunLiveness } from './run-liveness.ts';
import { needsAnotherPlan, toCodecs } from './run-plan.ts';
import type { Run, RunSink } from './run-sinks.ts';

const LIVENESS_EVERY_MS = 1000;
/** The sub stream has come for so long without a picture that could be decoded. */
const UNDECODED_MS = 6000;

/** Reads everything that one ffmpeg gives, hands it on, and ends it when it delivers no more. */
export class RunFollower {
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
  readonly #liveness: RunLiveness;
  readonly #ending = new AbortController();
  #factsTold = false;
  #subSilent = false;
  /** By the monotonic clock; null: never. */
  #lastLiveMs: number | null = null;
  #lastFramesMs: number | null = null;
  readonly #stepBefore: ClockStep | undefined;
  readonly #startedMs: number;

  /** @param plan.segmentSeconds the length of a segment that ffmpeg is told */
  constructor(
    tools: RunTools,
    job: RunJob,
    run: Run,
    plan: { readonly pattern: string; readonly segmentSeconds: number },
  ) {
    this.#tools = tools;
    this.#job = job;
    this.#run = run;
    this.#pattern = plan.pattern;
    this.#liveness = new RunLiveness({
      clock: tools.clock,
      connectTimeoutMs: job.camera.connectTimeoutMs,
      hasSub: run.hasSub,
      segmentMs: plan.segmentSeconds * 1000,
      ...(run.mediaEpochMs === undefined ? {} : { mediaEpochMs: run.mediaEpochMs }),
    });
    this.#startedMs = tools.clock.monotonic();
    this.#stepBefore = tools.steps.known().at(-1);
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

  /**
   * ffmpeg serves the output first that is furthest behind, so pictures that come and cannot be decoded hold up main for ever.
   */
  framesAreToBlame(): boolean {
    const mainSilent = this.verdict === 'stalled' || this.verdict === 'no_data';
    if (this.#run.frames === undefined || !mainSilent || this.#lastLiveMs === null) return false;
    return this.#lastLiveMs - (this.#lastFramesMs ?? this.#startedMs) > UNDECODED_MS;
  }

  async follow(binary: FfmpegBinary, args: readonly string[]): Promise<FfmpegExit> {
    const { clock, start } = this.#tools;
    const readProgress = progressReader((block) => this.#progress(block));
    const list = lineSplitter((line) => this.#segment(line));
    const secrets = this.#job.password === null ? [] : [this.#job.password];
    const lent = this.#run.frames === undefined || start !== undefined ? null : await openLentPipe();
    const child = new FfmpegProcess({
      binary,
      args,
      clock,
      signal: AbortSignal.any([this.#job.signal, this.#job.renew, this.#ending.signal]),
      mask: (line) => maskSecrets(line, secrets),
      onLog: (line) => this.#log(line),
      outputs: {
        [runPipes.progress]: readProgress,
        [runPipes.segmentList]: (bytes: Buffer) => list.push(bytes),
        [runPipes.live]: (bytes: Buffer) => this.#live(bytes),
        ...(this.#run.frames === undefined ? {} : { [runPipes.frames]: (bytes: Buffer) => this.#frames(bytes) }),
      },
      lent,
      ...(start === undefined ? {} : { start }),
    });
    this.#job.watcher.growing(segmentPath(this.#pattern, 0));
    this.#job.watcher.process(this.#control(child));
    // Without a launcher nothing ends it with us.
    const ledger = binary.launcher.length === 0 ? this.#tools.ledger : undefined;
    if (child.pid !== null) ledger?.add(child.pid, this.#run.id);
    const timer = clock.every(LIVENESS_EVERY_MS, () => {
      this.#checkClock();
      this.#checkLiveness();
    });
    const exit = await child.exit;
    timer.cancel();
    this.#job.watcher.process(null);
    if (child.pid !== null) ledger?.remove(child.pid);
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
    const grown = this.#liveness.progress(block);
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
    this.#liveness.pace.finished((entry.endSeconds - entry.startSeconds) * 1000, this.#tools.clock.monotonic());
    this.#tell((sink) => sink.segment(this.#run, entry));
  }

  #live(bytes: Buffer): void {
    this.#lastLiveMs = this.#tools.clock.monotonic();
    this.#liveness.sub();
    this.#job.watcher.liveBytes(bytes.byteLength);
    this.#tell((sink) => sink.live(this.#run, bytes));
  }

  #frames(bytes: Buffer): void {
    this.#lastFramesMs = this.#tools.clock.monotonic();
    this.#tell((sink) => sink.frames?.(this.#run, bytes));
  }

  #checkLiveness(): void {
    const verdict = this.#liveness.verdict();
    if (verdict === null) return;
    this.#subSilent ||= verdict.stream === 'sub';
    const nothing = verdict.reason === 'stalled' && verdict.stream === 'main' && !this.#factsTold;
    this.#endFor(nothing ? 'no_data' : verdict.reason);
  }

  #control(child: FfmpegProcess): RunControl {
    const { clock } = this.#tools;
    const { written, pace } = this.#liveness;
    const liveness = this.#liveness;
    return {
      pid: child.pid,
      startedMs: clock.monotonic(),
      withoutSub: this.#job.withoutSub && this.#job.camera.source.kind === 'rtsp',
      restart: (reason) => this.#endFor(reason),
      drops: () => liveness.drops,
      segmentsWithin: (windowMs) => pace.within(windowMs, clock.monotonic()),
      looks: () => written.looks(clock.monotonic()),
      saw: (path, sizeBytes) => written.saw(path, sizeBytes, clock.monotonic()),
    };
  }

  #checkClock(): void {
    if (this.#run.mediaEpochMs === undefined) return;
    const step = this.#tools.steps.known().at(-1);
    if (step === undefined || step === this.#stepBefore) return;
    const { cameraId } = this.#run;
    this.#tools.logger.warn({ cameraId, stepMs: step.byMs }, 'the clock of this machine was set');
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
