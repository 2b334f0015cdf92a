import type { SendResult, WebhookPayload } from '../../shared/webhooks.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Secrets } from '../secrets.ts';
import { headersOf, payloadOf, type RecorderName } from './payload.ts';
import type { Post } from './post.ts';
import { afterFailure, waitMs } from './webhook-health.ts';
import type { StoredWebhook, WebhookStore } from './webhook-store.ts';

export interface SenderTools {
  readonly store: WebhookStore;
  readonly secrets: Secrets;
  readonly post: Post;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorder: RecorderName;
  /** Told once when a webhook is paused, and once when it takes deliveries again. */
  readonly onPaused: (webhook: StoredWebhook, failures: number) => void;
  readonly onRecovered: (webhook: StoredWebhook) => void;
}

export const secretName = (webhookId: string) => `webhook:${webhookId}`;

/** The catalog is in trouble: others tell of it; here it is tried again after a while. */
const TROUBLE_MS = 60_000;

/** Sends one webhook what waits for it, one after the other, in order. */
export class WebhookSender {
  readonly #id: string;
  readonly #tools: SenderTools;
  readonly #closing = new AbortController();
  #busy = false;
  /** Woken while it was busy: what it was woken for may have come after it looked. */
  #woken = false;
  #timer: Timer | null = null;

  constructor(id: string, tools: SenderTools) {
    this.#id = id;
    this.#tools = tools;
  }

  /** Something waits. Does not shorten the waiting time after a failure. */
  wake(): void {
    this.#woken = true;
    if (this.#busy || this.#timer !== null || this.#closing.signal.aborted) return;
    this.#busy = true;
    this.#woken = false;
    void this.#sendAll()
      .catch((error: unknown) => {
        this.#tools.logger.error({ err: error }, 'the outbox cannot be read');
        return TROUBLE_MS;
      })
      .then((restMs) => {
        this.#busy = false;
        if (restMs !== null) this.#wait(restMs);
        else if (this.#woken) this.wake();
      });
  }

  /** Tries now, whatever was before. */
  retry(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.wake();
  }

  /** Sends a message once. When it is taken, what waits follows at once. */
  async test(webhook: StoredWebhook, payload: WebhookPayload, signal: AbortSignal): Promise<SendResult> {
    const delivery = `test-${payload.atMs}`;
    const result = await this.#post(webhook, payload, delivery, AbortSignal.any([signal, this.#closing.signal]));
    if (result.ok && !this.#closing.signal.aborted) {
      this.#took(webhook, null);
      this.retry();
    }
    return result;
  }

  /** What is on its way is cut off; it stays in the outbox. */
  close(): void {
    this.#closing.abort();
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** Answers after how long to go on; null when there is nothing to do until the next `wake`. */
  async #sendAll(): Promise<number | null> {
    const { store, recorder } = this.#tools;
    for (;;) {
      const webhook = store.get(this.#id);
      if (webhook === null || !webhook.enabled) return null;
      const next = store.next(this.#id);
      if (next === null) return null;
      const result = await this.#post(webhook, payloadOf(next.alert, recorder), next.delivery, this.#closing.signal);
      // Between the answer and its note the program may end: it is sent again then, with the same delivery number.
      if (this.#closing.signal.aborted) return null;
      if (!result.ok) return this.#failed(result);
      this.#took(webhook, next.num);
    }
  }

  async #post(webhook: StoredWebhook, payload: WebhookPayload, delivery: string, signal: AbortSignal) {
    const { secrets, post, clock, logger } = this.#tools;
    const body = JSON.stringify(payload);
    let secret: string | null;
    try {
      secret = secrets.read(secretName(webhook.id));
    } catch (error) {
      logger.error({ err: error, webhook: webhook.name }, 'the secret of a webhook cannot be opened');
      return { ok: false, reason: 'secret_unreadable', status: null, tookMs: 0 } satisfies SendResult;
    }
    const headers = headersOf({ payload, body, delivery, secret, nowMs: clock.now() });
    return post({ url: webhook.url, headers, body, signal });
  }

  #took(webhook: StoredWebhook, num: number | null): void {
    const { store, clock, onRecovered } = this.#tools;
    const paused = store.get(webhook.id)?.health.pausedMs ?? null;
    store.sent(webhook.id, num, clock.now());
    if (paused !== null) onRecovered(webhook);
  }

  #failed(result: Extract<SendResult, { ok: false }>): number | null {
    const { store, clock, logger, onPaused } = this.#tools;
    // Asked again: a person may have changed or resumed it meanwhile.
    const webhook = store.get(this.#id);
    if (webhook === null) return null;
    const atMs = clock.now();
    const { reason, status } = result;
    const health = afterFailure(webhook.health, atMs);
    store.failed(webhook.id, health, { reason, status, atMs });
    logger.warn({ webhook: webhook.name, reason, status, failures: health.failures }, 'a webhook took no alert');
    if (health.pausedMs !== null && webhook.health.pausedMs === null) onPaused(webhook, health.failures);
    return waitMs(health);
  }

  #wait(ms: number): void {
    if (this.#closing.signal.aborted) return;
    this.#timer = this.#tools.clock.after(ms, () => {
      this.#timer = null;
      this.wake();
    });
  }
}
