import {
  IconAlertTriangleFilled,
  IconAntennaBarsOff,
  IconCircleCheckFilled,
  IconLoader2,
  IconPlayerPauseFilled,
  IconRefresh,
  type TablerIcon,
} from '@tabler/icons-react';
import type { CameraStatus } from '../../shared/camera.ts';

export type CameraState = CameraStatus['state'];

/** How each state looks everywhere: a Mantine colour and an icon; the words are `state.*` of the catalogue. */
export const stateLook: Readonly<Record<CameraState, { readonly color: string; readonly icon: TablerIcon }>> = {
  ok: { color: 'teal', icon: IconCircleCheckFilled },
  connecting: { color: 'blue', icon: IconLoader2 },
  no_signal: { color: 'yellow', icon: IconAntennaBarsOff },
  retrying: { color: 'orange', icon: IconRefresh },
  connection_failed: { color: 'red', icon: IconAlertTriangleFilled },
  disabled: { color: 'gray', icon: IconPlayerPauseFilled },
};

/** Whether the camera delivers nothing although it should: connecting for the first time is not yet trouble. */
export function isDown(status: CameraStatus): boolean {
  switch (status.state) {
    case 'ok':
    case 'disabled':
      return false;
    case 'connecting':
      return status.attempt > 1;
    case 'no_signal':
    case 'retrying':
    case 'connection_failed':
      return true;
  }
}

/** Whole seconds until the next attempt by the recorder's clock, or null when none is planned. Never negative. */
export function secondsToNextAttempt(status: CameraStatus, nowMs: number): number | null {
  if (status.state !== 'retrying' && status.state !== 'connection_failed') return null;
  return Math.max(0, Math.ceil((status.nextAttemptMs - nowMs) / 1000));
}
