import { z } from 'zod';
import { cameraIdSchema, failureReasonSchema, videoCodecs } from './camera.ts';
import { segmentKindSchema } from './recording-plan.ts';

/**
 * Names a segment for life, also while it still grows: `<run id>-<number in the run>`.
 * The run id names one run of one camera's ffmpeg: its start in milliseconds, base 36 (8 characters), and 4 random characters.
 */
export const segmentKeySchema = z.string().regex(/^[a-z0-9]{12}-\d{5,7}$/);
export type SegmentKey = z.infer<typeof segmentKeySchema>;

/** One finished recording file of one camera. */
export const segmentSchema = z.object({
  key: segmentKeySchema,
  cameraId: cameraIdSchema,
  startMs: z.number().int(),
  durationMs: z.number().int(),
  sizeBytes: z.number().int(),
  videoCodec: z.enum(videoCodecs),
  audioCodec: z.string().nullable(),
  width: z.number().int(),
  height: z.number().int(),
});
export type Segment = z.infer<typeof segmentSchema>;

/**
 * Why there is no footage: a failure of the camera, or a deed of ours. `lost`: a file was there and is gone; `no_motion` (nothing happened that the camera's plan
 * wants kept) and `scheduled_off` are as somebody wished.
 */
export const gapReasons = [
  ...failureReasonSchema.options,
  'disabled',
  'not_recording',
  'stopped',
  'renewed',
  'no_motion',
  'scheduled_off',
  'lost',
] as const;
export const gapReasonSchema = z.enum(gapReasons);
export type GapReason = z.infer<typeof gapReasonSchema>;

/** A time without footage, [startMs, endMs). */
export const gapSchema = z.object({
  cameraId: cameraIdSchema,
  startMs: z.number().int(),
  endMs: z.number().int(),
  reason: gapReasonSchema,
});
export type Gap = z.infer<typeof gapSchema>;

export const timeSpanSchema = z.object({ startMs: z.number().int(), endMs: z.number().int() });
export type TimeSpan = z.infer<typeof timeSpanSchema>;

/** Footage that is kept because of what happens in it, as exact as segments are long. */
export const activeSpanSchema = timeSpanSchema.extend({ kind: segmentKindSchema.exclude(['continuous']) });
export type ActiveSpan = z.infer<typeof activeSpanSchema>;

/** What was recorded of one camera in the asked span: joined spans (the growing segment included), where something happened, and gaps with reasons. */
export const cameraTimelineSchema = z.object({
  cameraId: cameraIdSchema,
  recorded: z.array(timeSpanSchema),
  active: z.array(activeSpanSchema),
  gaps: z.array(z.object({ startMs: z.number().int(), endMs: z.number().int(), reason: gapReasonSchema })),
});
export type CameraTimeline = z.infer<typeof cameraTimelineSchema>;
export const timelineSchema = z.object({ nowMs: z.number().int(), cameras: z.array(cameraTimelineSchema) });
export type Timeline = z.infer<typeof timelineSchema>;
