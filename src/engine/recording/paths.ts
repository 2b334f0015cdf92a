import { join } from 'node:path';
import { cameraIdSchema, type CameraId } from '../../shared/camera.ts';
import { segmentKeySchema, type SegmentKey } from '../../shared/recording.ts';

export const GROWING_FOLDER = '.growing';
export const QUARANTINE_FOLDER = '.quarantine';

/** Key of the segment with this number in the run. */
export function segmentKey(runId: string, number: number): SegmentKey {
  return `${runId}-${String(number).padStart(5, '0')}`;
}

/** Taken apart: run id, number in the run, and when the run began (UTC milliseconds). */
export function parseKey(key: SegmentKey): { runId: string; number: number; runStartMs: number } {
  const runId = key.slice(0, 12);
  return { runId, number: Number(key.slice(13)), runStartMs: Number.parseInt(runId.slice(0, 8), 36) };
}

export function growingFolder(root: string, cameraId: CameraId): string {
  return join(root, cameraId, GROWING_FOLDER);
}

export function growingPath(root: string, cameraId: CameraId, key: SegmentKey): string {
  return join(growingFolder(root, cameraId), `${key}.mp4`);
}

/** Path of a finished segment, relative to the root, with forward slashes; folder and name are UTC. */
export function segmentPath(cameraId: CameraId, startMs: number, key: SegmentKey): string {
  const iso = new Date(startMs).toISOString();
  return `${cameraId}/${iso.slice(0, 10)}/${iso.slice(11, 23).replaceAll(':', '-')}Z_${key}.mp4`;
}

/** Path of a file that could not be moved from where it grew, as rows have it. */
export function growingRowPath(cameraId: CameraId, key: SegmentKey): string {
  return `${cameraId}/${GROWING_FOLDER}/${key}.mp4`;
}

const finishedName = /^(\d{2})-(\d{2})-(\d{2}\.\d{3})Z_([a-z0-9]{12}-\d{5,7})\.mp4$/;

/** What the name of a finished segment says; null for any other file. `day` is its folder, `2026-01-31`. */
export function parseFinishedName(day: string, name: string): { startMs: number; key: SegmentKey } | null {
  const match = finishedName.exec(name);
  if (match === null) return null;
  const [, hour, minute, second, key] = match;
  const startMs = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(startMs) || key === undefined ? null : { startMs, key };
}

/** Key of a growing segment's file name; null for any other file. */
export function parseGrowingName(name: string): SegmentKey | null {
  const key = segmentKeySchema.safeParse(name.replace(/\.mp4$/, ''));
  return name.endsWith('.mp4') && key.success ? key.data : null;
}

export function isCameraFolder(name: string): name is CameraId {
  return cameraIdSchema.safeParse(name).success;
}
