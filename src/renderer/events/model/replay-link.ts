import type { DetectionEvent } from '../../../shared/detection.ts';

/** The recording is shown from a moment before the event on, so that one sees how it came about. */
export const REPLAY_BEFORE_MS = 3000;

/** Address of the recording of an event. */
export function replayLink({ cameraId, startMs, id }: Pick<DetectionEvent, 'cameraId' | 'startMs' | 'id'>): string {
  return `/replay/${cameraId}?at=${startMs - REPLAY_BEFORE_MS}&event=${id}`;
}

/** Address of an event on the page of events. */
export const eventLink = (id: number): string => `/events?show=${id}`;
