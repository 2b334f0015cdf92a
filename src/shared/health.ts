import { z } from 'zod';
import { cameraIdSchema } from './camera.ts';

/** One camera's day, from the viewer's midnight until now. Times in milliseconds. */
export const cameraDaySchema = z.object({
  cameraId: cameraIdSchema,
  /** Times without footage that nobody asked for. */
  gaps: z.number().int(),
  gapMs: z.number().int(),
  longestGapMs: z.number().int(),
  /** Share of the time it was to be recorded that was, 0 to 1; null when it was not to be recorded at all. */
  recordedShare: z.number().min(0).max(1).nullable(),
  /** Runs that ended against our will: failures stored as changes of state. */
  failures: z.number().int(),
});
export type CameraDay = z.infer<typeof cameraDaySchema>;

/** The recorder's own process, without its ffmpegs. */
export const processUseSchema = z.object({
  /** Of one core, since the last look; may exceed 100. */
  cpuPercent: z.number(),
  memoryBytes: z.number().int(),
  /** Share of the time since the last look that the main thread was busy, 0 to 1. */
  loopUtilization: z.number().min(0).max(1),
});

export const healthSchema = z.object({
  nowMs: z.number().int(),
  startedMs: z.number().int(),
  /** Midnight in the viewer's zone. */
  dayStartMs: z.number().int(),
  process: processUseSchema,
  cameras: z.array(cameraDaySchema),
});
export type Health = z.infer<typeof healthSchema>;
