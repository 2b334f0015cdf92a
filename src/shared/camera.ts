import { z } from 'zod';
import { detectionPlanSchema } from './detection-plan.ts';
import { recordingPlanSchema } from './recording-plan.ts';

/** Camera ids are made by the engine: 12 lower-case letters and digits, safe in a path and in a URL. */
export const cameraIdSchema = z.string().regex(/^[a-z0-9]{12}$/);
export type CameraId = z.infer<typeof cameraIdSchema>;

const rtspUrlSchema = z
  .string()
  .trim()
  .max(2048)
  .superRefine((value, ctx) => {
    if (!URL.canParse(value)) {
      ctx.addIssue({ code: 'custom', message: 'not a URL' });
      return;
    }
    const url = new URL(value);
    if (url.protocol !== 'rtsp:' && url.protocol !== 'rtsps:') {
      ctx.addIssue({ code: 'custom', message: 'must begin with rtsp:// or rtsps://' });
    }
    if (url.hostname === '') ctx.addIssue({ code: 'custom', message: 'has no host' });
    if (url.username !== '' || url.password !== '') {
      ctx.addIssue({ code: 'custom', message: 'user and password belong in their own fields' });
    }
  });

/** An IP camera. Without a sub stream the main stream serves both. User and password stand apart from the URLs. */
export const rtspSourceSchema = z.object({
  kind: z.literal('rtsp'),
  mainUrl: rtspUrlSchema,
  subUrl: rtspUrlSchema.nullable(),
  transport: z.enum(['tcp', 'udp']),
  username: z.string().max(256).nullable(),
});

/** A video file on the recorder's machine, read at its own speed and repeated for ever. */
export const fileSourceSchema = z.object({
  kind: z.literal('file'),
  path: z
    .string()
    .min(1)
    .max(4096)
    .refine((path) => !path.includes('\0'), 'has a NUL byte')
    .refine((path) => path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path), 'must be an absolute path'),
});

/** A local capture device: an index (`0` is the first camera) or a path (`/dev/video0`). Its pictures are encoded to H.264. */
export const deviceSourceSchema = z.object({
  kind: z.literal('device'),
  device: z
    .string()
    .min(1)
    .max(512)
    .regex(/^(\d{1,3}|\/dev\/[\w./-]+|[\w .:()-]+)$/, 'must be an index, a /dev path or a device name'),
});

export const cameraSourceSchema = z.discriminatedUnion('kind', [
  rtspSourceSchema,
  fileSourceSchema,
  deviceSourceSchema,
]);
export type CameraSource = z.infer<typeof cameraSourceSchema>;

export const cameraNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine((name) => !/\p{Cc}/u.test(name), 'has a control character');

/**
 * What a person sets on a camera. `password`: absent keeps the stored one, null removes it.
 * `connectTimeoutMs` is the longest silence that ffmpeg's RTSP client accepts.
 */
export const cameraInputSchema = z.object({
  name: cameraNameSchema,
  enabled: z.boolean().default(true),
  source: cameraSourceSchema,
  password: z.string().max(256).nullable().optional(),
  connectTimeoutMs: z.number().int().min(1000).max(60_000).default(5000),
  record: z.boolean().default(true),
  /** When it is recorded and how long that is kept; `record: false` overrules it. */
  recording: recordingPlanSchema.prefault({}),
  /** What is looked for in its pictures. */
  detection: detectionPlanSchema.prefault({}),
});
export type CameraInput = z.infer<typeof cameraInputSchema>;
/** What a client sends: the fields with a default may be left out. */
export type CameraInputBody = z.input<typeof cameraInputSchema>;

/** A camera as the interface shows it. The password never leaves the engine; `hasPassword` says whether there is one. */
export const cameraSchema = z.object({
  id: cameraIdSchema,
  name: z.string(),
  enabled: z.boolean(),
  source: cameraSourceSchema,
  hasPassword: z.boolean(),
  connectTimeoutMs: z.number().int(),
  record: z.boolean(),
  recording: recordingPlanSchema,
  detection: detectionPlanSchema,
  demo: z.boolean(),
  position: z.number().int(),
  createdMs: z.number().int(),
});
export type Camera = z.infer<typeof cameraSchema>;

/** Why a camera does not deliver. Classes of B2; each has its own back-off and its own words in the interface. */
export const failureReasons = [
  'network_lost',
  'host_unreachable',
  'refused',
  'unauthorized',
  'not_found',
  'unsupported',
  'timeout',
  'stalled',
  /** Connected, and not a byte of media since the start. */
  'no_data',
  'invalid_data',
  'device_missing',
  'ffmpeg_broken',
  'ffmpeg_killed',
  'disk',
  /** ffmpeg delivers, but what it writes does not reach the file. */
  'not_written',
  /** No segment was finished in time. */
  'no_segment',
  /** The source's time stamps jumped or ran backwards. */
  'time_jump',
  /** The media time has left the machine's clock behind, or the other way round. */
  'clock_drift',
  /** ffmpeg took more memory than it may. */
  'memory',
  /** Its process was restarted too often: it rests for a while. */
  'unstable',
  'ended',
  'unknown',
] as const;
export const failureReasonSchema = z.enum(failureReasons);
export type FailureReason = z.infer<typeof failureReasonSchema>;

/** Why a run was ended only to begin another at once: no failure of the camera's. */
export const renewalReasons = [
  /** The machine's clock was set, and the time stamps with it. */
  'clock_set',
  /** The camera sends pictures of another size. */
  'resized',
  /** What it records goes to another disk. */
  'storage_changed',
  /** The sub stream failed: main goes on alone. */
  'sub_lost',
  'sub_back',
  /** What the streams are made of needs other arguments. */
  'codecs_known',
  /** Pictures could not be decoded for analysis. */
  'frames_failed',
] as const;
export const renewalReasonSchema = z.enum(renewalReasons);
export type RenewalReason = z.infer<typeof renewalReasonSchema>;

/** The states of B1. Times are UTC milliseconds. `attempt` counts from 1. */
export const cameraStatusSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('disabled'), sinceMs: z.number().int() }),
  z.object({ state: z.literal('connecting'), sinceMs: z.number().int(), attempt: z.number().int() }),
  z.object({ state: z.literal('ok'), sinceMs: z.number().int() }),
  z.object({ state: z.literal('no_signal'), sinceMs: z.number().int(), reason: failureReasonSchema }),
  z.object({
    state: z.literal('retrying'),
    sinceMs: z.number().int(),
    reason: failureReasonSchema,
    attempt: z.number().int(),
    maxAttempts: z.number().int(),
    nextAttemptMs: z.number().int(),
  }),
  z.object({
    state: z.literal('connection_failed'),
    sinceMs: z.number().int(),
    reason: failureReasonSchema,
    nextAttemptMs: z.number().int(),
  }),
]);
export type CameraStatus = z.infer<typeof cameraStatusSchema>;

export const videoCodecs = ['h264', 'hevc', 'mjpeg', 'mpeg4', 'av1', 'vp9', 'other'] as const;
export const videoFactsSchema = z.object({
  codec: z.enum(videoCodecs),
  profile: z.string().nullable(),
  width: z.number().int(),
  height: z.number().int(),
  fps: z.number().nullable(),
});
export type VideoFacts = z.infer<typeof videoFactsSchema>;
export const audioFactsSchema = z.object({
  codec: z.string(),
  sampleRateHz: z.number().int(),
  channels: z.number().int(),
});
export type AudioFacts = z.infer<typeof audioFactsSchema>;

/** What a stream is made of, as ffmpeg found it. */
export const streamFactsSchema = z.object({ video: videoFactsSchema, audio: audioFactsSchema.nullable() });
export type StreamFacts = z.infer<typeof streamFactsSchema>;

/** Running figures of one camera, over the last few seconds. */
export const cameraStatsSchema = z.object({
  cameraId: cameraIdSchema,
  fps: z.number(),
  bitrateBps: z.number(),
  subFps: z.number().nullable(),
  subBitrateBps: z.number().nullable(),
  droppedFrames: z.number().int(),
  /** How often no frame came for half a second (or for two frames of a slow camera), since the program began. */
  drops: z.number().int(),
  reconnects: z.number().int(),
  /** How often the watch over its process has restarted it, since the program began. */
  restarts: z.number().int(),
  /** Of its ffmpeg, 100 is one core; null until it was looked at. */
  cpuPercent: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  /** It has a sub stream that does not deliver: main is recorded, and shown, without it. */
  withoutSub: z.boolean(),
  /** It is to keep what moves, or what is detected, but nobody can look: pictures are missing. All of it is kept. */
  blind: z.boolean(),
  lastFrameMs: z.number().int().nullable(),
  main: streamFactsSchema.nullable(),
  sub: streamFactsSchema.nullable(),
});
export type CameraStats = z.infer<typeof cameraStatsSchema>;

/** A camera with what is known of it now: one row of the camera list. */
export const cameraViewSchema = z.object({
  camera: cameraSchema,
  status: cameraStatusSchema,
  stats: cameraStatsSchema.nullable(),
});
export type CameraView = z.infer<typeof cameraViewSchema>;

/** One stored change of state, newest first in lists. */
export const stateChangeSchema = z.object({
  atMs: z.number().int(),
  state: z.enum(['disabled', 'connecting', 'ok', 'no_signal', 'retrying', 'connection_failed']),
  /** Why the camera does not deliver or, where it is `connecting` again, why its run was begun anew. */
  reason: z.union([failureReasonSchema, renewalReasonSchema]).nullable(),
  attempt: z.number().int().nullable(),
  /** The last lines that ffmpeg printed before, masked; empty where it was not ffmpeg's doing. */
  log: z.array(z.string()),
});
export type StateChange = z.infer<typeof stateChangeSchema>;

/** Ask for a connection test before saving. `cameraId` lends the stored password when none is typed. */
export const connectionTestRequestSchema = z.object({
  source: cameraSourceSchema,
  password: z.string().max(256).nullable().optional(),
  cameraId: cameraIdSchema.optional(),
  connectTimeoutMs: z.number().int().min(1000).max(60_000).default(5000),
});
export type ConnectionTestRequest = z.infer<typeof connectionTestRequestSchema>;

/**
 * Result for one stream. `latencyMs` is the time from the first byte sent to the first frame received;
 * `stable` is a measured frame rate above 10 fps; the picture is a JPEG in base64.
 */
export const streamTestSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    facts: streamFactsSchema,
    latencyMs: z.number(),
    measuredFps: z.number(),
    keyFrameIntervalMs: z.number().nullable(),
    bitrateBps: z.number(),
    stable: z.boolean(),
    pictureBase64: z.string().nullable(),
  }),
  z.object({ ok: z.literal(false), reason: failureReasonSchema, log: z.array(z.string()) }),
]);
export type StreamTest = z.infer<typeof streamTestSchema>;
export const connectionTestResultSchema = z.object({ main: streamTestSchema, sub: streamTestSchema.nullable() });
export type ConnectionTestResult = z.infer<typeof connectionTestResultSchema>;
