import type { AlertStore, WebhookStore } from '../alerts/index.ts';
import type { CameraStore } from '../camera/index.ts';
import type { EventStore } from '../events/index.ts';
import type { SessionStore } from '../http/index.ts';
import type { Logger } from '../logger.ts';
import type { KeepingStore } from '../modes/index.ts';
import type { SegmentStore } from '../recording/index.ts';
import type { RetentionStore } from '../retention/index.ts';
import type { SealedSecrets } from '../secrets.ts';
import type { PlaceStore } from '../storage/index.ts';
import type { TierStore } from '../tiers/index.ts';
import { createAlertStore } from './alert-store.ts';
import { createCameraStore } from './camera-store.ts';
import type { Db } from './database.ts';
import { createEventStore } from './event-store.ts';
import { FootageNumbers } from './footage-numbers.ts';
import { createKeepingStore } from './keeping-store.ts';
import { createPlaceStore } from './place-store.ts';
import { createRetentionStore } from './retention-store.ts';
import { createSealedSecrets } from './secret-rows.ts';
import { createSegmentStore } from './segment-store.ts';
import { createSessionStore } from './session-store.ts';
import { createSpaceStore, type SpaceRows } from './space-store.ts';
import { createTierStore } from './tier-store.ts';
import { createWebhookStore } from './webhook-store.ts';

/** What others see of the catalog: a store per matter. */
export interface Stores {
  readonly cameras: CameraStore;
  readonly segments: SegmentStore;
  readonly keeping: KeepingStore;
  readonly places: PlaceStore;
  readonly space: SpaceRows;
  readonly tiers: TierStore;
  readonly retention: RetentionStore;
  readonly sessions: SessionStore;
  readonly alerts: AlertStore;
  readonly webhooks: WebhookStore;
  readonly detections: EventStore;
  readonly secrets: SealedSecrets;
}

/** Stores are plain objects of functions: the catalog hands calls on to the database that there is by then. */
export function createStores(db: Db, logger: Logger): Stores {
  const numbers = new FootageNumbers(db);
  const segments = createSegmentStore(db, numbers);
  return {
    cameras: createCameraStore(db, logger),
    segments,
    keeping: createKeepingStore(db, numbers),
    places: createPlaceStore(db),
    space: createSpaceStore(db),
    tiers: createTierStore(db, segments),
    retention: createRetentionStore(db, (keys) => segments.condemnSegments(keys)),
    sessions: createSessionStore(db),
    alerts: createAlertStore(db),
    webhooks: createWebhookStore(db),
    detections: createEventStore(db),
    secrets: createSealedSecrets(db),
  };
}
