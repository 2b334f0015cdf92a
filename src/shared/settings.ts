import { z } from 'zod';
import { retentionSchema } from './recording-plan.ts';

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

const GB = 1_000_000_000;
const folderSchema = z.string().min(1).max(4096);

/** Where recordings go besides `recording.root`, which is the first fast root. */
const storageSchema = z.object({
  /** More storage roots: absolute folders, in the order in which they are used. Fast ones are recorded to, slow ones are moved to. */
  roots: z
    .array(z.object({ path: folderSchema, kind: z.enum(['fast', 'slow']) }))
    .max(32)
    .default([]),
  /** Room that is kept free on each root: the smaller of the two. Below it, footage is deleted until there is twice as much. */
  minFreeBytes: z
    .number()
    .int()
    .min(0)
    .default(100 * GB),
  minFreePercent: z.number().min(0).max(90).default(10),
  /** Reserves the room of a recording file when it begins, where the system can. */
  preallocate: z.boolean().default(false),
  /** Age at which segments go from fast to slow roots; null: only when room is needed. */
  moveAfterHours: z.number().min(0).max(87_600).nullable().default(null),
  /** Most that moving and archiving together may read per second. */
  moveBytesPerSecond: z.number().int().min(100_000).default(20_000_000),
});

/** S3-compatible object storage. The secret key is sealed in the catalog, never here. */
const archiveSchema = z.object({
  enabled: z.boolean().default(false),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullable()
    .default(null),
  region: z.string().min(1).max(64).default('us-east-1'),
  bucket: z.string().max(63).default(''),
  prefix: z.string().max(512).default(''),
  accessKeyId: z.string().max(128).default(''),
  /** Age at which a segment is copied to the archive. */
  afterHours: z.number().min(0).max(87_600).default(24),
});

/** Watch over the processes of cameras (B4). */
const watchSchema = z.object({
  everySeconds: z.number().min(1).max(3600).default(30),
  cpuWarnPercent: z.number().min(1).max(10_000).default(80),
  memoryLimitBytes: z.number().int().min(10_000_000).default(1_000_000_000),
  mostRestarts: z.number().int().min(1).max(1000).default(5),
  restartWindowMinutes: z.number().min(0.05).max(1440).default(10),
  pauseMinutes: z.number().min(0.05).max(1440).default(30),
});

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
  storage: storageSchema.prefault({}),
  archive: archiveSchema.prefault({}),
  /** For cameras that say nothing of their own. */
  retention: retentionSchema.prefault({}),
  watch: watchSchema.prefault({}),
  alerts: z
    .object({
      /** Notifications of the operating system, in the desktop program and in browsers that are allowed to. */
      desktop: z.boolean().default(true),
      /** How long alerts are kept in the list. */
      keepDays: z.number().int().min(1).max(3650).default(90),
    })
    .prefault({}),
  detection: z
    .object({
      /** How long events and their pictures are kept, but those of locked spans. */
      keepDays: z.number().int().min(1).max(3650).default(90),
      /** Execution provider that runs models; `auto`: the best that comes with Vigil on this platform. One that fails gives way to `cpu`. */
      provider: z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml']).default('auto'),
    })
    .prefault({}),
  ffmpeg: z.object({ path: z.string().max(4096).nullable().default(null) }).prefault({}),
  reconnect: backoffPolicySchema.prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
