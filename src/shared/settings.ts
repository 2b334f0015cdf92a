import { z } from 'zod';

/** Reconnect policy of B2. Delays in milliseconds; `jitter` is the share of the delay that is random, 0 to 1. */
export const backoffPolicySchema = z.object({
  attempts: z.number().int().min(1).max(100).default(5),
  firstDelayMs: z.number().int().min(100).max(60_000).default(1000),
  factor: z.number().min(1).max(10).default(2),
  longestDelayMs: z.number().int().min(1000).max(600_000).default(30_000),
  jitter: z.number().min(0).max(1).default(0.2),
  slowRetryMs: z.number().int().min(1000).max(3_600_000).default(60_000),
});
export type BackoffPolicy = z.infer<typeof backoffPolicySchema>;

/** The whole settings file, `settings.json`. Every field has a default, so an empty object is a valid file. */
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  http: z
    .object({
      host: z.string().min(1).max(255).default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8640),
    })
    .prefault({}),
  recording: z
    .object({
      /** Folder of the recordings; null is `recordings` in the data folder. Absolute. */
      root: z.string().max(4096).nullable().default(null),
      segmentSeconds: z.number().int().min(2).max(300).default(180),
    })
    .prefault({}),
  ffmpeg: z.object({ path: z.string().max(4096).nullable().default(null) }).prefault({}),
  reconnect: backoffPolicySchema.prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
