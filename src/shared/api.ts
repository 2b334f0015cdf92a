import { z } from 'zod';
import { alertKindSchema, alertSchema, alertSeveritySchema } from './alerts.ts';
import { cameraIdSchema, cameraViewSchema, stateChangeSchema } from './camera.ts';
import { detectionEventSchema, detectionRunSchema, detectionStatusSchema, workerStatusSchema } from './detection.ts';
import { ruleKinds } from './detection-plan.ts';
import { liveStreamSchema } from './live-protocol.ts';
import { footageUsageSchema, lockSchema } from './locks.ts';
import { segmentSchema } from './recording.ts';
import { settingsSchema } from './settings.ts';
import { webhookIdSchema, webhookSchema } from './webhooks.ts';

/** Shapes of requests and answers of the HTTP interface that are nothing but that. Times are UTC milliseconds. */

/** Latest instant that a JavaScript date can hold. */
const LAST_MS = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;
/** A request for more than this is a mistake or a burden: a timeline zooms out to a month. */
export const LONGEST_SPAN_MS = 62 * DAY_MS;
/** A playlist names each 2 s of footage; a day is a few megabytes of text. */
export const LONGEST_PLAYLIST_MS = DAY_MS;

const instantSchema = z.coerce.number().int().min(0).max(LAST_MS);

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

interface IssueSink {
  addIssue(issue: { code: 'custom'; path: string[]; message: string }): void;
}

function spanUpTo(longestMs: number) {
  return (span: Span, ctx: IssueSink) => {
    const refuse = (message: string) => ctx.addIssue({ code: 'custom', path: ['endMs'], message });
    if (span.endMs <= span.startMs) refuse('must be later than startMs');
    else if (span.endMs - span.startMs > longestMs) refuse(`must be at most ${longestMs} ms after startMs`);
  };
}
const checkSpan = spanUpTo(LONGEST_SPAN_MS);

/** A span in a query is [startMs, endMs). */
const spanFields = { startMs: instantSchema, endMs: instantSchema };
export const playlistQuerySchema = z
  .object({
    ...spanFields,
    /** Signature of a media link; stands in for a session. */
    access: z.string().max(64).optional(),
  })
  .superRefine(spanUpTo(LONGEST_PLAYLIST_MS));

export const sessionRequestSchema = z.object({
  /** The one-time access token that the recorder showed when it started. */
  token: z.string().min(1).max(200),
  /** `cookie` is for browsers; `bearer` answers the session to be sent as `Authorization: Bearer …`. */
  as: z.enum(['cookie', 'bearer']).default('cookie'),
});
/** `session` only when it was asked for as a bearer. */
export const sessionSchema = z.object({ expiresMs: z.number().int(), session: z.string().optional() });
export type SessionAnswer = z.infer<typeof sessionSchema>;

export const cameraListSchema = z.object({ cameras: z.array(cameraViewSchema) });
export const cameraParamsSchema = z.object({ id: cameraIdSchema });
export const cameraEnabledSchema = z.object({ enabled: z.boolean() });
export const cameraOrderSchema = z.object({ ids: z.array(cameraIdSchema).max(10_000) });
export const cameraListFormatSchema = z.enum(['json', 'csv']);
export const cameraExportQuerySchema = z.object({ format: cameraListFormatSchema.default('json') });
export const cameraImportSchema = z.object({ format: cameraListFormatSchema, text: z.string().max(2_000_000) });
export const cameraImportResultSchema = z.object({ added: z.number().int() });
/** `delete` leaves locked footage, `delete_locked` takes it too. */
export const cameraRemovalSchema = z.object({ recordings: z.enum(['keep', 'delete', 'delete_locked']) });
export const streamQuerySchema = z.object({ stream: liveStreamSchema.default('sub') });
export const historyQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  /** Only changes before this moment, UTC milliseconds. */
  beforeMs: z.coerce.number().int().min(0).optional(),
});
export const historySchema = z.object({ changes: z.array(stateChangeSchema) });

export const timelineQuerySchema = z
  .object({
    /** Camera ids, separated by commas; 256 at most: the largest installation shows all of them below one another. */
    cameraIds: z
      .string()
      .regex(/^[a-z0-9]{12}(,[a-z0-9]{12}){0,255}$/, 'must be 1 to 256 camera ids, separated by commas'),
    ...spanFields,
  })
  .superRefine(checkSpan);
const utcOffsetSchema = z.coerce.number().int().min(-840).max(840).default(0);
export const daysQuerySchema = z.object({ utcOffsetMinutes: utcOffsetSchema });
export const healthQuerySchema = z.object({ utcOffsetMinutes: utcOffsetSchema });
/** Days that hold footage: the zone's midnight of each in UTC milliseconds, ascending. */
export const daysSchema = z.object({ days: z.array(z.number().int()) });
export const segmentsQuerySchema = z
  .object({ ...spanFields, limit: z.coerce.number().int().min(1).max(5000).default(1000) })
  .superRefine(checkSpan);
/** A segment's key; `.mp4` may follow it, because some players look at the end of an address. */
export const segmentFileParamsSchema = z.object({ file: z.string().regex(/^[a-z0-9]{12}-\d{5,7}(\.mp4)?$/) });
export const segmentFileQuerySchema = z.object({
  /** `1` asks for a file to be saved rather than played. */
  download: z.enum(['0', '1']).default('0'),
  access: z.string().max(64).optional(),
});
export const segmentListSchema = z.object({ segments: z.array(segmentSchema) });

/** A media link is good for the span that it names. */
export const linkRequestSchema = z
  .object({ startMs: z.number().int().min(0).max(LAST_MS), endMs: z.number().int().min(0).max(LAST_MS) })
  .superRefine(spanUpTo(LONGEST_PLAYLIST_MS));
export const linkSchema = z.object({ url: z.string(), expiresMs: z.number().int() });

/** [startMs, endMs), which may reach into the future: what will be recorded then is locked too. */
export const lockRequestSchema = z
  .object({
    startMs: z.number().int().min(0).max(LAST_MS),
    endMs: z.number().int().min(0).max(LAST_MS),
    note: z.string().trim().max(200).default(''),
  })
  .superRefine(checkSpan);
export const lockQuerySchema = z.object({ cameraId: cameraIdSchema.optional() });
export const lockParamsSchema = z.object({ id: z.coerce.number().int().min(1) });
export const lockListSchema = z.object({ locks: z.array(lockSchema) });
export const footageUsageListSchema = z.object({ cameras: z.array(footageUsageSchema) });

/** Values of a closed list, separated by commas. */
const commaList = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .max(1000)
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1));

export const alertQuerySchema = z.object({
  /** Only alerts with a smaller number: the next page. */
  beforeId: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** Alert kinds, separated by commas. */
  kinds: commaList(alertKindSchema).optional(),
  /** `info`, `warning`, `critical`, separated by commas. */
  severities: commaList(alertSeveritySchema).optional(),
  cameraId: cameraIdSchema.optional(),
  /** Times at which they began: [fromMs, toMs). */
  fromMs: instantSchema.optional(),
  toMs: instantSchema.optional(),
  /** `1` leaves out what was read. */
  unread: z.enum(['0', '1']).default('0'),
});
export const alertListSchema = z.object({ alerts: z.array(alertSchema), unread: z.number().int() });
export const alertsReadSchema = z.union([
  z.strictObject({ ids: z.array(z.number().int().min(1)).min(1).max(1000) }),
  z.strictObject({ upToId: z.number().int().min(1) }),
]);
export const unreadSchema = z.object({ unread: z.number().int() });

/** Camera ids, separated by commas. */
const cameraIdListSchema = z
  .string()
  .regex(/^[a-z0-9]{12}(,[a-z0-9]{12}){0,255}$/, 'must be 1 to 256 camera ids, separated by commas')
  .transform((text) => [...new Set(text.split(','))]);
const ruleKindSchema = z.enum(ruleKinds);

export const detectionQuerySchema = z.object({
  cameraIds: cameraIdListSchema.optional(),
  /** Classes, separated by commas. */
  labels: commaList(z.string().min(1).max(60)).optional(),
  /** `appear`, `enter`, `leave`, `loiter`, `cross`, separated by commas. */
  kinds: commaList(ruleKindSchema).optional(),
  /** Name of a zone that they have been in. */
  zone: z.string().min(1).max(60).optional(),
  /** Times at which they began: [fromMs, toMs). */
  fromMs: instantSchema.optional(),
  toMs: instantSchema.optional(),
  /** The `next` of the page before. */
  beforeId: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
/** `next` is null at the end. */
export const detectionListSchema = z.object({
  events: z.array(detectionEventSchema),
  next: z.number().int().nullable(),
});
export const detectionParamsSchema = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
export const detectionPictureQuerySchema = z.object({
  /** The thing with some room around it, or the whole frame. */
  which: z.enum(['crop', 'frame']).default('crop'),
  /** Anything that changes with the picture, such as the event's `bestMs`, for caches. */
  v: z.string().max(32).optional(),
});
export const camerasQuerySchema = z.object({ cameraIds: cameraIdListSchema.optional() });
/** How detection fares now. */
export const detectionNowSchema = z.object({
  cameras: z.array(detectionStatusSchema),
  workers: z.array(workerStatusSchema),
});

export const detectionFacetsSchema = z.object({
  labels: z.array(z.string()),
  kinds: z.array(ruleKindSchema),
  zones: z.array(z.string()),
});
/** A year of hours; a report asks for less. */
export const LONGEST_COUNTS_MS = 366 * DAY_MS;
export const wireCountsQuerySchema = z
  .object({ cameraIds: cameraIdListSchema.optional(), ...spanFields })
  .superRefine(spanUpTo(LONGEST_COUNTS_MS));
/** Crossings of one trip-wire by one class in one hour; hours without any are left out. */
export const wireHourSchema = z.object({
  cameraId: cameraIdSchema,
  wireId: z.string(),
  /** The wire's name at that time. */
  name: z.string(),
  label: z.string(),
  /** Begin of the hour in UTC. */
  hourMs: z.number().int(),
  in: z.number().int(),
  out: z.number().int(),
});
export const wireCountsSchema = z.object({ hours: z.array(wireHourSchema) });
export const detectionRunQuerySchema = z.object({
  cameraIds: cameraIdListSchema.optional(),
  fromMs: instantSchema.optional(),
  toMs: instantSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export const detectionRunListSchema = z.object({ runs: z.array(detectionRunSchema) });

/** States that the settings have been in, newest first; `broken` in safe mode. */
export const settingsVersionsSchema = z.object({
  versions: z.array(z.object({ atMs: z.number().int() })),
  broken: z.object({ keptAs: z.string(), problems: z.array(z.string()) }).nullable(),
});
export const settingsRestoreSchema = z.object({ atMs: z.number().int().min(0).max(LAST_MS) });
/** The text of a backup file; `cameras` also adds those of its cameras that are not there. */
export const backupRestoreSchema = z.object({ text: z.string().max(4_000_000), cameras: z.boolean() });
export const webhookParamsSchema = z.object({ id: webhookIdSchema });
export const webhookListSchema = z.object({ webhooks: z.array(webhookSchema) });

export const settingsResultSchema = z.object({ settings: settingsSchema, restartNeeded: z.array(z.string()) });
export const backupResultSchema = settingsResultSchema.extend({ camerasAdded: z.number().int() });

export const systemInfoSchema = z.object({
  version: z.string(),
  startedMs: z.number().int(),
  ffmpeg: z.object({ path: z.string(), version: z.string() }).nullable(),
  storage: z.object({ root: z.string(), freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  demoAvailable: z.boolean(),
});
