import { z } from 'zod';
import { attributeSchema, type DetectionEvent } from '../../shared/detection.ts';
import { ruleKinds } from '../../shared/detection-plan.ts';
import { boxSchema } from '../../shared/geometry.ts';
import type { EventToStore } from '../events/index.ts';

type Path = DetectionEvent['path'];

const POINT_BYTES = 8;
const FULL = 65_535;

/** Eight bytes a point: x and y in 1/65535 of the picture, milliseconds from the start. Pure. */
export function packPath(path: Path, startMs: number): Buffer {
  const bytes = Buffer.alloc(path.length * POINT_BYTES);
  path.forEach(({ x, y, atMs }, index) => {
    bytes.writeUInt16LE(Math.round(x * FULL), index * POINT_BYTES);
    bytes.writeUInt16LE(Math.round(y * FULL), index * POINT_BYTES + 2);
    bytes.writeInt32LE(atMs - startMs, index * POINT_BYTES + 4);
  });
  return bytes;
}

export function unpackPath(bytes: Buffer, startMs: number): Path {
  return Array.from({ length: Math.floor(bytes.length / POINT_BYTES) }, (_, index) => ({
    x: bytes.readUInt16LE(index * POINT_BYTES) / FULL,
    y: bytes.readUInt16LE(index * POINT_BYTES + 2) / FULL,
    atMs: startMs + bytes.readInt32LE(index * POINT_BYTES + 4),
  }));
}

export interface EventRow {
  readonly id: number;
  readonly camera_id: string;
  readonly label: string;
  readonly kind: string;
  readonly start_ms: number;
  readonly end_ms: number | null;
  readonly best_ms: number;
  readonly has_picture: number;
  readonly score: number;
  readonly track_id: number;
  readonly rule_id: string | null;
  readonly direction: string | null;
  readonly camera_name: string;
  readonly rule_name: string | null;
  readonly best_box: string;
  readonly zones: string;
  readonly attributes: string;
  readonly path: Buffer;
}

export const EVENT_COLUMNS = `id, camera_id, label, kind, start_ms, end_ms, best_ms, has_picture, score, track_id, rule_id, direction,
  camera_name, rule_name, best_box, zones, attributes, path`;

const kindSchema = z.enum(ruleKinds);
const directionSchema = z.enum(['in', 'out']).nullable();
const zonesSchema = z.array(z.string());
const attributesSchema = z.array(attributeSchema);

export function readEventRow(row: EventRow): DetectionEvent {
  return {
    id: row.id,
    cameraId: row.camera_id,
    cameraName: row.camera_name,
    trackId: row.track_id,
    kind: kindSchema.parse(row.kind),
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    label: row.label,
    score: row.score,
    startMs: row.start_ms,
    endMs: row.end_ms,
    bestMs: row.best_ms,
    bestBox: boxSchema.parse(JSON.parse(row.best_box)),
    zones: zonesSchema.parse(JSON.parse(row.zones)),
    direction: directionSchema.parse(row.direction),
    path: unpackPath(row.path, row.start_ms),
    attributes: attributesSchema.parse(JSON.parse(row.attributes)),
    hasPicture: row.has_picture === 1,
  };
}

/** What is bound to the statement that writes an event. */
export function eventValues({ event, seenMs }: EventToStore, streamNum: number) {
  const { id, startMs, endMs, bestMs, score, trackId, ruleId, direction, cameraName, ruleName } = event;
  return {
    id,
    streamNum,
    startMs,
    endMs,
    seenMs: Math.max(startMs, seenMs),
    bestMs,
    score,
    trackId,
    ruleId,
    direction,
    cameraName,
    ruleName,
    hasPicture: event.hasPicture ? 1 : 0,
    bestBox: JSON.stringify(event.bestBox),
    zones: JSON.stringify(event.zones),
    attributes: JSON.stringify(event.attributes),
    path: packPath(event.path, startMs),
  };
}
