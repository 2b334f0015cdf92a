import { z } from 'zod';

/** Why an archive cannot be used. `corrupted`: what arrived is not what was sent. */
export const archiveFaults = [
  'not_set_up',
  'no_secret',
  'wrong_key',
  'denied',
  'no_bucket',
  'wrong_region',
  'unreachable',
  'timeout',
  'bad_certificate',
  'clock_skew',
  'server_error',
  'refused',
  'corrupted',
  'no_upload',
  'no_object',
] as const;
export const archiveFaultSchema = z.enum(archiveFaults);
export type ArchiveFault = z.infer<typeof archiveFaultSchema>;

/** What the interface knows of an archive before it is saved. Left out, the secret is the one that is kept. */
export const archiveTestSchema = z.object({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullable(),
  region: z.string().min(1).max(64),
  bucket: z.string().min(1).max(63),
  prefix: z.string().max(512),
  accessKeyId: z.string().min(1).max(128),
  secretKey: z.string().min(1).max(256).optional(),
});
export type ArchiveTest = z.infer<typeof archiveTestSchema>;

export const archiveTestResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), fault: archiveFaultSchema, message: z.string() }),
]);
export type ArchiveTestResult = z.infer<typeof archiveTestResultSchema>;

/** Null removes the key. It is never answered. */
export const archiveSecretSchema = z.object({ secretKey: z.string().min(1).max(256).nullable() });

const queueSchema = z.object({ segments: z.number().int(), bytes: z.number().int() });

/** How it goes with moving to slow disks and with archiving. */
export const tiersStatusSchema = z.object({
  hasSecret: z.boolean(),
  /** Bytes per second over the last ten seconds, of both together. */
  bytesPerSecond: z.number().int(),
  moving: z.object({
    /** What is older than `moveAfterHours`; nothing when files are moved for room only. */
    queue: queueSchema,
    lastError: z.object({ atMs: z.number().int(), message: z.string() }).nullable(),
  }),
  archiving: z.object({
    state: z.enum(['off', 'ok', 'failing']),
    queue: queueSchema,
    lastError: z.object({ atMs: z.number().int(), fault: archiveFaultSchema, message: z.string() }).nullable(),
  }),
});
export type TiersStatus = z.infer<typeof tiersStatusSchema>;
