import { alertDataSchema, alertKindSchema, alertSeveritySchema, type Alert } from '../../shared/alerts.ts';
import type { AlertStore } from '../alerts/index.ts';
import type { AlertFilter } from '../services.ts';
import type { Db } from './database.ts';

export interface AlertRow {
  readonly id: number;
  readonly at_ms: number;
  readonly kind: string;
  readonly severity: string;
  readonly camera_id: string | null;
  readonly camera_name: string | null;
  readonly data: string;
  readonly count: number;
  readonly last_ms: number;
  readonly ended_ms: number | null;
  readonly read: number;
}

export const ALERT_COLUMNS = 'id, at_ms, kind, severity, camera_id, camera_name, data, count, last_ms, ended_ms, read';
/** A start after months off must not hold up the recorder while it forgets. */
const FORGET_AT_ONCE = 5000;

function statements(db: Db) {
  return {
    insert: db.prepare<object, AlertRow>(
      `INSERT INTO alerts (at_ms, kind, severity, camera_id, camera_name, about, data, last_ms, ended_ms)
       VALUES (@atMs, @kind, @severity, @cameraId, @cameraName, @about, @data, @atMs, @endedMs) RETURNING ${ALERT_COLUMNS}`,
    ),
    deliver: db.prepare<[number, string, string]>(
      'INSERT INTO webhook_outbox (webhook_id, alert_id, delivery) SELECT id, ?, ? FROM webhooks WHERE id = ?',
    ),
    repeat: db.prepare<object, AlertRow>(
      `UPDATE alerts SET count = count + 1, last_ms = @atMs
       WHERE id = @id AND kind = @kind AND camera_id IS @cameraId AND about = @about RETURNING ${ALERT_COLUMNS}`,
    ),
    end: db.prepare<object, AlertRow>(
      `UPDATE alerts SET ended_ms = @atMs WHERE ended_ms IS NULL AND camera_id IS @cameraId AND about = @about
       AND kind IN (SELECT value FROM json_each(@kinds)) RETURNING ${ALERT_COLUMNS}`,
    ),
    endOfCamera: db.prepare<[number, string], AlertRow>(
      `UPDATE alerts SET ended_ms = ? WHERE ended_ms IS NULL AND camera_id = ? RETURNING ${ALERT_COLUMNS}`,
    ),
    list: db.prepare<object, AlertRow>(
      `SELECT ${ALERT_COLUMNS} FROM alerts
       WHERE (@beforeId IS NULL OR id < @beforeId)
         AND (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))
         AND (@severities IS NULL OR severity IN (SELECT value FROM json_each(@severities)))
         AND (@cameraId IS NULL OR camera_id = @cameraId)
         AND (@fromMs IS NULL OR at_ms >= @fromMs) AND (@toMs IS NULL OR at_ms < @toMs)
         AND (@unread = 0 OR read = 0)
       ORDER BY id DESC LIMIT @limit`,
    ),
    unread: db.prepare<[], number>('SELECT count(*) FROM alerts WHERE read = 0').pluck(),
    readUpTo: db.prepare<[number]>('UPDATE alerts SET read = 1 WHERE read = 0 AND id <= ?'),
    readThese: db.prepare<[string]>(
      'UPDATE alerts SET read = 1 WHERE read = 0 AND id IN (SELECT value FROM json_each(?))',
    ),
    forget: db.prepare<[number, number]>(
      `DELETE FROM alerts WHERE id IN
       (SELECT id FROM alerts WHERE last_ms < ? AND ended_ms IS NOT NULL LIMIT ?)`,
    ),
  };
}

export function readAlertRow(row: AlertRow): Alert {
  return {
    id: row.id,
    atMs: row.at_ms,
    kind: alertKindSchema.parse(row.kind),
    severity: alertSeveritySchema.parse(row.severity),
    cameraId: row.camera_id,
    cameraName: row.camera_name,
    data: alertDataSchema.parse(JSON.parse(row.data)),
    count: row.count,
    lastMs: row.last_ms,
    endedMs: row.ended_ms,
    read: row.read === 1,
  };
}

function list(filter: AlertFilter) {
  const json = (values: readonly string[] | null) => (values === null ? null : JSON.stringify(values));
  const { kinds, severities, unread, ...rest } = filter;
  return { ...rest, kinds: json(kinds), severities: json(severities), unread: unread ? 1 : 0 };
}

/** Alerts; what is to be sent of them is put into the outbox with them. */
export function createAlertStore(db: Db): AlertStore {
  const sql = statements(db);
  return {
    add: db.transaction((alert: Parameters<AlertStore['add']>[0]) => {
      const { deliveries, data, ...rest } = alert;
      const row = sql.insert.get({ ...rest, data: JSON.stringify(data) });
      if (row === undefined) throw new Error('an alert was not stored');
      for (const { webhookId, delivery } of deliveries) sql.deliver.run(row.id, delivery, webhookId);
      return readAlertRow(row);
    }),
    repeat(id, subject, atMs) {
      const row = sql.repeat.get({ id, atMs, ...subject });
      return row === undefined ? null : readAlertRow(row);
    },
    end: (kinds, { cameraId, about }, atMs) =>
      sql.end.all({ kinds: JSON.stringify(kinds), cameraId, about, atMs }).map(readAlertRow),
    endOfCamera: (cameraId, atMs) => sql.endOfCamera.all(atMs, cameraId).map(readAlertRow),
    list: (filter) => sql.list.all(list(filter)).map(readAlertRow),
    unread: () => sql.unread.get() ?? 0,
    markRead: (which) =>
      void ('ids' in which ? sql.readThese.run(JSON.stringify(which.ids)) : sql.readUpTo.run(which.upToId)),
    forget: (beforeMs) => sql.forget.run(beforeMs, FORGET_AT_ONCE).changes,
    atomically: (work) => db.transaction(work)(),
  };
}
