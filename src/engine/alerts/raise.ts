import type { AlertData, AlertKind, AlertSeverity } from '../../shared/alerts.ts';
import type { CameraId } from '../../shared/camera.ts';

/** An alert before it has an id and a time. */
export interface NewAlert {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly cameraId?: CameraId;
  readonly data?: AlertData;
  /** What it is about besides the camera, such as a storage root; left out, it is `data.root`, or nothing. */
  readonly about?: string;
}

/**
 * Tells people of something. Stores it before it returns, sends it later; never throws and never waits.
 * May be called as often as the caller looks: what lasts (a camera that is down, a full disk) becomes one alert until
 * the kind that ends it (`camera_back`, `storage_recovered`, …) is raised for the same camera and root; such an end of
 * nothing is dropped. What happens again and again is folded into one alert for some minutes.
 */
export type RaiseAlert = (alert: NewAlert) => void;
