import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CameraId } from '../../shared/camera.ts';
import type { Segment, SegmentKey } from '../../shared/recording.ts';
import type { Progress, Run, SegmentListEntry } from '../camera/index.ts';
import type { ClockSteps } from '../clock-steps.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { PictureSize } from '../media/index.ts';
import { errorText, isCode, type Root, type Writing } from '../storage/index.ts';
import { FileIndex, LEAP_SECONDS } from './file-index.ts';
import { finishSegment, type FinishOutcome } from './finish-segment.ts';
import { leaptBy } from './leapt.ts';
import { arrivalTime, followingStart, MediaClock, type MediaTime } from './media-clock.ts';
import { growingPath, parseGrowingName, parseKey, segmentKey } from './paths.ts';
import { expectedBytes } from './preallocate.ts';
import type { ReadSpaces } from './read-spaces.ts';
import type { SegmentStore } from './segment-store.ts';
import type { FileToSync } from './sync-growing.ts';

export interface RecordingContext {
  readonly store: SegmentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly spaces: ReadSpaces;
  readonly steps: ClockSteps;
  onSegment(segment: Segment): void;
  /** A segment could not be finished, or not be written to the catalog: its file is to be adopted later. */
  onUnfinished(cameraId: CameraId): void;
  /** The camera sends pictures of another size now: a file's header is true of one only, so that another run is to begin. */
  onResized(cameraId: CameraId): void;
}

/** A file that ffmpeg writes, or has just written. */
interface RunFile {
  readonly key: SegmentKey;
  readonly number: number;
  readonly path: string;
  readonly index: FileIndex;
}

/** A segment that is not in the catalog yet. Times are UTC milliseconds, by what has been written so far; empty before the first packet. */
export interface Growing extends RunFile {
  readonly cameraId: CameraId;
  readonly runId: string;
  /** False for a run that writes for live view only. */
  readonly recorded: boolean;
  /** ffmpeg writes no more to it; it is on its way into the catalog. */
  readonly complete: boolean;
  readonly startMs: number;
  readonly endMs: number;
}

/** A shorter hole is none in the timeline. */
const HOLE_MS = 1000;

/**
 * One run's recording, from the first byte to the last segment. Segments are finished one after the other, in their
 * order, beside the run: nobody waits for a disk except `end`.
 */
export class RunRecording {
  readonly run: Run;
  /** It keeps the root that it began with, however the roots fare. */
  readonly root: Root;
  readonly #context: RecordingContext;
  readonly #time: MediaTime;
  #growing: RunFile;
  /** Media time at which the growing segment begins, by ffmpeg's list. */
  #growingStartMs = 0;
  #writtenMs = 0;
  #previousEndMs: number | null = null;
  readonly #completing = new Map<RunFile, { readonly startMs: number; readonly endMs: number }>();
  #finishing: Promise<void> = Promise.resolve();
  /** Bytes of the newest segments, of earlier runs too. */
  #sizes: readonly number[];
  /** Of the pictures, by their key frames. */
  #size: PictureSize | null = null;
  #watching = false;
  /** By the monotonic clock. */
  #watchedMs = -Infinity;
  #gapEnded = false;
  #ending = false;
  #clockWasSet = false;

  constructor(run: Run, root: Root, context: RecordingContext) {
    this.run = run;
    this.root = root;
    this.#context = context;
    this.#time = run.mediaEpochMs === undefined ? new MediaClock(context.clock) : arrivalTime(run.mediaEpochMs);
    this.#growing = this.#file(0);
    this.#sizes = lastSizes(context.store, run);
  }

  progress(progress: Progress): void {
    if (progress.outTimeUs === null || progress.outTimeUs <= 0) return;
    // Arrival times begin when the camera has answered; ffmpeg's list will say exactly when.
    if (this.#writtenMs === 0 && this.run.mediaEpochMs !== undefined) this.#growingStartMs = progress.outTimeUs / 1000;
    this.#writtenMs = Math.max(this.#writtenMs, progress.outTimeUs / 1000);
    this.#time.observe(progress.outTimeUs / 1000);
    if (!this.#gapEnded) this.#footageBegins();
    if (this.run.record) this.#watchSize();
  }

  /** ffmpeg has finished the growing segment; the next one begins at `endSeconds`. */
  segment(entry: SegmentListEntry): void {
    const listed = parseGrowingName(basename(entry.file));
    const number = listed === null ? this.#growing.number : parseKey(listed).number;
    if (number < this.#growing.number) return;
    // Lines that were missed must not leave files behind.
    while (this.#growing.number < number) {
      this.#enqueue(this.#growing, this.#growingStartMs, entry.startSeconds * 1000);
      this.#growing = this.#file(this.#growing.number + 1);
    }
    this.#enqueue(this.#growing, entry.startSeconds * 1000, entry.endSeconds * 1000);
    this.#growing = this.#file(number + 1);
    this.#growingStartMs = entry.endSeconds * 1000;
    this.#writtenMs = Math.max(this.#writtenMs, this.#growingStartMs);
    // ffmpeg lists a segment when the packet that begins the next one is here: as good as a progress report.
    this.#time.observe(this.#growingStartMs);
  }

  growing(): Growing {
    return this.#describe(this.#growing, false, this.#growingStartMs, this.#writtenMs);
  }

  /** The segments on their way into the catalog, then the growing one. */
  unfinished(): Growing[] {
    const complete = [...this.#completing].map(([file, span]) => this.#describe(file, true, span.startMs, span.endMs));
    return [...complete, this.growing()];
  }

  /** Whether the file of this key is written to, or about to be finished. */
  owns(key: SegmentKey): boolean {
    if (!key.startsWith(this.run.id)) return false;
    return (
      parseKey(key).number >= this.#growing.number || [...this.#completing.keys()].some((file) => file.key === key)
    );
  }

  /** What a power cut would cost: the growing file, and those that wait to be finished. */
  filesToSync(): FileToSync[] {
    if (!this.run.record) return [];
    const disk = this.root.path;
    const growing = { path: this.#growing.path, disk, expectedBytes: expectedBytes(this.#sizes) };
    return [...[...this.#completing.keys()].map(({ path }) => ({ path, disk })), growing];
  }

  /** How far it has come against the clock. */
  writing(): Writing {
    const { cameraId, mediaEpochMs } = this.run;
    // Only where media time is this machine's own.
    const known = mediaEpochMs !== undefined && this.#writtenMs > 0;
    const lagMs = known ? this.#context.clock.now() - this.growing().endMs : null;
    return { cameraId, place: this.root.num, lagMs };
  }

  /** Finishes what is left, within `mostMs`. Resolves when every segment of the run is in the catalog; the end of its footage is answered, null without any. */
  async end(mostMs: number): Promise<number | null> {
    this.#ending = true;
    this.#enqueue(this.#growing, this.#growingStartMs, this.#writtenMs);
    await this.#within(mostMs, this.#finishing);
    // A look into the file that is still under way must not end the gap that begins now.
    this.#gapEnded = true;
    return this.#previousEndMs;
  }

  async #within(mostMs: number, work: Promise<void>): Promise<void> {
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#context.clock.after(mostMs, resolve).cancel;
    });
    await Promise.race([work, late]);
    cancel();
  }

  #file(number: number): RunFile {
    const key = segmentKey(this.run.id, number);
    const path = growingPath(this.root.path, this.run.cameraId, key);
    const { mediaEpochMs } = this.run;
    return {
      key,
      number,
      path,
      index: new FileIndex({
        firstOfRun: number === 0,
        ...(mediaEpochMs === undefined ? {} : { arrival: true, leapt: leaptBy(this.#context.steps, mediaEpochMs) }),
        spaces: this.#context.spaces,
      }),
    };
  }

  #describe(file: RunFile, complete: boolean, mediaStartMs: number, mediaEndMs: number): Growing {
    const { id: runId, cameraId, record: recorded } = this.run;
    const fromMs = mediaStartOf(file, mediaStartMs);
    const startMs = this.#startOf(fromMs);
    const endMs = startMs + Math.max(0, Math.round(mediaEndMs - fromMs));
    return { ...file, cameraId, runId, recorded, complete, startMs, endMs };
  }

  #enqueue(file: RunFile, startMs: number, endMs: number): void {
    this.#completing.set(file, { startMs, endMs });
    this.#finishing = this.#finishing.then(async () => {
      await this.#finish(file, startMs);
      this.#completing.delete(file);
    });
  }

  async #finish(file: RunFile, mediaStartMs: number): Promise<void> {
    const { logger } = this.#context;
    const { cameraId } = this.run;
    try {
      if (!this.run.record) return await rm(file.path, { force: true });
      const outcome = await this.#toCatalog(file, mediaStartMs);
      this.#size ??= file.index.sizes[0] ?? null;
      if (outcome.kind === 'quarantined')
        logger.warn({ cameraId, key: file.key, why: outcome.why }, 'recording put aside');
      if (outcome.kind !== 'indexed') return;
      this.#endGap(outcome.segment.startMs);
      this.#noteHole(outcome.segment.startMs);
      this.#previousEndMs = outcome.segment.startMs + outcome.segment.durationMs;
      this.#sizes = [...this.#sizes, outcome.segment.sizeBytes].slice(-SIZES);
      this.#context.onSegment(outcome.segment);
      // Short segments are finished between two looks at the growing file.
      this.#compareSizes(file);
    } catch (error) {
      // ffmpeg may end before it has made a file.
      if (isCode(error, 'ENOENT')) return;
      this.#context.onUnfinished(cameraId);
      logger.error({ cameraId, key: file.key, error: errorText(error) }, 'cannot finish a segment');
    } finally {
      const jumpMs = this.#time.followJump();
      this.#clockWasSet = jumpMs !== 0;
      if (jumpMs !== 0) logger.warn({ cameraId, jumpMs }, 'the clock of this machine was set');
    }
  }

  #toCatalog(file: RunFile, mediaStartMs: number): Promise<FinishOutcome> {
    const { store } = this.#context;
    const root = this.root;
    const { cameraId } = this.run;
    const { key, path, index } = file;
    const startMs = (): number => this.#startOf(mediaStartOf(file, mediaStartMs));
    return finishSegment({ root, store, cameraId, key, path, index, startMs });
  }

  #startOf(mediaStartMs: number): number {
    const nominalMs = this.#time.utcOf(mediaStartMs) ?? this.run.startedMs;
    if (this.#previousEndMs === null) return Math.max(nominalMs, this.run.startedMs);
    return followingStart(this.#previousEndMs, nominalMs, this.#clockWasSet);
  }

  /** Within a run, too, a time without footage is a gap. */
  #noteHole(startMs: number): void {
    const fromMs = this.#previousEndMs;
    if (fromMs === null || startMs - fromMs < HOLE_MS) return;
    const { store, steps } = this.#context;
    // Such a hole in arrival times is the clock's: the run is about to be begun anew for it.
    const leapt =
      this.run.mediaEpochMs !== undefined &&
      (startMs - fromMs > LEAP_SECONDS * 1000 || steps.explains(fromMs, startMs, HOLE_MS));
    store.beginGap(this.run.cameraId, fromMs, leapt ? 'renewed' : this.#clockWasSet ? 'unknown' : 'stalled');
    store.endGap(this.run.cameraId, startMs);
  }

  /** Arrival times begin when the camera has answered; when that was, only the file knows. */
  #footageBegins(): void {
    if (this.run.mediaEpochMs === undefined) return this.#endGap(this.growing().startMs);
    const file = this.#growing;
    const look = async (): Promise<void> => {
      await file.index.advance(file.path);
      if (hasBegun(file)) this.#endGap(this.#startOf(file.index.mediaStartMs));
    };
    // Not there yet, or finished meanwhile: the next report, or the finished segment, tells.
    if (file.number === 0) look().catch(() => undefined);
  }

  /** Reads on in the growing file, which has to be read anyway before it is finished. */
  #watchSize(): void {
    const nowMs = this.#context.clock.monotonic();
    if (this.#watching || nowMs - this.#watchedMs < SIZE_EVERY_MS) return;
    this.#watching = true;
    this.#watchedMs = nowMs;
    const file = this.#growing;
    const look = async (): Promise<void> => {
      await file.index.advance(file.path);
      this.#compareSizes(file);
    };
    // A file that is not there, or cannot be read, shows elsewhere.
    look()
      .catch(() => undefined)
      .finally(() => (this.#watching = false));
  }

  #compareSizes({ index: { sizes }, number }: RunFile): void {
    // The run's size is that of its very first picture: with short segments it may be finished before anybody looks.
    if (number === 0) this.#size ??= sizes[0] ?? null;
    // One that came and went between two looks is over: the header is true of what comes now.
    const size = sizes.at(-1);
    // At its end, another run begins anyway.
    if (this.#ending || size === undefined || this.#size === null) return;
    if (size.width !== this.#size.width || size.height !== this.#size.height)
      this.#context.onResized(this.run.cameraId);
  }

  /** Footage begins; once a run. */
  #endGap(startMs: number): void {
    if (this.#gapEnded || !this.run.record) return;
    this.#gapEnded = true;
    try {
      this.#context.store.endGap(this.run.cameraId, startMs);
    } catch (error) {
      this.#context.logger.error({ cameraId: this.run.cameraId, error: errorText(error) }, 'cannot end a gap');
    }
  }
}

/**
 * How often the growing file is read for pictures of another size: at each sixth progress report. At each of them it was half of what the host
 * used for recording four cameras.
 */
const SIZE_EVERY_MS = 11_500;

/** A single one may have been cut short. */
const SIZES = 5;
const SIZES_WITHIN_MS = 1_800_000;

/** Bytes of the segments before this run. */
function lastSizes(store: SegmentStore, { cameraId, startedMs }: Run): number[] {
  const before = store.segmentsInRange(cameraId, startedMs - SIZES_WITHIN_MS, startedMs, SIZES_WITHIN_MS / 1000);
  return before.map(({ sizeBytes }) => sizeBytes).slice(-SIZES);
}

/**
 * Media time of a segment's first picture. ffmpeg's list says that the first segment of a run begins at 0 even where time
 * stamps begin later; the file itself knows, once it has been looked into.
 */
function mediaStartOf(file: RunFile, listedMs: number): number {
  return file.number === 0 && hasBegun(file) ? file.index.mediaStartMs : listedMs;
}

/** Whether the file was looked into and has a picture. */
function hasBegun(file: RunFile): boolean {
  return file.index.begun;
}
