import { z } from 'zod';
import { polygonSchema } from './geometry.ts';

/** When footage is kept: always, while something moves, while something is detected, never. */
export const recordingModes = ['continuous', 'motion', 'detection', 'off'] as const;
export const recordingModeSchema = z.enum(recordingModes);
export type RecordingMode = z.infer<typeof recordingModeSchema>;

/** Why a segment was kept; each kind has its own retention. */
export const segmentKinds = ['continuous', 'motion', 'event'] as const;
export const segmentKindSchema = z.enum(segmentKinds);
export type SegmentKind = z.infer<typeof segmentKindSchema>;

/** Minutes of the recorder's local day; [startMinute, endMinute), 1440 is its end. */
export const scheduleEntrySchema = z
  .object({
    /** 0 is Monday (ISO 8601 less one). */
    day: z.number().int().min(0).max(6),
    startMinute: z.number().int().min(0).max(1439),
    endMinute: z.number().int().min(1).max(1440),
    mode: recordingModeSchema,
  })
  .refine(({ startMinute, endMinute }) => endMinute > startMinute, 'must end later than it begins');
export type ScheduleEntry = z.infer<typeof scheduleEntrySchema>;

/** How long footage is kept; null: as the installation says (in the settings), and there: until room is needed. */
export const retentionSchema = z.object({
  continuousDays: z.number().min(0).max(3650).nullable().default(null),
  motionDays: z.number().min(0).max(3650).nullable().default(null),
  eventDays: z.number().min(0).max(3650).nullable().default(null),
  /** Per camera, all kinds together; locked footage counts but stays. */
  maxBytes: z.number().int().min(0).nullable().default(null),
});
export type Retention = z.infer<typeof retentionSchema>;

/** When a camera is recorded and for how long that is kept. Outside the schedule's entries, `mode` holds. */
export const recordingPlanSchema = z.object({
  mode: recordingModeSchema.default('continuous'),
  schedule: z.array(scheduleEntrySchema).max(500).default([]),
  /** Kept before and after what caused it, for the modes motion and detection. */
  preSeconds: z.number().int().min(0).max(120).default(5),
  postSeconds: z.number().int().min(0).max(600).default(10),
  /** 1 sees only large movements, 100 the smallest. */
  motionSensitivity: z.number().int().min(1).max(100).default(50),
  /** Parts of the picture in which motion does not count. */
  motionMasks: z.array(polygonSchema).max(16).default([]),
  /** Looks for motion in continuous footage too: it is shown in the timeline and kept as its own kind. The mode motion always does. */
  analyseMotion: z.boolean().default(false),
  retention: retentionSchema.prefault({}),
});
export type RecordingPlan = z.infer<typeof recordingPlanSchema>;

/** All modes that a plan may ever come to. */
export function modesOf(plan: RecordingPlan): ReadonlySet<RecordingMode> {
  return new Set([plan.mode, ...plan.schedule.map(({ mode }) => mode)]);
}

/** Whether a camera with this plan has to be looked at for motion, at whatever hour. */
export function usesMotion(plan: RecordingPlan): boolean {
  return plan.analyseMotion || modesOf(plan).has('motion');
}
