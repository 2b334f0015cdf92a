import type { Alert, AlertData, AlertKind, AlertSeverity } from '../../shared/alerts.ts';
import type { CameraId } from '../../shared/camera.ts';
import type { AlertFilter } from '../services.ts';

/** What alert this is about: conditions are told apart by all three. */
export interface AlertSubject {
  readonly kind: AlertKind;
  readonly cameraId: CameraId | null;
  readonly about: string;
}

export interface AlertToStore extends AlertSubject {
  readonly atMs: number;
  readonly severity: AlertSeverity;
  readonly cameraName: string | null;
  readonly data: AlertData;
  readonly endedMs: number | null;
  /** Webhooks that it is to be sent to, each with the number of its delivery. */
  readonly deliveries: readonly { readonly webhookId: string; readonly delivery: string }[];
}

/** Where alerts are kept. */
export interface AlertStore {
  /** The alert and its rows in the outbox, in one transaction. */
  add(alert: AlertToStore): Alert;
  /** Reported once more; null when there is no such alert about this any longer (forgotten, or the catalog was restored). */
  repeat(id: number, subject: AlertSubject, atMs: number): Alert | null;
  /** Ends what lasts still of these kinds about the same thing. Answers what was ended. */
  end(kinds: readonly AlertKind[], subject: Omit<AlertSubject, 'kind'>, atMs: number): Alert[];
  /** Ends all that lasts still of a camera. */
  endOfCamera(cameraId: CameraId, atMs: number): Alert[];
  /** Newest first. */
  list(filter: AlertFilter): Alert[];
  unread(): number;
  /** Marks these, or all up to a number. */
  markRead(which: { readonly ids: readonly number[] } | { readonly upToId: number }): void;
  /** Forgets alerts that were reported last before a time and are over, some thousands at once. Answers how many. */
  forget(beforeMs: number): number;
  /** Several changes as one. */
  atomically<T>(work: () => T): T;
}
