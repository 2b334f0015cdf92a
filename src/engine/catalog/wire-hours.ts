import type { WireHour, WireHourFilter } from '../services.ts';
import type { Db } from './database.ts';

/** The statements of crossings, by name; the test looks at their plans. */
export const wireHoursSql = {
  // Not by (camera_id, wire_id) > (?, ?): SQLite begins that at the equal ones and reads past all hours of the wire.
  nextCamera: 'SELECT min(camera_id) FROM wire_counts WHERE camera_id > ?',
  nextWire: 'SELECT min(wire_id) FROM wire_counts WHERE camera_id = ? AND wire_id > ?',
  ofWire: `SELECT camera_id AS cameraId, wire_id AS wireId, name, label, hour_ms AS hourMs, in_count AS "in", out_count AS "out"
    FROM wire_counts WHERE camera_id = @cameraId AND wire_id = @wireId AND hour_ms >= @fromMs AND hour_ms < @toMs
    ORDER BY hour_ms, label`,
} as const;

/**
 * Crossings by camera, wire, hour and class. From wire to wire by the key, and of each the hours that are asked for: however many years there
 * are, only what is answered is read.
 */
export function createWireHours(db: Db): (filter: WireHourFilter) => WireHour[] {
  const nextCamera = db.prepare<[string], string | null>(wireHoursSql.nextCamera).pluck();
  const nextWire = db.prepare<[string, string], string | null>(wireHoursSql.nextWire).pluck();
  const ofWire = db.prepare<object, WireHour>(wireHoursSql.ofWire);
  const cameras = () => chain((cameraId) => nextCamera.get(cameraId) ?? null);
  const wiresOf = (cameraId: string) => chain((wireId) => nextWire.get(cameraId, wireId) ?? null);

  return ({ cameraIds, fromMs, toMs }) =>
    (cameraIds?.toSorted() ?? cameras()).flatMap((cameraId) =>
      wiresOf(cameraId).flatMap((wireId) => ofWire.all({ cameraId, wireId, fromMs, toMs })),
    );
}

/** All names, each asked for by the one before. */
function chain(next: (name: string) => string | null): string[] {
  const names: string[] = [];
  for (let name = next(''); name !== null; name = next(name)) names.push(name);
  return names;
}
