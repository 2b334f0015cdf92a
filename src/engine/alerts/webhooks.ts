import { randomBytes, randomUUID } from 'node:crypto';
import type { AlertKind } from '../../shared/alerts.ts';
import { VigilError } from '../../shared/errors.ts';
import type { Webhook, WebhookInput } from '../../shared/webhooks.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Secrets } from '../secrets.ts';
import type { WebhookService } from '../services.ts';
import { testPayload, type RecorderName } from './payload.ts';
import { createPost, type Post } from './post.ts';
import type { RaiseAlert } from './raise.ts';
import { healthy } from './webhook-health.ts';
import { secretName, WebhookSender, type SenderTools } from './webhook-sender.ts';
import type { StoredWebhook, WebhookStore } from './webhook-store.ts';

export interface WebhookOptions {
  readonly store: WebhookStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorder: RecorderName;
  readonly raise: RaiseAlert;
  /** The webhook is paused no longer (it works again, or is gone). */
  readonly over: (webhookId: string) => void;
  readonly post?: Post;
}

/** Webhooks with their lifetime. */
export interface Webhooks extends WebhookService {
  /** To whom an alert of this kind is to be sent: rows of the outbox. */
  deliveries(kind: AlertKind, about: string): { webhookId: string; delivery: string }[];
  /** Alerts were put into the outbox of these. */
  wake(ids: readonly string[]): void;
  start(): void;
  stop(): void;
}

const MOST_WEBHOOKS = 32;
/** What waits longer, or is more, is of no use to anybody any longer. The list of alerts has it still. */
const KEPT_MS = 7 * 86_400_000;
const KEPT_ALERTS = 10_000;
const TRIM_EVERY_MS = 3_600_000;

export function createWebhooks(options: WebhookOptions): Webhooks {
  return new WebhookKeeper(options);
}

class WebhookKeeper implements Webhooks {
  readonly #options: WebhookOptions;
  readonly #tools: SenderTools;
  readonly #senders = new Map<string, WebhookSender>();
  #timer: Timer | null = null;
  #stopped = false;

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#tools = {
      ...options,
      post: options.post ?? createPost(options.clock),
      onPaused: ({ id, name }, failures) =>
        options.raise({ kind: 'webhook_paused', severity: 'warning', about: id, data: { webhook: name, failures } }),
      onRecovered: ({ id }) => options.over(id),
    };
  }

  start(): void {
    this.#trimAll();
    this.#timer = this.#options.clock.every(TRIM_EVERY_MS, () => this.#trimAll());
    this.wake(this.#options.store.list().map(({ id }) => id));
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    for (const sender of this.#senders.values()) sender.close();
    this.#senders.clear();
  }

  /** That a webhook is paused is not for itself. */
  deliveries(kind: AlertKind, about: string): { webhookId: string; delivery: string }[] {
    return this.#options.store
      .list()
      .filter(({ id, enabled, kinds }) => enabled && (kinds === null || kinds.includes(kind)) && id !== about)
      .map(({ id }) => ({ webhookId: id, delivery: randomUUID() }));
  }

  wake(ids: readonly string[]): void {
    // What is raised while the program closes is in the outbox for its next life.
    if (this.#stopped) return;
    for (const id of ids) {
      this.#trim(id);
      this.#sender(id).wake();
    }
  }

  list(): Webhook[] {
    return this.#options.store.list().map((webhook) => this.#view(webhook));
  }

  add(input: WebhookInput): Webhook {
    const { store, clock } = this.#options;
    if (store.list().length >= MOST_WEBHOOKS) throw new VigilError('conflict', 'there are too many webhooks');
    const id = randomBytes(6).toString('hex');
    this.#saveSecret(id, input);
    store.insert({ ...configOf(input), id, createdMs: clock.now() });
    return this.#view(this.#find(id));
  }

  update(id: string, input: WebhookInput): Webhook {
    const { createdMs } = this.#find(id);
    this.#saveSecret(id, input);
    this.#options.store.update({ ...configOf(input), id, createdMs });
    return this.resume(id);
  }

  remove(id: string): void {
    this.#find(id);
    this.#senders.get(id)?.close();
    this.#senders.delete(id);
    this.#options.store.remove(id);
    this.#options.secrets.write(secretName(id), null);
    this.#options.over(id);
  }

  async test(id: string, signal: AbortSignal): ReturnType<WebhookService['test']> {
    const { clock, recorder } = this.#options;
    return this.#sender(id).test(this.#find(id), testPayload(clock.now(), recorder), signal);
  }

  resume(id: string): Webhook {
    const { health } = this.#find(id);
    this.#options.store.saveHealth(id, healthy);
    if (health.pausedMs !== null) this.#options.over(id);
    this.#sender(id).retry();
    return this.#view(this.#find(id));
  }

  #sender(id: string): WebhookSender {
    const there = this.#senders.get(id);
    if (there !== undefined) return there;
    const sender = new WebhookSender(id, this.#tools);
    this.#senders.set(id, sender);
    return sender;
  }

  #find(id: string): StoredWebhook {
    const webhook = this.#options.store.get(id);
    if (webhook === null) throw new VigilError('not_found', 'there is no such webhook');
    return webhook;
  }

  #saveSecret(id: string, { secret }: WebhookInput): void {
    if (secret !== undefined) this.#options.secrets.write(secretName(id), secret);
  }

  #view({ health, lastSuccessMs, lastFailure, pending, dropped, ...config }: StoredWebhook): Webhook {
    const { failures, pausedMs } = health;
    const state = !config.enabled ? 'disabled' : pausedMs !== null ? 'paused' : failures > 0 ? 'retrying' : 'ok';
    return {
      ...config,
      kinds: config.kinds === null ? null : [...config.kinds],
      hasSecret: this.#options.secrets.has(secretName(config.id)),
      status: { state, pending, dropped, ...health, lastSuccessMs, lastFailure },
    };
  }

  #trimAll(): void {
    try {
      for (const { id } of this.#options.store.list()) this.#trim(id);
    } catch (error) {
      this.#options.logger.error({ err: error }, 'the outbox of webhooks cannot be trimmed');
    }
  }

  #trim(id: string): void {
    const { store, clock, logger } = this.#options;
    const dropped = store.trim(id, { most: KEPT_ALERTS, beforeMs: clock.now() - KEPT_MS });
    if (dropped > 0) logger.warn({ webhook: id, dropped }, 'alerts for a webhook were given up unsent');
  }
}

function configOf({ name, url, kinds, enabled }: WebhookInput) {
  return { name, url, kinds, enabled };
}
