import type { CameraId } from '../../shared/camera.ts';
import type { CameraStore, StoredStateChange } from '../camera/index.ts';
import type { Logger } from '../logger.ts';
import type { StoredCamera } from '../services.ts';
import { cameraRow, readCameraRow, readChangeRow, readFactsRow } from './camera-rows.ts';
import type { Db } from './database.ts';

/** Changes kept per camera: a camera that is away for months retries each minute, with 100 lines of evidence each time. */
const CHANGES_KEPT = 1000;

const COLUMNS =
  'id, position, created_ms, name, enabled, record, recording, detection, demo, connect_timeout_ms, source, password_sealed';
const VALUES = COLUMNS.replace(/\w+/g, '@$&');

function statements(db: Db) {
  return {
    list: db.prepare(`SELECT ${COLUMNS} FROM cameras ORDER BY position, created_ms, id`),
    insert: db.prepare(`INSERT INTO cameras (${COLUMNS}) VALUES (${VALUES})`),
    update: db.prepare(
      `UPDATE cameras SET ${COLUMNS.split(', ')
        .slice(1)
        .map((name) => `${name} = @${name}`)
        .join(', ')} WHERE id = @id`,
    ),
    remove: db.prepare('DELETE FROM cameras WHERE id = ?'),
    move: db.prepare('UPDATE cameras SET position = ? WHERE id = ?'),
    facts: db.prepare('SELECT source_key, main, sub FROM camera_facts WHERE camera_id = ?'),
    saveFacts: db.prepare(
      `INSERT INTO camera_facts (camera_id, source_key, main, sub)
       SELECT id, @source_key, @main, @sub FROM cameras WHERE id = @camera_id
       ON CONFLICT (camera_id) DO UPDATE SET source_key = @source_key, main = @main, sub = @sub`,
    ),
    addChange: db.prepare(
      `INSERT INTO state_changes (camera_id, at_ms, state, reason, attempt, log)
       SELECT id, @at_ms, @state, @reason, @attempt, @log FROM cameras WHERE id = @camera_id`,
    ),
    forgetChanges: db.prepare(
      `DELETE FROM state_changes WHERE camera_id = @camera_id AND id <=
       (SELECT id FROM state_changes WHERE camera_id = @camera_id ORDER BY id DESC LIMIT 1 OFFSET ${CHANGES_KEPT})`,
    ),
    history: db.prepare(
      `SELECT camera_id, at_ms, state, reason, attempt, log FROM state_changes
       WHERE camera_id = @id AND at_ms < @beforeMs ORDER BY id DESC LIMIT @limit`,
    ),
  };
}

/** Cameras, what is known of their streams, and their changes of state. */
export function createCameraStore(db: Db, logger: Logger): CameraStore {
  const sql = statements(db);

  /** One row that cannot be read must not take the others with it. */
  function* readable<T>(rows: Iterable<unknown>, read: (row: unknown) => T): Generator<T> {
    for (const row of rows) {
      try {
        yield read(row);
      } catch (error) {
        logger.error(
          { err: error, row: (row as { id?: unknown }).id },
          'a row of the catalog cannot be read; left out',
        );
      }
    }
  }

  return {
    list: () => [...readable<StoredCamera>(sql.list.iterate(), readCameraRow)],
    insert: (stored) => void sql.insert.run(cameraRow(stored)),
    update: (stored) => void sql.update.run(cameraRow(stored)),
    remove: (id) => void sql.remove.run(id),
    reorder: db.transaction((ids: readonly CameraId[]) => {
      ids.forEach((id, position) => sql.move.run(position, id));
    }),
    facts: (id) => readFactsRow(sql.facts.get(id)),
    saveFacts: (id, facts) =>
      void sql.saveFacts.run({
        camera_id: id,
        source_key: facts.sourceKey,
        main: JSON.stringify(facts.main),
        sub: facts.sub === null ? null : JSON.stringify(facts.sub),
      }),
    addStateChange: db.transaction((change: StoredStateChange) => {
      sql.addChange.run({
        camera_id: change.cameraId,
        at_ms: change.atMs,
        state: change.state,
        reason: change.reason,
        attempt: change.attempt,
        log: JSON.stringify(change.log),
      });
      sql.forgetChanges.run({ camera_id: change.cameraId });
    }),
    history: (id, limit, beforeMs) => [
      ...readable(sql.history.iterate({ id, limit, beforeMs: beforeMs ?? Number.MAX_SAFE_INTEGER }), readChangeRow),
    ],
  };
}
