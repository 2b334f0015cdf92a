import type { Readable } from 'node:stream';
import type { Alert, AlertKind, AlertSeverity } from '../shared/alerts.ts';
import type { ArchiveTest, ArchiveTestResult, TiersStatus } from '../shared/archive.ts';
import type {
  Camera,
  CameraId,
  CameraInput,
  CameraView,
  ConnectionTestRequest,
  ConnectionTestResult,
  StateChange,
} from '../shared/camera.ts';
import type { DetectionEvent, DetectionRun, DetectionStatus, WorkerStatus } from '../shared/detection.ts';
import type { ServerEvent } from '../shared/events.ts';
import type { Health } from '../shared/health.ts';
import type { LiveStream } from '../shared/live-protocol.ts';
import type { FootageUsage, Lock } from '../shared/locks.ts';
import type { ModelTrial, ModelView } from '../shared/models.ts';
import type { Segment, SegmentKey, Timeline } from '../shared/recording.ts';
import type { Settings } from '../shared/settings.ts';
import type { StorageAnswer } from '../shared/storage.ts';
import type { SendResult, Webhook, WebhookInput } from '../shared/webhooks.ts';

/**
 * What the HTTP interface may ask of the engine. The composition root binds these to the folders that do the work;
 * http/ declares its need here and reaches past nobody. All of them reject with a VigilError for expected failures.
 */
export interface EngineServices {
  readonly cameras: CameraService;
  readonly replay: ReplayService;
  readonly live: LiveService;
  readonly events: EventService;
  readonly settings: SettingsService;
  readonly system: SystemService;
  readonly health: HealthService;
  readonly alerts: AlertService;
  readonly webhooks: WebhookService;
  readonly storage: StorageService;
  readonly tiers: TiersService;
  readonly retention: RetentionService;
  readonly models: ModelService;
  readonly detection: DetectionStatusService;
  readonly detections: DetectionsService;
}

/** What becomes of a removed camera's recordings: `delete` leaves the locked ones, `delete_locked` takes them too. */
export type RecordingsRemoval = 'keep' | 'delete' | 'delete_locked';

export interface CameraService {
  list(): CameraView[];
  /** @throws not_found */
  get(id: CameraId): CameraView;
  add(input: CameraInput): Promise<CameraView>;
  update(id: CameraId, input: CameraInput): Promise<CameraView>;
  setEnabled(id: CameraId, enabled: boolean): Promise<CameraView>;
  /** Ends the camera, then keeps or deletes its recordings. */
  remove(id: CameraId, recordings: RecordingsRemoval): Promise<void>;
  /** Stores the order of the list; ids that are left out keep theirs after the named ones. */
  reorder(ids: readonly CameraId[]): Promise<void>;
  /** Skips the waiting time of a camera that is retrying or has failed. */
  tryNow(id: CameraId): Promise<CameraView>;
  test(request: ConnectionTestRequest, signal: AbortSignal): Promise<ConnectionTestResult>;
  /** A fresh frame as JPEG. @throws camera_disabled, camera_offline, snapshot_failed */
  snapshot(id: CameraId, stream: LiveStream, signal: AbortSignal): Promise<Buffer>;
  /** Newest first. */
  history(id: CameraId, limit: number, beforeMs: number | null): StateChange[];
  addDemo(): Promise<CameraView[]>;
}

/** A run of bytes within a recording file that begins with a key frame and is one HLS media segment. */
export interface MediaPart {
  readonly offset: number;
  readonly bytes: number;
  readonly startMs: number;
  readonly durationMs: number;
}

/** What a playlist needs of one recording file, finished or growing. Parts are in order and overlap the asked span. */
export interface PlayableSegment {
  readonly key: SegmentKey;
  readonly growing: boolean;
  /** Length of the initialisation segment at the file's start. */
  readonly initBytes: number;
  readonly parts: readonly MediaPart[];
  /**
   * Time stamps of its first picture and of its end, milliseconds. Where those of the next segment of the same run go on
   * from here, a player needs no discontinuity; absent, it gets one.
   */
  readonly media?: { readonly startMs: number; readonly endMs: number };
}

/** A recording file on a disk, or in an archive. */
export type SegmentFile = LocalFile | FarFile;

export interface LocalFile {
  readonly kind: 'local';
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly growing: boolean;
  /** Null while it grows. */
  readonly segment: Segment | null;
}

export interface FarFile {
  readonly kind: 'far';
  readonly sizeBytes: number;
  readonly segment: Segment;
  /** The bytes [start, end]. @throws archive_unavailable */
  read(range: { readonly start: number; readonly end: number }, signal: AbortSignal): Promise<Readable>;
}

export interface ReplayService {
  timeline(cameraIds: readonly CameraId[], startMs: number, endMs: number): Timeline;
  /** Days that have recordings: midnight in the zone given by `utcOffsetMinutes`, as UTC milliseconds, ascending. */
  days(cameraId: CameraId, utcOffsetMinutes: number): number[];
  /** Recording files that overlap [startMs, endMs) in order of time. */
  playable(cameraId: CameraId, startMs: number, endMs: number): Promise<PlayableSegment[]>;
  /** Where a segment can be read now: the nearest copy. @throws segment_missing, `details` name the reason */
  file(key: SegmentKey): Promise<SegmentFile>;
  segments(cameraId: CameraId, startMs: number, endMs: number, limit: number): Segment[];
}

/** Slow disks and the archive. */
export interface TiersService {
  status(): TiersStatus;
  /** Null removes it. */
  setArchiveSecret(secret: string | null): void;
  testArchive(archive: ArchiveTest): Promise<ArchiveTestResult>;
}

/** A viewer of a live channel. `send` must not block; `bufferedBytes` tells how much is not yet on the wire. */
export interface LiveViewer {
  control(json: string): void;
  packet(bytes: Uint8Array): void;
  bufferedBytes(): number;
}

export interface LiveService {
  /** Joins; the start (init segment, current group of pictures) is sent at once. Answers how to leave. @throws not_found */
  join(cameraId: CameraId, stream: LiveStream, viewer: LiveViewer): () => void;
}

export interface EventService {
  /** `hello` is sent before this returns. Answers how to leave. */
  subscribe(listener: (event: ServerEvent) => void): () => void;
}

export interface SettingsChange {
  readonly settings: Settings;
  readonly restartNeeded: string[];
}

export interface SettingsVersions {
  /** Since when each was in force, UTC milliseconds, newest first. */
  readonly versions: { readonly atMs: number }[];
  /** Set in safe mode: the settings file was broken at the start; its copy lies beside it. */
  readonly broken: { readonly keptAs: string; readonly problems: string[] } | null;
}

export interface SettingsService {
  get(): Settings;
  /** Validates, writes atomically, applies. Answers the names of the fields that need a restart. */
  set(settings: Settings): Promise<SettingsChange>;
  /** The states that the settings have been in, and whether a broken file has put the defaults into force. */
  versions(): Promise<SettingsVersions>;
  /** Puts an earlier state into force, as a change like any other. @throws not_found */
  restore(atMs: number): Promise<SettingsChange>;
}

export interface SystemInfo {
  readonly version: string;
  readonly startedMs: number;
  readonly ffmpeg: { readonly path: string; readonly version: string } | null;
  readonly storage: { readonly root: string; readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly demoAvailable: boolean;
}

export interface HealthService {
  /** The day so far of each camera; the day begins at midnight of the zone. */
  look(utcOffsetMinutes: number): Health;
  /** Content type of `metrics`. */
  readonly metricsType: string;
  /** Prometheus text format. */
  metrics(): Promise<string>;
}

export interface SystemService {
  info(): Promise<SystemInfo>;
}

/** What a list of alerts is narrowed to; null is no limit. Times are [fromMs, toMs). */
export interface AlertFilter {
  readonly beforeId: number | null;
  readonly kinds: readonly AlertKind[] | null;
  readonly severities: readonly AlertSeverity[] | null;
  readonly cameraId: CameraId | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly unread: boolean;
  readonly limit: number;
}

export interface AlertService {
  /** Newest first, with the number of all that nobody has read. */
  list(filter: AlertFilter): { alerts: Alert[]; unread: number };
  /** Marks these alerts, or all up to a number. Answers how many are unread then. */
  markRead(which: { readonly ids: readonly number[] } | { readonly upToId: number }): number;
}

/** Where recordings lie. */
export interface StorageService {
  info(): StorageAnswer;
  /** Takes the disk that is at this root's path now for ours. @throws not_found, storage_unavailable */
  accept(path: string): Promise<StorageAnswer>;
}

/** Addresses that alerts are sent to. */
export interface WebhookService {
  /** In the order in which they were added. */
  list(): Webhook[];
  /** @throws conflict when there are too many */
  add(input: WebhookInput): Webhook;
  /** A paused one is tried again at once. @throws not_found */
  update(id: string, input: WebhookInput): Webhook;
  /** With all that waits to be sent to it. @throws not_found */
  remove(id: string): void;
  /** Sends a test and answers what came of it. @throws not_found */
  test(id: string, signal: AbortSignal): Promise<SendResult>;
  /** Tries a paused one again at once. @throws not_found */
  resume(id: string): Webhook;
}

/** What of the recordings is kept: locks of spans, and what all of it takes up. */
export interface RetentionService {
  /** Each camera that has footage, be it in the list of cameras or not. */
  usage(): FootageUsage[];
  /** By camera and time; `cameraId` null for all, those of removed cameras included. */
  locks(cameraId: CameraId | null): Lock[];
  /** Keeps what overlaps [startMs, endMs), also what is recorded later, until it is unlocked. @throws not_found */
  lock(cameraId: CameraId, span: { startMs: number; endMs: number; note: string }): Lock;
  /** @throws not_found */
  unlock(id: number): void;
}

/** How detection fares now. */
export interface DetectionStatusService {
  /** Of each camera that has it switched on. */
  statuses(): DetectionStatus[];
  workers(): WorkerStatus[];
}

/** Detectors and classifiers: what comes with Vigil, what can be downloaded, what was added. */
export interface ModelService {
  list(): ModelView[];
  /** Begins a download; what becomes of it is told by events. One that is there stays as it is. @throws not_found */
  download(id: string): ModelView;
  /** Gives a download up, or forgets that it failed. @throws not_found */
  cancel(id: string): Promise<ModelView>;
  /** Installs a model from a file's bytes. @throws payload_too_large, model_invalid, disk_full, storage_unavailable */
  upload(
    input: { readonly name: string; readonly labels: readonly string[] },
    body: Readable,
    signal: AbortSignal,
  ): Promise<ModelView>;
  /** @throws not_found, forbidden (it comes with Vigil), conflict (`details` name the cameras that use it) */
  remove(id: string): Promise<void>;
  /** Runs a detector on a fresh picture of a camera. @throws not_found, model_invalid, those of a snapshot */
  tryOn(id: string, cameraId: CameraId, signal: AbortSignal): Promise<ModelTrial>;
}

/** What a list of events is narrowed to; null is no limit. Times are [fromMs, toMs) and mean the begin. */
export interface DetectionFilter {
  readonly cameraIds: readonly CameraId[] | null;
  readonly labels: readonly string[] | null;
  readonly kinds: readonly DetectionEvent['kind'][] | null;
  /** Name of a zone that they have been in. */
  readonly zone: string | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Events before this one in the order of the list; null: from the newest on. */
  readonly beforeId: number | null;
  readonly limit: number;
}

/** What there are events of. */
export interface DetectionFacets {
  readonly labels: string[];
  readonly kinds: DetectionEvent['kind'][];
  readonly zones: string[];
}

/** Crossings of one trip-wire by one class in the hour that begins at `hourMs` (UTC). */
export interface WireHour {
  readonly cameraId: CameraId;
  readonly wireId: string;
  readonly name: string;
  readonly label: string;
  readonly hourMs: number;
  readonly in: number;
  readonly out: number;
}

/** Hours that begin in [fromMs, toMs). */
export interface WireHourFilter {
  readonly cameraIds: readonly CameraId[] | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Runs that began in [fromMs, toMs). */
export interface RunFilter {
  readonly cameraIds: readonly CameraId[] | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly limit: number;
}

/** A picture of an event. Once it is final it never changes; before, a better one may take its place. */
export interface DetectionPicture {
  readonly jpeg: Buffer;
  readonly final: boolean;
}

/** What detection has seen. */
export interface DetectionsService {
  /** Newest first; `next` is the number to ask on with (`beforeId`), null at the end. */
  list(filter: DetectionFilter): { events: DetectionEvent[]; next: number | null };
  /** @throws not_found */
  get(id: number): DetectionEvent;
  /** @throws not_found also when there is no picture of it */
  picture(id: number, which: 'crop' | 'frame'): Promise<DetectionPicture>;
  facets(cameraIds: readonly CameraId[] | null): DetectionFacets;
  /** By camera, wire, hour and class. */
  counts(filter: WireHourFilter): WireHour[];
  /** Newest first. */
  runs(filter: RunFilter): DetectionRun[];
}

/** A camera record with what only the engine may know. */
export interface StoredCamera {
  readonly camera: Camera;
  readonly passwordSealed: Uint8Array | null;
}
