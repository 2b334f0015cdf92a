import { z } from 'zod';
import { cameraIdSchema } from './camera.ts';

/** What people and other programs are told of. The list is closed: each kind has its words in the interface. */
export const alertKinds = [
  'camera_down',
  'camera_back',
  'all_cameras_down',
  'cameras_back',
  'camera_unstable',
  'process_restarted',
  'recording_behind',
  'storage_low',
  'storage_critical',
  'storage_recovered',
  'root_lost',
  'root_back',
  'archive_failing',
  'catalog_restored',
  'settings_broken',
  'webhook_paused',
  'event',
  'person_recognised',
] as const;
export const alertKindSchema = z.enum(alertKinds);
export type AlertKind = z.infer<typeof alertKindSchema>;

export const alertSeverities = ['info', 'warning', 'critical'] as const;
export const alertSeveritySchema = z.enum(alertSeverities);
export type AlertSeverity = z.infer<typeof alertSeveritySchema>;

/** Facts of an alert, to be put into words by the reader: names, numbers (their unit in the name), never a secret. */
export const alertDataSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type AlertData = z.infer<typeof alertDataSchema>;

/**
 * One thing that happened, as it is stored and shown. What lasts is one alert, however often it is reported meanwhile:
 * `count` says how often, `lastMs` when last, `endedMs` is null until it is over (what is over at once has its own time).
 */
export const alertSchema = z.object({
  id: z.number().int(),
  atMs: z.number().int(),
  kind: alertKindSchema,
  severity: alertSeveritySchema,
  cameraId: cameraIdSchema.nullable(),
  /** The camera's name at that time; it may be renamed or gone since. */
  cameraName: z.string().nullable(),
  data: alertDataSchema,
  count: z.number().int(),
  lastMs: z.number().int(),
  endedMs: z.number().int().nullable(),
  read: z.boolean(),
});
export type Alert = z.infer<typeof alertSchema>;
