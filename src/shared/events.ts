import { z } from 'zod';
import { alertSchema } from './alerts.ts';
import { cameraIdSchema, cameraStatsSchema, cameraStatusSchema, cameraViewSchema } from './camera.ts';
import { detectionEventSchema, detectionStatusSchema } from './detection.ts';
import { modelViewSchema } from './models.ts';
import { segmentSchema } from './recording.ts';

/** Messages of the events WebSocket (`/api/events`). On connect comes `hello` with the whole picture, then changes. */
export const serverEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), nowMs: z.number().int(), cameras: z.array(cameraViewSchema) }),
  z.object({ type: z.literal('camera'), view: cameraViewSchema }),
  z.object({ type: z.literal('camera_removed'), cameraId: cameraIdSchema }),
  z.object({ type: z.literal('status'), cameraId: cameraIdSchema, status: cameraStatusSchema }),
  z.object({ type: z.literal('stats'), stats: z.array(cameraStatsSchema) }),
  z.object({ type: z.literal('segment'), segment: segmentSchema }),
  // Of each camera that has detection, every few seconds.
  z.object({ type: z.literal('detection'), statuses: z.array(detectionStatusSchema) }),
  // `fresh` when it has just begun; later when it has a better picture, or is over.
  z.object({ type: z.literal('detection_event'), event: detectionEventSchema, fresh: z.boolean() }),
  // All models, when one of them changed; while one is downloaded, some times a second.
  z.object({ type: z.literal('models'), models: z.array(modelViewSchema) }),
  // `fresh` the first time; later when it is reported again or is over. `unread` counts all that nobody has read.
  z.object({ type: z.literal('alert'), alert: alertSchema, fresh: z.boolean(), unread: z.number().int() }),
  z.object({ type: z.literal('alerts_read'), unread: z.number().int() }),
]);
export type ServerEvent = z.infer<typeof serverEventSchema>;
