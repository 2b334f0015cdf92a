import { create } from 'zustand';
import type { CameraId, CameraView } from '../../shared/camera.ts';
import type { ServerEvent } from '../../shared/events.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

interface CameraStore {
  /** Whether the events socket is up; without it nothing shown here is fresh. */
  readonly connection: ConnectionState;
  /** In the order of the list; null until the first `hello`. */
  readonly cameras: readonly CameraView[] | null;
  /** Recorder's clock minus this machine's, milliseconds: countdowns and the timeline show the recorder's time. */
  readonly clockOffsetMs: number;
  readonly setConnection: (connection: ConnectionState) => void;
  readonly apply: (event: ServerEvent) => void;
}

/** The camera list after one event; pure. */
export function applyEvent(cameras: readonly CameraView[] | null, event: ServerEvent): readonly CameraView[] | null {
  switch (event.type) {
    case 'hello':
      return sorted(event.cameras);
    case 'camera': {
      const others = (cameras ?? []).filter(({ camera }) => camera.id !== event.view.camera.id);
      return sorted([...others, event.view]);
    }
    case 'camera_removed':
      return cameras?.filter(({ camera }) => camera.id !== event.cameraId) ?? null;
    case 'status':
      return update(cameras, event.cameraId, (view) => ({ ...view, status: event.status }));
    case 'stats':
      return event.stats.reduce((list, stats) => update(list, stats.cameraId, (view) => ({ ...view, stats })), cameras);
    case 'segment':
    case 'detection':
    case 'detection_event':
    case 'models':
    case 'alert':
    case 'alerts_read':
      return cameras;
  }
}

function sorted(cameras: readonly CameraView[]): readonly CameraView[] {
  return [...cameras].sort((a, b) => a.camera.position - b.camera.position);
}

function update(
  cameras: readonly CameraView[] | null,
  id: CameraId,
  change: (view: CameraView) => CameraView,
): readonly CameraView[] | null {
  return cameras?.map((view) => (view.camera.id === id ? change(view) : view)) ?? null;
}

export const useCameraStore = create<CameraStore>((set) => ({
  connection: 'connecting',
  cameras: null,
  clockOffsetMs: 0,
  setConnection: (connection) => set({ connection }),
  apply: (event) =>
    set((state) => ({
      cameras: applyEvent(state.cameras, event),
      ...(event.type === 'hello' ? { clockOffsetMs: event.nowMs - Date.now() } : {}),
    })),
}));

/** One camera's row, or undefined when it is gone. Renders again only when that row changes. */
export function useCamera(id: CameraId | null): CameraView | undefined {
  return useCameraStore((state) => state.cameras?.find(({ camera }) => camera.id === id));
}
