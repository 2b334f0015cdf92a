import { z } from 'zod';
import { cameraSchema, cameraSourceSchema, stateChangeSchema, streamFactsSchema } from '../../shared/camera.ts';
import { detectionPlanSchema } from '../../shared/detection-plan.ts';
import { recordingPlanSchema } from '../../shared/recording-plan.ts';
import type { StoredFacts, StoredStateChange } from '../camera/index.ts';
import type { StoredCamera } from '../services.ts';

/** Rows are a border too: what was stored by an older version, or by a hand, is looked at before it is believed. */

const flag = z.number().transform((value) => value === 1);

function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, ctx): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        ctx.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const bytes = z.instanceof(Uint8Array);

const cameraRowSchema = z
  .object({
    id: z.string(),
    position: z.number(),
    created_ms: z.number(),
    name: z.string(),
    enabled: flag,
    record: flag,
    recording: json(recordingPlanSchema),
    detection: json(detectionPlanSchema),
    demo: flag,
    connect_timeout_ms: z.number(),
    source: json(cameraSourceSchema),
    password_sealed: bytes.nullable(),
  })
  .transform((row) => ({
    camera: cameraSchema.parse({
      id: row.id,
      name: row.name,
      enabled: row.enabled,
      source: row.source,
      hasPassword: row.password_sealed !== null,
      connectTimeoutMs: row.connect_timeout_ms,
      record: row.record,
      recording: row.recording,
      detection: row.detection,
      demo: row.demo,
      position: row.position,
      createdMs: row.created_ms,
    }),
    passwordSealed: row.password_sealed,
  }));

/** @throws ZodError when the row holds what no camera may be. */
export function readCameraRow(row: unknown): StoredCamera {
  return cameraRowSchema.parse(row);
}

/** Parameters of the row, by the names of its columns. */
export function cameraRow({ camera, passwordSealed }: StoredCamera) {
  return {
    id: camera.id,
    position: camera.position,
    created_ms: camera.createdMs,
    name: camera.name,
    enabled: camera.enabled ? 1 : 0,
    record: camera.record ? 1 : 0,
    recording: JSON.stringify(recordingPlanSchema.parse(camera.recording)),
    detection: JSON.stringify(detectionPlanSchema.parse(camera.detection)),
    demo: camera.demo ? 1 : 0,
    connect_timeout_ms: camera.connectTimeoutMs,
    source: JSON.stringify(cameraSourceSchema.parse(camera.source)),
    password_sealed: passwordSealed,
  };
}

const factsRowSchema = z.object({
  source_key: z.string(),
  main: json(streamFactsSchema),
  sub: json(streamFactsSchema).nullable(),
});

/** Null when there are none, or none that can be read: they are found out anew then. */
export function readFactsRow(row: unknown): StoredFacts | null {
  const parsed = factsRowSchema.safeParse(row);
  return parsed.success ? { sourceKey: parsed.data.source_key, main: parsed.data.main, sub: parsed.data.sub } : null;
}

const changeRowSchema = z
  .object({
    camera_id: z.string(),
    at_ms: z.number(),
    state: z.string(),
    reason: z.string().nullable(),
    attempt: z.number().nullable(),
    log: json(z.array(z.string())),
  })
  .transform((row) => ({
    ...stateChangeSchema.parse({
      atMs: row.at_ms,
      state: row.state,
      reason: row.reason,
      attempt: row.attempt,
      log: row.log,
    }),
    cameraId: row.camera_id,
  }));

/** @throws ZodError */
export function readChangeRow(row: unknown): StoredStateChange {
  return changeRowSchema.parse(row);
}
