import { z } from 'zod';
import { alertKinds, alertKindSchema } from '../../shared/alerts.ts';
import { sendFailureSchema } from '../../shared/webhooks.ts';
import type { StoredWebhook, WebhookConfig, WebhookStore } from '../alerts/index.ts';
import { ALERT_COLUMNS, readAlertRow, type AlertRow } from './alert-store.ts';
import type { Db } from './database.ts';

interface WebhookRow {
  readonly id: string;
  readonly created_ms: number;
  readonly name: string;
  readonly url: string;
  readonly enabled: number;
  readonly kinds: string | null;
  readonly failures: number;
  readonly failing_since_ms: number | null;
  readonly paused_ms: number | null;
  readonly last_success_ms: number | null;
  readonly last_failure: string | null;
  readonly dropped: number;
  readonly pending: number;
}

const SELECT = `SELECT *, (SELECT count(*) FROM webhook_outbox WHERE webhook_id = webhooks.id) AS pending FROM webhooks`;

function statements(db: Db) {
  return {
    list: db.prepare<[], WebhookRow>(`${SELECT} ORDER BY created_ms, id`),
    get: db.prepare<[string], WebhookRow>(`${SELECT} WHERE id = ?`),
    insert: db.prepare(
      `INSERT INTO webhooks (id, created_ms, name, url, enabled, kinds)
       VALUES (@id, @createdMs, @name, @url, @enabled, @kinds)`,
    ),
    update: db.prepare(
      'UPDATE webhooks SET name = @name, url = @url, enabled = @enabled, kinds = @kinds WHERE id = @id',
    ),
    remove: db.prepare<[string]>('DELETE FROM webhooks WHERE id = ?'),
    next: db.prepare<[string], AlertRow & { readonly num: number; readonly delivery: string }>(
      `SELECT outbox.id AS num, outbox.delivery, ${ALERT_COLUMNS.replace(/\w+/g, 'alerts.$&')}
       FROM webhook_outbox AS outbox JOIN alerts ON alerts.id = outbox.alert_id
       WHERE outbox.webhook_id = ? ORDER BY outbox.id LIMIT 1`,
    ),
    deliver: db.prepare<[number]>('DELETE FROM webhook_outbox WHERE id = ?'),
    succeed: db.prepare<[number, string]>(
      `UPDATE webhooks SET failures = 0, failing_since_ms = NULL, paused_ms = NULL, last_failure = NULL,
       last_success_ms = ? WHERE id = ?`,
    ),
    health: db.prepare(
      `UPDATE webhooks SET failures = @failures, failing_since_ms = @failingSinceMs, paused_ms = @pausedMs
       WHERE id = @id`,
    ),
    lastFailure: db.prepare<[string, string]>('UPDATE webhooks SET last_failure = ? WHERE id = ?'),
    ...trimming(db),
  };
}

function trimming(db: Db) {
  return {
    giveUpOld: db.prepare<[string, number]>(
      `DELETE FROM webhook_outbox WHERE id IN (
         SELECT outbox.id FROM webhook_outbox AS outbox JOIN alerts ON alerts.id = outbox.alert_id
         WHERE outbox.webhook_id = ? AND alerts.at_ms < ?)`,
    ),
    pending: db.prepare<[string], number>('SELECT count(*) FROM webhook_outbox WHERE webhook_id = ?').pluck(),
    giveUpMost: db.prepare<[string, number]>(
      `DELETE FROM webhook_outbox WHERE id IN (
         SELECT outbox.id FROM webhook_outbox AS outbox JOIN alerts ON alerts.id = outbox.alert_id
         WHERE outbox.webhook_id = ? ORDER BY alerts.severity = 'info' DESC, outbox.id LIMIT ?)`,
    ),
    countDropped: db.prepare<[number, string]>('UPDATE webhooks SET dropped = dropped + ? WHERE id = ?'),
  };
}

/** A kind that a later version knew is no reason to lose the others. */
const kindsSchema = z
  .array(z.string())
  .transform((kinds) => kinds.filter((kind) => alertKinds.includes(kind as never)))
  .pipe(z.array(alertKindSchema));

function readRow(row: WebhookRow): StoredWebhook {
  return {
    id: row.id,
    createdMs: row.created_ms,
    name: row.name,
    url: row.url,
    enabled: row.enabled === 1,
    kinds: row.kinds === null ? null : kindsSchema.parse(JSON.parse(row.kinds)),
    health: { failures: row.failures, failingSinceMs: row.failing_since_ms, pausedMs: row.paused_ms },
    lastSuccessMs: row.last_success_ms,
    lastFailure: row.last_failure === null ? null : sendFailureSchema.parse(JSON.parse(row.last_failure)),
    pending: row.pending,
    dropped: row.dropped,
  };
}

function rowOf({ kinds, enabled, ...rest }: WebhookConfig) {
  return { ...rest, enabled: enabled ? 1 : 0, kinds: kinds === null ? null : JSON.stringify(kinds) };
}

/** Webhooks, and the outbox of what waits to be sent to them. */
export function createWebhookStore(db: Db): WebhookStore {
  const sql = statements(db);
  return {
    list: () => sql.list.all().map(readRow),
    get(id) {
      const row = sql.get.get(id);
      return row === undefined ? null : readRow(row);
    },
    insert: (config) => void sql.insert.run(rowOf(config)),
    update: (config) => void sql.update.run(rowOf(config)),
    remove: (id) => void sql.remove.run(id),
    next(id) {
      const row = sql.next.get(id);
      return row === undefined ? null : { num: row.num, delivery: row.delivery, alert: readAlertRow(row) };
    },
    sent: db.transaction((id: string, num: number | null, atMs: number) => {
      if (num !== null) sql.deliver.run(num);
      sql.succeed.run(atMs, id);
    }),
    failed: db.transaction((...[id, health, failure]: Parameters<WebhookStore['failed']>) => {
      sql.health.run({ id, ...health });
      sql.lastFailure.run(JSON.stringify(failure), id);
    }),
    saveHealth: (id, health) => void sql.health.run({ id, ...health }),
    trim: db.transaction((...[id, { most, beforeMs }]: Parameters<WebhookStore['trim']>) => {
      const old = sql.giveUpOld.run(id, beforeMs).changes;
      const over = (sql.pending.get(id) ?? 0) - most;
      const dropped = old + (over > 0 ? sql.giveUpMost.run(id, over).changes : 0);
      if (dropped > 0) sql.countDropped.run(dropped, id);
      return dropped;
    }),
  };
}
