import type { Alert, AlertKind } from '../../shared/alerts.ts';
import type { SendFailure } from '../../shared/webhooks.ts';
import type { WebhookHealth } from './webhook-health.ts';

/** What a person set on a webhook, without its secret. */
export interface WebhookConfig {
  readonly id: string;
  readonly createdMs: number;
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly AlertKind[] | null;
  readonly enabled: boolean;
}

export interface StoredWebhook extends WebhookConfig {
  readonly health: WebhookHealth;
  readonly lastSuccessMs: number | null;
  readonly lastFailure: SendFailure | null;
  readonly pending: number;
  readonly dropped: number;
}

/** The alert that a webhook is to be sent next. `delivery` is the same for each attempt. */
export interface Delivery {
  readonly num: number;
  readonly delivery: string;
  readonly alert: Alert;
}

/** Where webhooks and what is to be sent to them are kept. What is to be sent is put there with its alert. */
export interface WebhookStore {
  /** In the order in which they were added. */
  list(): StoredWebhook[];
  get(id: string): StoredWebhook | null;
  insert(config: WebhookConfig): void;
  update(config: WebhookConfig): void;
  /** With all that waits to be sent to it. */
  remove(id: string): void;
  /** The oldest alert that waits, or null. */
  next(id: string): Delivery | null;
  /** Takes a delivery out of the outbox (null: it was a test) and forgets the failures before it. */
  sent(id: string, num: number | null, atMs: number): void;
  failed(id: string, health: WebhookHealth, failure: SendFailure): void;
  saveHealth(id: string, health: WebhookHealth): void;
  /**
   * Gives up what waits since before a time, and of the rest what is more than `most`: the oldest infos first, then the
   * oldest of all. Counts it. Answers how many were given up.
   */
  trim(id: string, limits: { readonly most: number; readonly beforeMs: number }): number;
}
