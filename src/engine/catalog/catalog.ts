import type { AlertStore, WebhookStore } from '../alerts/index.ts';
import type { CameraStore } from '../camera/index.ts';
import type { SessionStore } from '../http/index.ts';
import type { Logger } from '../logger.ts';
import type { SegmentStore } from '../recording/index.ts';
import type { SealedSecrets } from '../secrets.ts';
import { createAlertStore } from './alert-store.ts';
import { createCameraStore } from './camera-store.ts';
import { openDatabase } from './database.ts';
import { createSealedSecrets } from './secret-rows.ts';
import { createSegmentStore } from './segment-store.ts';
import { createSessionStore } from './session-store.ts';
import { createWebhookStore } from './webhook-store.ts';

/** The index of everything: one SQLite file, written by this process alone. */
export interface Catalog {
  readonly cameras: CameraStore;
  readonly segments: SegmentStore;
  readonly sessions: SessionStore;
  readonly alerts: AlertStore;
  readonly webhooks: WebhookStore;
  readonly secrets: SealedSecrets;
  /** Writes what the log of changes holds into the file and lets go of it. Nothing may be called after. */
  close(): void;
}

/**
 * Opens or makes the catalog.
 * @param path `vigil.db` of the data folder; `:memory:` keeps nothing.
 * @throws CatalogError
 */
export function openCatalog(path: string, options: { readonly logger: Logger }): Catalog {
  const db = openDatabase(path);
  return {
    cameras: createCameraStore(db, options.logger),
    segments: createSegmentStore(db),
    sessions: createSessionStore(db),
    alerts: createAlertStore(db),
    webhooks: createWebhookStore(db),
    secrets: createSealedSecrets(db),
    close: () => db.close(),
  };
}
