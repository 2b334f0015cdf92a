import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { CameraId } from '../../shared/camera.ts';
import { VigilError } from '../../shared/errors.ts';
import { segmentKeySchema, type CameraTimeline, type SegmentKey, type TimeSpan } from '../../shared/recording.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { FarFile, LocalFile, MediaPart, PlayableSegment, ReplayService, SegmentFile } from '../services.ts';
import { errorText, isCode, type PlaceNum, type Roots } from '../storage/index.ts';
import { toSegment } from './finish-segment.ts';
import { decodeParts } from './part-codec.ts';
import type { IndexedPart } from './part-index.ts';
import type { Growing } from './camera-recording.ts';
import type { Recorder } from './recorder.ts';
import type { SegmentStore, StoredSegment } from './segment-store.ts';

/** Copies in archives. */
export interface FarCopies {
  /** Bytes [start, end] of the file at this path. @throws VigilError archive_unavailable */
  read(
    place: PlaceNum,
    path: string,
    range: { readonly start: number; readonly end: number },
    signal: AbortSignal,
  ): Promise<Readable>;
}

export interface ReplayOptions {
  readonly roots: Pick<Roots, 'pathOf'>;
  readonly store: SegmentStore;
  /** Absent where there are none. */
  readonly archives?: FarCopies;
  readonly recorder: Pick<Recorder, 'unfinished' | 'findUnfinished'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Footage less than this apart is one span of the timeline: a person would not see the hole. */
const JOIN_MS = 1000;
/** A day of the shortest segments. */
const MOST_SEGMENTS = 43_200;

/** Finds what was recorded, finished or growing. */
export function createReplay(options: ReplayOptions): ReplayService {
  const { store, recorder, clock } = options;
  const unfinished = (cameraId: CameraId): Growing[] => recorder.unfinished(cameraId).filter((one) => one.recorded);
  return {
    timeline: (cameraIds, startMs, endMs) => ({
      nowMs: clock.now(),
      cameras: cameraIds.map((id) => cameraTimeline(store, id, unfinished(id), startMs, endMs, clock.now())),
    }),
    days(cameraId, utcOffsetMinutes) {
      const days = store.daysWithFootage(cameraId, utcOffsetMinutes);
      const fresh = unfinished(cameraId)
        .filter((one) => one.endMs > one.startMs)
        .flatMap((one) => [dayOf(one.startMs, utcOffsetMinutes), dayOf(one.endMs - 1, utcOffsetMinutes)]);
      return [...new Set([...days, ...fresh])].sort((a, b) => a - b);
    },
    async playable(cameraId, startMs, endMs) {
      // Before the rows: a segment that is finished meanwhile is then in both, never in neither.
      const fresh = unfinished(cameraId);
      const rows = store.segmentsInRange(cameraId, startMs, endMs, MOST_SEGMENTS);
      const known = new Set(rows.map((row) => row.key));
      const finished = rows.map((row) => playableRow(store, row, startMs, endMs));
      const rest = fresh
        .filter((one) => !known.has(one.key))
        .map((one) => playableUnfinished(one, startMs, endMs, options.logger));
      return [...finished, ...(await Promise.all(rest))].filter((one) => one !== null);
    },
    file: (key) => findFile(options, key),
    segments: (cameraId, startMs, endMs, limit) =>
      store.segmentsInRange(cameraId, startMs, endMs, limit).map(toSegment),
  };
}

/** Spans and gaps clipped to [startMs, endMs); the growing segment joins the footage before it. A gap that is open lasts until now. */
function cameraTimeline(
  store: SegmentStore,
  cameraId: CameraId,
  unfinished: readonly Growing[],
  startMs: number,
  endMs: number,
  nowMs: number,
): CameraTimeline {
  const fresh = unfinished.filter((one) => one.endMs > one.startMs);
  const spans = store.recordedSpans(cameraId, startMs, endMs, JOIN_MS);
  const recorded = fresh.reduce((joined, one) => withSpan(joined, clip(one, startMs, endMs)), spans);
  const gaps = store.gapsInRange(cameraId, startMs, endMs).flatMap((gap) => {
    const span = clip({ startMs: gap.startMs, endMs: gap.endMs ?? nowMs }, startMs, endMs);
    return span === null ? [] : [{ ...span, reason: gap.reason }];
  });
  const active = store.activeSpans(cameraId, startMs, endMs, JOIN_MS);
  const lost = gaps.filter(({ reason }) => reason === 'lost');
  const there = without(recorded, lost);
  const empty = gaps.flatMap((gap) => withoutFootage(gap, there)).sort((a, b) => a.startMs - b.startMs);
  return { cameraId, recorded: there, active, gaps: empty };
}

/** A time that had no footage has some when the clock was set back and it came again. Spans are joined over holes up to `JOIN_MS`: those stay. */
function withoutFootage<Gap extends TimeSpan>(gap: Gap, recorded: readonly TimeSpan[]): Gap[] {
  if (gap.endMs - gap.startMs <= JOIN_MS) return [gap];
  return without([gap], recorded).map((span) => ({ ...gap, ...span }));
}

/** Rows of lost files are rows still: what they would say is taken out of the spans. Both ascending. */
function without(spans: readonly TimeSpan[], holes: readonly TimeSpan[]): TimeSpan[] {
  return holes.reduce<readonly TimeSpan[]>(
    (rest, hole) =>
      rest.flatMap((span) =>
        [
          { startMs: span.startMs, endMs: Math.min(span.endMs, hole.startMs) },
          { startMs: Math.max(span.startMs, hole.endMs), endMs: span.endMs },
        ].filter(({ startMs, endMs }) => endMs > startMs),
      ),
    spans,
  ) as TimeSpan[];
}

function clip(span: TimeSpan, startMs: number, endMs: number): TimeSpan | null {
  const clipped = { startMs: Math.max(span.startMs, startMs), endMs: Math.min(span.endMs, endMs) };
  return clipped.endMs > clipped.startMs ? clipped : null;
}

function withSpan(spans: readonly TimeSpan[], added: TimeSpan | null): TimeSpan[] {
  if (added === null) return [...spans];
  // Not always behind all others: the clock may have been set back.
  const before = spans.filter(({ endMs }) => endMs + JOIN_MS < added.startMs);
  const behind = spans.filter(({ startMs }) => startMs > added.endMs + JOIN_MS);
  const touched = spans.slice(before.length, spans.length - behind.length);
  const startMs = Math.min(added.startMs, ...touched.map((span) => span.startMs));
  const endMs = Math.max(added.endMs, ...touched.map((span) => span.endMs));
  return [...before, { startMs, endMs }, ...behind];
}

function dayOf(atMs: number, utcOffsetMinutes: number): number {
  const offsetMs = utcOffsetMinutes * 60_000;
  return Math.floor((atMs + offsetMs) / 86_400_000) * 86_400_000 - offsetMs;
}

function playableRow(store: SegmentStore, row: StoredSegment, startMs: number, endMs: number): PlayableSegment | null {
  const table = decodeParts(store.partsOf(row.key) ?? new Uint8Array());
  if (table === null) return null;
  const { mediaStartMs } = table;
  const media = { startMs: mediaStartMs, endMs: mediaStartMs + row.durationMs };
  const parts = placeParts(table.parts, row.startMs, startMs, endMs);
  return parts.length === 0 ? null : { key: row.key, growing: false, initBytes: row.initBytes, parts, media };
}

async function playableUnfinished(
  growing: Growing,
  startMs: number,
  endMs: number,
  logger: Logger,
): Promise<PlayableSegment | null> {
  const { key, index } = growing;
  try {
    await index.advance(growing.path);
  } catch (error) {
    // It may be finished by now, or not begun: what was read before still stands.
    logger.debug({ key, error: errorText(error) }, 'cannot read the growing segment');
  }
  // Only parts that change no more: a player that has read one must not find it different.
  const steady = growing.complete ? index.parts.all() : index.parts.closed();
  const parts = placeParts(steady, growing.startMs, startMs, endMs);
  const media = { startMs: index.mediaStartMs, endMs: index.mediaStartMs + index.parts.durationMs };
  return parts.length === 0 ? null : { key, growing: true, initBytes: index.initBytes, parts, media };
}

/** Parts at their moments (UTC), those that overlap the asked span. */
function placeParts(
  parts: readonly IndexedPart[],
  segmentStartMs: number,
  startMs: number,
  endMs: number,
): readonly MediaPart[] {
  return parts
    .map((part) => ({ ...part, startMs: segmentStartMs + part.startMs }))
    .filter((part) => part.startMs < endMs && part.startMs + part.durationMs > startMs);
}

/** Where a segment can be read now. It moves a few times in its life, so a miss is looked up again. */
async function findFile(options: ReplayOptions, key: SegmentKey): Promise<SegmentFile> {
  if (segmentKeySchema.safeParse(key).success) {
    for (let look = 0; look < 2; look += 1) {
      const local = locate(options, key);
      const sizeBytes = local === null ? null : await sizeOf(local.path);
      if (local !== null && sizeBytes !== null) return { ...local, sizeBytes };
      const far = locateFar(options, key);
      if (far !== null) return far;
    }
  }
  throw missing(options, key);
}

function locate(options: ReplayOptions, key: SegmentKey): Omit<LocalFile, 'sizeBytes'> | null {
  const row = options.store.findSegment(key);
  if (row !== null) {
    const path = options.roots.pathOf(row.place, row.path);
    return path === null ? null : { kind: 'local', path, growing: false, segment: toSegment(row) };
  }
  const fresh = options.recorder.findUnfinished(key);
  return fresh?.recorded === true ? { kind: 'local', path: fresh.path, growing: true, segment: null } : null;
}

function locateFar({ store, archives }: ReplayOptions, key: SegmentKey): FarFile | null {
  const row = store.findSegment(key);
  const place = store.archiveOf(key);
  if (row === null || place === null || archives === undefined) return null;
  const { path, sizeBytes } = row;
  const read: FarFile['read'] = (range, signal) => archives.read(place, path, range, signal);
  return { kind: 'far', sizeBytes, segment: toSegment(row), read };
}

/** Tells a disk that is not there now from footage that is gone. */
function missing({ store, roots }: ReplayOptions, key: SegmentKey): VigilError {
  const row = segmentKeySchema.safeParse(key).success ? store.findSegment(key) : null;
  if (row === null) return new VigilError('segment_missing', 'there is no such recording');
  const away = roots.pathOf(row.place, row.path) === null;
  const message = away ? 'the disk that holds this recording is not there' : 'the file of this recording is gone';
  return new VigilError('segment_missing', message, [{ path: 'reason', message: away ? 'root_away' : 'file_gone' }]);
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
