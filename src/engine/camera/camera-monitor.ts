import type { CameraId, CameraStats, StreamFacts } from '../../shared/camera.ts';
import type { Clock } from '../clock.ts';
import type { ProgressBlock } from '../ffmpeg/index.ts';
import type { RunControl, RunWatcher } from './run-job.ts';
import { GrowthMeter, RateMeter } from './stats.ts';

/** What the live hub knows of a channel. */
export interface LiveFigures {
  /** Null when nothing is known. */
  figures(cameraId: CameraId, stream: 'sub' | 'main'): { readonly fps: number; readonly bitrateBps: number } | null;
}

/** Size of a file in bytes; rejects when there is none. */
export type SizeOf = (path: string) => Promise<number>;

/** Gathers the running figures of one camera from what its runs tell. */
export class CameraMonitor implements Omit<RunWatcher, 'output' | 'facts'> {
  readonly #cameraId: CameraId;
  readonly #clock: Clock;
  readonly #live: LiveFigures | null;
  readonly #sizeOf: SizeOf;
  readonly #frames: RateMeter;
  readonly #bytes: RateMeter;
  readonly #liveBytes: RateMeter;
  readonly #growth = new GrowthMeter();
  #liveTotal = 0;
  #frameCount = 0;
  #path: string | null = null;
  #droppedBefore = 0;
  #dropped = 0;
  #lastFrameMs: number | null = null;
  #runs = 0;
  #restarts = 0;
  #control: RunControl | null = null;
  #dropsBefore = 0;
  #process: { readonly cpuPercent: number | null; readonly memoryBytes: number | null } = unknownProcess;
  #looking = false;
  #facts: { readonly main: StreamFacts; readonly sub: StreamFacts | null } | null = null;

  constructor(cameraId: CameraId, clock: Clock, live: LiveFigures | null, sizeOf: SizeOf) {
    this.#sizeOf = sizeOf;
    this.#cameraId = cameraId;
    this.#clock = clock;
    this.#live = live;
    this.#frames = new RateMeter(clock);
    this.#bytes = new RateMeter(clock);
    this.#liveBytes = new RateMeter(clock);
  }

  facts(facts: { readonly main: StreamFacts; readonly sub: StreamFacts | null }): void {
    this.#facts = facts;
  }

  /** The first picture of a run: figures of the run before are no more. */
  connected(): void {
    this.#runs += 1;
    this.#frames.reset();
    this.#bytes.reset();
    this.#liveBytes.reset();
    this.#droppedBefore += this.#dropped;
    this.#dropped = 0;
    this.#frameCount = 0;
  }

  progress(progress: ProgressBlock): void {
    const { frames } = progress;
    this.#dropped = progress.droppedFrames ?? this.#dropped;
    if (frames === null) return;
    if (frames > this.#frameCount) this.#lastFrameMs = this.#clock.now();
    this.#frameCount = frames;
    this.#frames.add(frames);
  }

  liveBytes(count: number): void {
    this.#liveTotal += count;
  }

  growing(path: string): void {
    this.#path = path;
  }

  /** The present run's process; null between runs. */
  get control(): RunControl | null {
    return this.#control;
  }

  process(control: RunControl | null): void {
    this.#dropsBefore += this.#control?.drops() ?? 0;
    this.#control = control;
    this.#process = unknownProcess;
  }

  /** The watch over the process has looked. */
  seen(figures: { readonly cpuPercent: number | null; readonly memoryBytes: number | null }): void {
    this.#process = figures;
  }

  restarted(): void {
    this.#restarts += 1;
  }

  /** Looks at the growing file; call it every second or two. A disk that hangs gets no second look. */
  async measure(): Promise<void> {
    this.#liveBytes.add(this.#liveTotal);
    const path = this.#path;
    if (path === null || this.#looking) return;
    const control = this.#control;
    this.#looking = true;
    control?.looks();
    try {
      const size = await this.#sizeOf(path);
      this.#bytes.add(this.#growth.look(path, size));
      control?.saw(path, size);
    } catch {
      // Not there yet, or finished and moved: the next look has the next file.
      control?.saw(path, null);
    }
    this.#looking = false;
  }

  stats(hasSub: boolean, blind: boolean): CameraStats {
    const sub = hasSub ? (this.#live?.figures(this.#cameraId, 'sub') ?? null) : null;
    return {
      cameraId: this.#cameraId,
      fps: round(this.#frames.perSecond(), 10),
      bitrateBps: Math.round(this.#bytes.perSecond() * 8),
      subFps: sub === null ? null : round(sub.fps, 10),
      subBitrateBps: hasSub ? Math.round(sub?.bitrateBps ?? this.#liveBytes.perSecond() * 8) : null,
      droppedFrames: this.#droppedBefore + this.#dropped,
      drops: this.#dropsBefore + (this.#control?.drops() ?? 0),
      reconnects: Math.max(0, this.#runs - 1),
      restarts: this.#restarts,
      ...roundProcess(this.#process),
      withoutSub: this.#control?.withoutSub ?? false,
      blind,
      lastFrameMs: this.#lastFrameMs,
      main: this.#facts?.main ?? null,
      sub: this.#facts?.sub ?? null,
    };
  }
}

const unknownProcess = { cpuPercent: null, memoryBytes: null };

function roundProcess({
  cpuPercent,
  memoryBytes,
}: typeof unknownProcess | { cpuPercent: number | null; memoryBytes: number | null }) {
  return { cpuPercent: cpuPercent === null ? null : round(cpuPercent, 10), memoryBytes };
}

function round(value: number, to: number): number {
  return Math.round(value * to) / to;
}
