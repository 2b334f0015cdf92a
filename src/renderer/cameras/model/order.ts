import type { CameraId, CameraView } from '../../../shared/camera.ts';
import { sourceLine } from './camera-form.ts';

/** The ids with one moved by one place up (-1) or down (1); null at the ends. */
export function moved(ids: readonly CameraId[], id: CameraId, direction: 1 | -1): CameraId[] | null {
  const from = ids.indexOf(id);
  const to = from + direction;
  if (from < 0 || to < 0 || to >= ids.length) return null;
  const next = [...ids];
  next.splice(from, 1);
  next.splice(to, 0, id);
  return next;
}

/** The ids with `id` dropped in the place of `target`. */
export function droppedAt(ids: readonly CameraId[], id: CameraId, target: CameraId): CameraId[] {
  const to = ids.indexOf(target);
  const next = ids.filter((each) => each !== id);
  next.splice(to, 0, id);
  return next;
}

/** Cameras whose name or address has every word of the query, in any case. */
export function matching(cameras: readonly CameraView[], query: string): readonly CameraView[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return cameras.filter(({ camera }) => {
    const text = `${camera.name} ${sourceLine(camera.source)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
