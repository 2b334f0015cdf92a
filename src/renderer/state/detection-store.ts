import { create } from 'zustand';
import type { CameraId } from '../../shared/camera.ts';
import type { DetectionStatus } from '../../shared/detection.ts';
import type { ServerEvent } from '../../shared/events.ts';

type Statuses = ReadonlyMap<CameraId, DetectionStatus>;

interface DetectionStore {
  readonly statuses: Statuses;
  readonly apply: (event: ServerEvent) => void;
}

/** How detection fares on each camera, after one event; pure. The same map when nothing of it changes. */
export function applyDetection(statuses: Statuses, event: ServerEvent): Statuses {
  switch (event.type) {
    // The recorder was begun anew, perhaps: what it said before may not hold.
    case 'hello':
      return statuses.size === 0 ? statuses : new Map();
    case 'detection':
      // All of them, each time: one that is left out has no detection any more.
      return new Map(event.statuses.map((status) => [status.cameraId, status]));
    case 'camera_removed': {
      if (!statuses.has(event.cameraId)) return statuses;
      return new Map([...statuses].filter(([id]) => id !== event.cameraId));
    }
    case 'camera':
    case 'status':
    case 'stats':
    case 'segment':
    case 'models':
    case 'detection_event':
    case 'alert':
    case 'alerts_read':
      return statuses;
  }
}

export const useDetectionStore = create<DetectionStore>((set) => ({
  statuses: new Map(),
  apply: (event) => set(({ statuses }) => ({ statuses: applyDetection(statuses, event) })),
}));

/** Null while the recorder has said nothing of this camera's detection. */
export function useDetectionStatus(id: CameraId): DetectionStatus | null {
  return useDetectionStore(({ statuses }) => statuses.get(id) ?? null);
}
