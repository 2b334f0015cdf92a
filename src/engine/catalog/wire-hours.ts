import type { WireHour, WireHourFilter } from '../services.ts';
import type { Db } from './database.ts';

interface Wire {
  readonly cameraId: string;
  readonly wireId: string;
}

/** The statements of crossings, by name; the test looks at their plans. */
export const wireHoursSql = {
  nextWire: `SELECT camera_id AS cameraId, wire_id AS wireId FROM wire_counts
    WHERE (camera_id, wire_id) > (?, ?) ORDER BY camera_id, wire_id LIMIT 1`,
  ofWire: `SELECT camera_id AS cameraId, wire_id AS wireId, name, label, hour_ms AS hourMs, in_count AS "in", out_count AS "out"
    FROM wire_counts WHERE camera_id = @cameraId AND wire_id = @wireId AND hour_ms >= @fromMs AND hour_ms < @toMs
    ORDER BY hour_ms, label`,
} as const;

/**
 * Crossings by camera, wire, hour and class. From wire to wire by the key, and of each the hours that are asked for: however many years there
 * are, only what is answered is read.
 */
export function createWireHours(db: Db): (filter: WireHourFilter) => WireHour[] {
  const nextWire = db.prepare<[string, string], Wire>(wireHoursSql.nextWire);
  const ofWire = db.prepare<object, WireHour>(wireHoursSql.ofWire);

  /** @param only of this camera; null: of all. */
  function* wires(only: string | null): Generator<Wire> {
    let wire = nextWire.get(only ?? '', '');
    while (wire !== undefined && (only === null || wire.cameraId === only)) {
      yield wire;
      wire = nextWire.get(wire.cameraId, wire.wireId);
    }
  }

  return ({ cameraIds, fromMs, toMs }) =>
    (cameraIds?.toSorted() ?? [null]).flatMap((cameraId) =>
      [...wires(cameraId)].flatMap((wire) => ofWire.all({ ...wire, fromMs, toMs })),
    );
}
