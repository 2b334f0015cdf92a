import { z } from 'zod';
import { attributeSchema, modelProblemSchema } from '../../shared/detection.ts';
import { boxSchema } from '../../shared/geometry.ts';

// What host and worker say to each other, as structured clones. Checked on both sides, since they may be of two versions after an
// update of the files below a running program; of the picture only its size is.

const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const pictureSchema = z
  .object({ width: z.int().min(1), height: z.int().min(1), data: bytesSchema })
  .refine(
    ({ width, height, data }) => data.byteLength === pictureBytes(width, height),
    'not the bytes of an I420 picture',
  );

/** Its bytes lie in a place of the shelf, see `shelf.ts`. */
const shelvedSchema = z.object({
  width: z.int().min(1),
  height: z.int().min(1),
  place: z.union([z.literal(0), z.literal(1)]),
});
const givenSchema = z.union([shelvedSchema, pictureSchema]);
/** A picture as it gets to a worker. */
export type GivenPicture = z.infer<typeof givenSchema>;

const modelFileSchema = z.object({ id: z.string(), path: z.string(), labels: z.array(z.string()).nullable() });

const taskSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('detect'),
    picture: givenSchema,
    options: z.object({ minScore: z.number(), labels: z.array(z.string()), look: boxSchema.nullable() }),
  }),
  z.object({ kind: z.literal('classify'), picture: givenSchema, box: boxSchema }),
  z.object({ kind: z.literal('inspect') }),
]);
export type Task = z.infer<typeof taskSchema>;

export const toWorkerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('job'),
    id: z.number(),
    model: modelFileSchema,
    /** Execution providers, the one to try first in front. */
    providers: z.array(z.string()).min(1),
    threads: z.int().min(1),
    task: taskSchema,
  }),
  /** A job that has not begun yet is not to be done, and not to be answered. */
  z.object({ type: z.literal('withdraw'), id: z.number() }),
  z.object({ type: z.literal('unload'), modelId: z.string() }),
  /** Where pictures may lie from now on, if the worker can open it. */
  z.object({ type: z.literal('shelf'), path: z.string() }),
  z.object({ type: z.literal('ping') }),
]);
export type ToWorker = z.infer<typeof toWorkerSchema>;

const detectionSchema = z.object({ label: z.string(), score: z.number(), box: boxSchema });

const factsSchema = z.object({
  purpose: z.enum(['detector', 'classifier']),
  family: z.string(),
  inputWidth: z.number().nullable(),
  inputHeight: z.number().nullable(),
  labels: z.array(z.string()),
});

const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('detect'), detections: z.array(detectionSchema) }),
  z.object({ kind: z.literal('classify'), attributes: z.array(attributeSchema) }),
  z.object({ kind: z.literal('inspect'), facts: factsSchema }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('shelf'), isOpen: z.boolean() }),
  /** The model of this job was not in memory and is now: what follows is its first run. */
  z.object({ type: z.literal('loaded'), id: z.number() }),
  z.object({
    type: z.literal('done'),
    id: z.number(),
    outcome: outcomeSchema,
    provider: z.string(),
    /** Why a provider that was to come first does not run the model. */
    fallback: z.string().nullable(),
    /** Of the run alone, without the load. */
    workerMs: z.number(),
    /** Ids of the models in memory, the one used last at the end. */
    models: z.array(z.string()),
  }),
  z.object({
    type: z.literal('error'),
    id: z.number(),
    stage: z.enum(['load', 'run']),
    problem: modelProblemSchema,
    message: z.string(),
    models: z.array(z.string()),
  }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
export type Answer = Extract<FromWorker, { type: 'done' | 'error' }>;

/** Bytes of an I420 picture. */
export function pictureBytes(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}
