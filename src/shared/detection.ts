import { z } from 'zod';
import { cameraIdSchema } from './camera.ts';
import { modelIdSchema, ruleKinds } from './detection-plan.ts';
import { boxSchema, pointSchema } from './geometry.ts';

/** What a classifier said of a track: `value` is one of its labels (`red`), `name` what it tells (`clothing`). */
export const attributeSchema = z.object({ name: z.string(), value: z.string(), score: z.number() });
export type Attribute = z.infer<typeof attributeSchema>;

/** One tracked thing at one moment, as it is drawn over the picture. */
export const trackedSchema = z.object({
  /** Number of the track: rises by one for each new one of the camera, since the recorder was started. */
  id: z.number().int(),
  label: z.string(),
  /** 0 to 1. */
  score: z.number(),
  box: boxSchema,
  /** How its box moves: shares of the picture per second. */
  vx: z.number(),
  vy: z.number(),
  /** It stands still for some seconds. */
  stationary: z.boolean(),
  attributes: z.array(attributeSchema),
});
export type Tracked = z.infer<typeof trackedSchema>;

/** All tracks of one analysed picture. It belongs to the frame with this media time of this run of the camera. */
export const tracksAtSchema = z.object({
  runId: z.string(),
  /** Milliseconds of the run's media time. */
  mediaMs: z.number(),
  /** The same moment, UTC milliseconds, on the time line of the recording. */
  atMs: z.number(),
  tracks: z.array(trackedSchema),
});
export type TracksAt = z.infer<typeof tracksAtSchema>;

export const detectionStates = [
  /** Not switched on, or the camera is off. */
  'off',
  /** The model is being loaded. */
  'loading',
  /** Pictures are looked at as often as is wanted. */
  'running',
  /** Nothing moves, so nothing is looked at. */
  'resting',
  /** Fewer pictures than wanted: the machine has no more time. */
  'slowed',
  /** No pictures come: the camera does not deliver. */
  'no_frames',
  /** The model is not there, or cannot be used: see `problem`. */
  'failed',
] as const;
/** Why a model cannot be used. */
export const modelProblems = [
  /** It is not installed. */
  'missing',
  /** Not an ONNX model, or a damaged one. */
  'corrupt',
  /** Its inputs and outputs are of no family that Vigil knows. */
  'unknown_family',
  /** A classifier where a detector is wanted, or the other way round. */
  'wrong_purpose',
  /** It did not answer in time. */
  'hangs',
  /** It ended the worker. */
  'crashes',
  /** It ran into an error. */
  'failed',
] as const;
export const modelProblemSchema = z.enum(modelProblems);
export type ModelProblem = z.infer<typeof modelProblemSchema>;

/** How detection fares on one camera, over the last seconds. */
export const detectionStatusSchema = z.object({
  cameraId: cameraIdSchema,
  state: z.enum(detectionStates),
  problem: modelProblemSchema.nullable(),
  model: modelIdSchema.nullable(),
  /** What runs the model: `cpu`, `webgpu`, `cuda`, `dml`, `coreml`; null before it runs. */
  provider: z.string().nullable(),
  wantedFps: z.number(),
  /** What the machine grants now; less than wanted under load. */
  grantedFps: z.number(),
  actualFps: z.number(),
  /** From the picture's moment to its boxes, milliseconds: median of the last ones; null when there were none. */
  latencyMs: z.number().nullable(),
  /** Time of one picture in the worker, milliseconds; null when there were none. */
  inferenceMs: z.number().nullable(),
  tracks: z.number().int(),
  /** Pictures that could not be looked at, since the recorder was started. */
  failedFrames: z.number().int(),
});
export type DetectionStatus = z.infer<typeof detectionStatusSchema>;

/** One process that runs models. */
export const workerStatusSchema = z.object({
  pid: z.number().int().nullable(),
  state: z.enum(['starting', 'idle', 'busy', 'stopped']),
  restarts: z.number().int(),
  models: z.array(z.string()).readonly(),
  /** Why its last model is not run by the execution provider that was to come first; null: it is. */
  fallback: z.string().nullable(),
});
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

/** One thing that happened with one track, by one rule. */
export const detectionEventSchema = z.object({
  id: z.number().int(),
  cameraId: cameraIdSchema,
  /** The camera's name at that time. */
  cameraName: z.string(),
  trackId: z.number().int(),
  kind: z.enum(ruleKinds),
  /** Null: without rules, each track is one. */
  ruleId: z.string().nullable(),
  ruleName: z.string().nullable(),
  label: z.string(),
  /** The best that the detector gave it, 0 to 1. */
  score: z.number(),
  startMs: z.number().int(),
  /** Null while it lasts. */
  endMs: z.number().int().nullable(),
  /** The picture in which it is seen best, and where in it. */
  bestMs: z.number().int(),
  bestBox: boxSchema,
  /** Names of the zones that it has been in. */
  zones: z.array(z.string()),
  /** Of a crossing. */
  direction: z.enum(['in', 'out']).nullable(),
  /** Where the middle of its lower edge was; at most 200 points, the first and the last among them. */
  path: z.array(pointSchema.extend({ atMs: z.number().int() })),
  attributes: z.array(attributeSchema),
  /** Whether there are pictures of it. */
  hasPicture: z.boolean(),
});
export type DetectionEvent = z.infer<typeof detectionEventSchema>;

/** What detection did in one run of a camera (E8). */
export const detectionRunSchema = z.object({
  cameraId: cameraIdSchema,
  startMs: z.number().int(),
  endMs: z.number().int(),
  model: modelIdSchema,
  provider: z.string(),
  frames: z.number().int(),
  failedFrames: z.number().int(),
  tracks: z.number().int(),
  events: z.number().int(),
  meanFps: z.number(),
  meanInferenceMs: z.number(),
});
export type DetectionRun = z.infer<typeof detectionRunSchema>;
