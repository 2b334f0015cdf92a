import type { CameraId } from '../../shared/camera.ts';
import type { DetectionEvent, DetectionRun } from '../../shared/detection.ts';
import type { DetectionFacets, RunFilter, WireHour, WireHourFilter } from '../services.ts';
import type { EventFilter } from './types.ts';

/** An event and the last moment at which it is known to have gone on: its end, should the program never say so. */
export interface EventToStore {
  readonly event: DetectionEvent;
  readonly seenMs: number;
}

/** What is written in one transaction. Writing an event again replaces it; crossings are added. */
export interface EventBatch {
  readonly events: readonly EventToStore[];
  readonly wireHours: readonly WireHour[];
  readonly runs: readonly DetectionRun[];
}

/** What the files of an event's pictures are named by. */
export interface PictureKey {
  readonly eventId: number;
  readonly cameraId: CameraId;
  readonly startMs: number;
}

/** What events need of the catalog. All of it throws what the database throws. */
export interface EventStore {
  /** The first of `count` numbers that are given to nobody else, also after a crash. @param atLeast none is smaller */
  reserve(count: number, atLeast: number): number;
  write(batch: EventBatch): void;
  /** Newest first by start and number. */
  list(filter: EventFilter): DetectionEvent[];
  find(id: number): DetectionEvent | null;
  facets(cameraIds: readonly CameraId[] | null): DetectionFacets;
  wireHours(filter: WireHourFilter): WireHour[];
  /** Newest first. */
  runs(filter: RunFilter): DetectionRun[];
  /** Gives events without an end the last moment at which they are known to have gone on, but for these, which do go on. @returns how many */
  closeOpen(but: readonly number[]): number;
  /** Cameras that there are events, runs or crossings of. */
  cameras(): CameraId[];
  /** Gives up events, and runs, that began before and overlap no lock of the camera; their pictures become garbage. @returns how many events */
  expire(cameraId: CameraId, beforeMs: number, limit: number): number;
  /** Forgets the crossings of a camera. */
  dropWireHours(cameraId: CameraId): void;
  /** Which of these events have pictures. */
  pictured(ids: readonly number[]): number[];
  /** The smallest and the largest number of an event; null without events. */
  numbers(): { readonly oldest: number; readonly newest: number } | null;
  /** Makes the pictures of events with numbers from `from` to below `to` garbage; not of those that go on or overlap a lock. @returns how many */
  dropPictures(from: number, to: number): number;
  garbage(limit: number): PictureKey[];
  forgetGarbage(eventIds: readonly number[]): void;
}
