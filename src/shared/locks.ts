import { z } from 'zod';
import { cameraIdSchema } from './camera.ts';

/** A span of a camera, [startMs, endMs) in UTC milliseconds, whose footage is never deleted to make room or for its age. */
export const lockSchema = z.object({
  id: z.number().int(),
  cameraId: cameraIdSchema,
  /** As it was when it was locked; the camera may be renamed or gone since. */
  cameraName: z.string(),
  startMs: z.number().int(),
  endMs: z.number().int(),
  /** Why, in a person's words; may be empty. */
  note: z.string(),
  createdMs: z.number().int(),
});
export type Lock = z.infer<typeof lockSchema>;

/** What the recordings of one camera take up. Bytes; times are UTC milliseconds. */
export const footageUsageSchema = z.object({
  cameraId: cameraIdSchema,
  /** Begin of the oldest and of the newest finished segment; null when there is none. */
  oldestMs: z.number().int().nullable(),
  newestMs: z.number().int().nullable(),
  sizeBytes: z.number().int(),
  continuousBytes: z.number().int(),
  motionBytes: z.number().int(),
  eventBytes: z.number().int(),
  lockedBytes: z.number().int(),
});
export type FootageUsage = z.infer<typeof footageUsageSchema>;
