import type { FailureReason } from '../../shared/camera.ts';
import type { Clock } from '../clock.ts';
import type { ProgressBlock } from '../ffmpeg/index.ts';
import { Liveness, silenceLimits } from './liveness.ts';
import { MediaTimeWatch } from './media-time.ts';
import { SegmentPace, WrittenWatch } from './written.ts';

/** A look that comes so late was not ours to take: the whole program stood still, and what came meanwhile is yet to be read. */
const LATE_MS = 2500;

export interface RunLivenessOptions {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly hasSub: boolean;
  /** Length of a segment that was asked for. */
  readonly segmentMs: number;
  /** UTC milliseconds of media time 0 where time stamps are arrivals; absent where they are the source's own. */
  readonly mediaEpochMs?: number;
}

/** Everything by which the output of one run shows whether it lives. */
export class RunLiveness {
  readonly pace: SegmentPace;
  readonly written: WrittenWatch;
  readonly #clock: Clock;
  readonly #mediaEpochMs: number | null;
  readonly #silence: Liveness;
  readonly #time: MediaTimeWatch;
  #report: { readonly mediaMs: number; readonly clockMs: number } | null = null;
  #pictureMs: number | null = null;
  #lookedMs: number;

  constructor(options: RunLivenessOptions) {
    const { clock, mediaEpochMs } = options;
    const nowMs = clock.monotonic();
    this.#clock = clock;
    this.#mediaEpochMs = mediaEpochMs ?? null;
    this.#silence = new Liveness(silenceLimits(options.connectTimeoutMs, options.hasSub), nowMs);
    this.#time = new MediaTimeWatch(mediaEpochMs === undefined ? 'own' : 'arrival');
    this.pace = new SegmentPace(options.segmentMs);
    this.written = new WrittenWatch(nowMs);
    this.#lookedMs = nowMs;
  }

  get drops(): number {
    return this.#silence.drops;
  }

  /** Answers whether pictures came since the last report. */
  progress(block: ProgressBlock): boolean {
    const nowMs = this.#clock.monotonic();
    if (!this.#silence.main(block.frames, nowMs)) return false;
    if (this.#pictureMs === null) this.pace.begins(nowMs);
    this.#pictureMs = nowMs;
    if (block.outTimeUs !== null) {
      const clockMs = this.#mediaEpochMs === null ? nowMs : this.#clock.now() - this.#mediaEpochMs;
      this.#report = { mediaMs: block.outTimeUs / 1000, clockMs };
    }
    return true;
  }

  sub(): void {
    this.#silence.sub(this.#clock.monotonic());
  }

  /** Why the run is to end, and whether only for its sub stream; null: it lives. Call it about once a second. */
  verdict(): { readonly reason: FailureReason; readonly stream: 'main' | 'sub' } | null {
    const nowMs = this.#clock.monotonic();
    const late = nowMs - this.#lookedMs > LATE_MS;
    this.#lookedMs = nowMs;
    if (late) return null;
    const silent = this.#silence.stalled(nowMs);
    if (silent === 'main') {
      // While a disk hangs, ffmpeg hangs with it and reads nothing.
      return { reason: this.written.hangs(nowMs) ? 'not_written' : 'stalled', stream: 'main' };
    }
    const reason = this.#writing(nowMs);
    if (reason !== null) return { reason, stream: 'main' };
    return silent === 'sub' ? { reason: 'stalled', stream: 'sub' } : null;
  }

  #writing(nowMs: number): FailureReason | null {
    const report = this.#report;
    // Of several reports that were read at once only the newest is of now.
    this.#report = null;
    const fault = report === null ? null : this.#time.observe(report.mediaMs, report.clockMs);
    if (fault !== null) return fault;
    if (this.written.stuck(nowMs, this.#pictureMs)) return 'not_written';
    return this.pace.overdue(nowMs) ? 'no_segment' : null;
  }
}
