import type { EventStore } from '../events/index.ts';
import type { Db } from './database.ts';

const THESE = '(SELECT value FROM json_each(?))';

/** What limits the pictures of events. */
export function createPictureRows(db: Db): Pick<EventStore, 'numbers' | 'dropPictures'> {
  const numbers = db.prepare<[], { oldest: number | null; newest: number | null }>(
    'SELECT min(id) AS oldest, max(id) AS newest FROM detection_events',
  );
  const pictured = db
    .prepare<object, number>(
      `SELECT id FROM detection_events JOIN detection_streams ON num = stream_num
       WHERE id >= @from AND id < @to AND has_picture = 1 AND detection_events.end_ms IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM locks WHERE locks.camera_id = detection_streams.camera_id
           AND locks.start_ms <= detection_events.end_ms AND locks.end_ms > detection_events.start_ms)`,
    )
    .pluck();
  const discard = db.prepare<[string]>(
    `INSERT OR IGNORE INTO detection_garbage SELECT id, camera_id, start_ms
     FROM detection_events JOIN detection_streams ON num = stream_num WHERE id IN ${THESE}`,
  );
  const forget = db.prepare<[string]>(`UPDATE detection_events SET has_picture = 0 WHERE id IN ${THESE}`);
  return {
    numbers() {
      const found = numbers.get();
      if (found === undefined || found.oldest === null || found.newest === null) return null;
      return { oldest: found.oldest, newest: found.newest };
    },
    dropPictures: db.transaction((from: number, to: number) => {
      const ids = JSON.stringify(pictured.all({ from, to }));
      discard.run(ids);
      return forget.run(ids).changes;
    }),
  };
}
