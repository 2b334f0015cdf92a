import type { AlertData, AlertKind, AlertSeverity } from '../../shared/alerts.ts';
import type { CameraId } from '../../shared/camera.ts';

/** An alert before it has an id and a time. */
export interface NewAlert {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly cameraId?: CameraId;
  readonly data?: AlertData;
}

/** Tells people of something. Stores it before it returns, sends it later; never throws and never waits. */
export type RaiseAlert = (alert: NewAlert) => void;
