import type { Alert } from '../../shared/alerts.ts';
import type { CameraId } from '../../shared/camera.ts';
import type { ServerEvent } from '../../shared/events.ts';
import type { Clock, Timer } from '../clock.ts';
import { ClockWatch } from '../clock-watch.ts';
import type { Logger } from '../logger.ts';
import type { Settings } from '../../shared/settings.ts';
import type { AlertService, WebhookService } from '../services.ts';
import type { AlertStore, AlertSubject } from './alert-store.ts';
import { aboutOf, courseOf } from './conditions.ts';
import type { NewAlert, RaiseAlert } from './raise.ts';
import { createWebhooks, type WebhookOptions, type Webhooks } from './webhooks.ts';

export interface AlertOptions {
  readonly store: AlertStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly emit: (event: ServerEvent) => void;
  /** Null when there is no such camera. */
  readonly cameraName: (id: CameraId) => string | null;
  readonly settings: () => Settings['alerts'];
  /** Shows a warning or worse on this machine's desktop; absent where there is none. */
  readonly notify?: (alert: Alert) => void;
  readonly webhooks: Pick<WebhookOptions, 'store' | 'secrets' | 'recorder' | 'post'>;
}

/** Alerts with their lifetime. */
export interface Alerts extends AlertService {
  readonly raise: RaiseAlert;
  readonly webhooks: WebhookService;
  /** Hears what goes on: of a camera that was removed or disabled nothing lasts any longer. */
  heed(event: ServerEvent): void;
  /** Begins to send what waits, and to forget what is too old. */
  start(): void;
  stop(): void;
}

/** What was raised in this life of the program and is not over. */
interface Lasting {
  readonly id: number;
  /** By the monotonic clock; null: until it is ended. */
  readonly untilMs: number | null;
}

const FORGET_EVERY_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** Keeps the list of what people were told. */
export function createAlerts(options: AlertOptions): Alerts {
  return new AlertKeeper(options);
}

class AlertKeeper implements Alerts {
  readonly #options: AlertOptions;
  readonly #watch: ClockWatch;
  readonly #lasting = new Map<string, Lasting>();
  readonly webhooks: Webhooks;
  #timer: Timer | null = null;

  constructor(options: AlertOptions) {
    this.#options = options;
    this.#watch = new ClockWatch(options.clock);
    const { clock, logger } = options;
    const over = (about: string) =>
      this.#end(() => options.store.end(['webhook_paused'], { cameraId: null, about }, clock.now()));
    this.webhooks = createWebhooks({ clock, logger, ...options.webhooks, raise: this.raise, over });
  }

  start(): void {
    this.#forget();
    this.#timer = this.#options.clock.every(FORGET_EVERY_MS, () => this.#forget());
    this.webhooks.start();
  }

  stop(): void {
    this.#timer?.cancel();
    this.webhooks.stop();
  }

  readonly raise: RaiseAlert = (alert) => {
    try {
      this.#raise(alert);
    } catch (error) {
      this.#options.logger.error({ err: error, kind: alert.kind, data: alert.data }, 'an alert could not be stored');
    }
  };

  heed(event: ServerEvent): void {
    const id = event.type === 'camera_removed' || goneByStatus(event) ? event.cameraId : null;
    if (id === null) return;
    const { store, clock } = this.#options;
    this.#end(() => store.endOfCamera(id, clock.now()));
  }

  list: AlertService['list'] = (filter) => ({ alerts: this.#options.store.list(filter), unread: this.unread() });

  markRead: AlertService['markRead'] = (which) => {
    this.#options.store.markRead(which);
    const unread = this.unread();
    this.#options.emit({ type: 'alerts_read', unread });
    return unread;
  };

  unread(): number {
    return this.#options.store.unread();
  }

  #raise(alert: NewAlert): void {
    const { store, clock } = this.#options;
    const subject: AlertSubject = { kind: alert.kind, cameraId: alert.cameraId ?? null, about: aboutOf(alert) };
    const atMs = clock.now();
    const again = this.#repeat(subject, atMs);
    if (again !== null) {
      this.#tell(again, false);
      return;
    }
    const course = courseOf(alert.kind);
    const { ended, added } = store.atomically(() => {
      // One that lasts in the catalog but not here is of an earlier life of the program: nobody saw its end.
      const ends = course.kind === 'ends' ? course.of : course.kind === 'lasts' ? [alert.kind] : [];
      const over = store.end(ends, subject, atMs);
      if (course.kind === 'ends' && over.length === 0) return { ended: over, added: null };
      return { ended: over, added: this.#store(alert, subject, atMs) };
    });
    this.#over(ended);
    if (added === null) return;
    this.#remember(subject, added.alert.id);
    this.#tell(added.alert, true);
    if (alert.severity !== 'info' && this.#options.settings().desktop) this.#options.notify?.(added.alert);
    this.webhooks.wake(added.webhookIds);
  }

  #store(alert: NewAlert, subject: AlertSubject, atMs: number): { alert: Alert; webhookIds: string[] } {
    const { store, cameraName } = this.#options;
    const { cameraId } = subject;
    const deliveries = this.webhooks.deliveries(subject.kind, subject.about);
    const stored = store.add({
      ...subject,
      atMs,
      severity: alert.severity,
      cameraName: cameraId === null ? null : cameraName(cameraId),
      data: alert.data ?? {},
      endedMs: courseOf(alert.kind).kind === 'lasts' ? null : atMs,
      deliveries,
    });
    return { alert: stored, webhookIds: deliveries.map(({ webhookId }) => webhookId) };
  }

  #repeat(subject: AlertSubject, atMs: number): Alert | null {
    const lasting = this.#lasting.get(keyOf(subject));
    if (lasting === undefined) return null;
    if (lasting.untilMs !== null && this.#options.clock.monotonic() >= lasting.untilMs) return null;
    return this.#options.store.repeat(lasting.id, subject, atMs);
  }

  #remember(subject: AlertSubject, id: number): void {
    const course = courseOf(subject.kind);
    if (course.kind === 'lasts') this.#lasting.set(keyOf(subject), { id, untilMs: null });
    if (course.kind === 'folds') {
      this.#lasting.set(keyOf(subject), { id, untilMs: this.#options.clock.monotonic() + course.ms });
    }
  }

  #end(end: () => readonly Alert[]): void {
    try {
      this.#over(end());
    } catch (error) {
      this.#options.logger.error({ err: error }, 'the end of an alert could not be stored');
    }
  }

  #over(ended: readonly Alert[]): void {
    const ids = new Set(ended.map(({ id }) => id));
    for (const [key, { id }] of this.#lasting) if (ids.has(id)) this.#lasting.delete(key);
    for (const alert of ended) this.#tell(alert, false);
  }

  #tell(alert: Alert, fresh: boolean): void {
    this.#options.emit({ type: 'alert', alert, fresh, unread: this.unread() });
  }

  #forget(): void {
    const { store, clock, settings, logger } = this.#options;
    try {
      if (!this.#watch.doubtful()) store.forget(clock.now() - settings().keepDays * DAY_MS);
      const nowMs = clock.monotonic();
      for (const [key, { untilMs }] of this.#lasting) {
        if (untilMs !== null && untilMs <= nowMs) this.#lasting.delete(key);
      }
    } catch (error) {
      logger.error({ err: error }, 'old alerts could not be forgotten');
    }
  }
}

function goneByStatus(event: ServerEvent): event is Extract<ServerEvent, { type: 'status' }> {
  return event.type === 'status' && event.status.state === 'disabled';
}

function keyOf({ kind, cameraId, about }: AlertSubject): string {
  return [kind, cameraId ?? '', about].join('\n');
}
