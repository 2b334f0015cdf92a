import { z } from 'zod';
import { cameraIdSchema } from './camera.ts';
import { modelProblemSchema } from './detection.ts';
import { modelIdSchema } from './detection-plan.ts';
import { boxSchema } from './geometry.ts';

/** No model that a recorder could run is larger. */
export const MODEL_LIMIT_BYTES = 500_000_000;

/** SHA-256 in lower-case hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const nameSchema = z.string().trim().min(1).max(60);
const labelSchema = z.string().trim().min(1).max(60);
/** Names of the classes in the order of the model. */
export const modelLabelsSchema = z.array(labelSchema).min(1).max(2000);
export const modelPurposeSchema = z.enum(['detector', 'classifier']);
const inputSchema = z.object({ width: z.number().int().min(1), height: z.number().int().min(1) });
export const modelSpeeds = ['very_fast', 'fast', 'medium', 'slow'] as const;

const entryBase = {
  id: modelIdSchema,
  name: nameSchema,
  purpose: modelPurposeSchema,
  /** SPDX identifier. */
  licence: z.string().min(1).max(60),
  publisher: z.string().min(1).max(80),
  homepage: z.url({ protocol: /^https$/ }),
  family: z.string().min(1).max(40),
  /** `coco80`: the 80 classes of COCO in their usual order. */
  labels: z.union([z.literal('coco80'), modelLabelsSchema]),
  /** Pixels; null takes any size. */
  input: inputSchema.nullable(),
  recommended: z.boolean(),
  /** Beside the others of the list, on the same processor. */
  speed: z.enum(modelSpeeds),
  /** Average precision on COCO val2017 (IoU 0.50 to 0.95) in percent, as its publisher states it for this file; null: unstated. */
  cocoAp: z.number().min(0).max(100).nullable(),
};

/** A model that Vigil knows: one that comes with it, or one that can be downloaded and verified. */
export const catalogueEntrySchema = z.discriminatedUnion('bundled', [
  z.object({ ...entryBase, bundled: z.literal(true), file: z.string().regex(/^[a-z0-9][a-z0-9-]*\.onnx$/) }),
  z.object({
    ...entryBase,
    bundled: z.literal(false),
    url: z.url({ protocol: /^https?$/ }),
    sizeBytes: z.number().int().min(1).max(MODEL_LIMIT_BYTES),
    sha256: sha256Schema,
  }),
]);
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;

/** models/models.json. */
export const modelCatalogueSchema = z
  .object({ version: z.literal(1), models: z.array(catalogueEntrySchema) })
  .refine(({ models }) => new Set(models.map(({ id }) => id)).size === models.length, 'an id is there twice');
export type ModelCatalogue = z.infer<typeof modelCatalogueSchema>;

/** Why a model could not be installed. Each has its words in the interface. */
export const modelFailures = [
  /** No connection to the server, or it broke off again and again. */
  'unreachable',
  'timeout',
  /** The server has no such file any more. */
  'not_found',
  /** The server answered with another refusal. */
  'refused',
  /** It redirects to where nothing is taken from, or in a circle. */
  'bad_redirect',
  /** The file is not as long as it must be. */
  'wrong_size',
  /** As long as it must be, but not the file that the catalogue names. */
  'wrong_hash',
  'too_large',
  'disk_full',
  /** The disk refused in another way. */
  'disk',
  /** Nothing came at all. */
  'empty',
  /** It is no model that can be used; see `problem`. */
  'unusable',
] as const;
export const modelFailureSchema = z.enum(modelFailures);
export type ModelFailure = z.infer<typeof modelFailureSchema>;

export const modelStateSchema = z.discriminatedUnion('state', [
  /** Can be used. */
  z.object({ state: z.literal('ready') }),
  /** Can be downloaded. */
  z.object({ state: z.literal('available') }),
  z.object({
    state: z.literal('downloading'),
    /** `waiting`: the connection broke, it is tried again soon; `checking`: all of it is there. */
    phase: z.enum(['connecting', 'receiving', 'waiting', 'checking']),
    bytes: z.number().int(),
    totalBytes: z.number().int(),
  }),
  /** The last download failed; it can be tried again. `status` is that of the server's answer. */
  z.object({
    state: z.literal('failed'),
    reason: modelFailureSchema,
    problem: modelProblemSchema.nullable(),
    status: z.number().int().nullable(),
  }),
  /** Its file is gone, or not what was installed. */
  z.object({ state: z.literal('damaged') }),
]);
export type ModelState = z.infer<typeof modelStateSchema>;

/** A model as people see it. */
export const modelViewSchema = z.object({
  id: modelIdSchema,
  name: z.string(),
  source: z.enum(['bundled', 'catalogue', 'file']),
  purpose: modelPurposeSchema,
  /** Null for a file of unknown licence. */
  licence: z.string().nullable(),
  publisher: z.string().nullable(),
  homepage: z.string().nullable(),
  family: z.string(),
  labels: z.array(z.string()),
  input: inputSchema.nullable(),
  sizeBytes: z.number().int(),
  sha256: sha256Schema.nullable(),
  recommended: z.boolean(),
  speed: z.enum(modelSpeeds).nullable(),
  cocoAp: z.number().nullable(),
  /** When it was installed, UTC milliseconds. */
  addedMs: z.number().int().nullable(),
  /** Names of the cameras that use it. */
  usedBy: z.array(z.string()),
  state: modelStateSchema,
});
export type ModelView = z.infer<typeof modelViewSchema>;

export const modelListSchema = z.object({ models: z.array(modelViewSchema) });
export const modelParamsSchema = z.object({ id: modelIdSchema });
/** Characters of the names of a model's classes. */
export const MODEL_LABELS_LIMIT = 130_000;
/** Text with one label a line; empty lines do not count. */
const labelTextSchema = z
  .string()
  // Forms end every line with both.
  .transform((text) => text.replaceAll('\r\n', '\n'))
  .pipe(z.string().max(MODEL_LABELS_LIMIT))
  .transform((text) => text.split('\n').map((line) => line.trim()))
  .transform((lines) => lines.filter((line) => line !== ''))
  .pipe(z.array(labelSchema).max(2000));
/** The name of a model that is sent as it is. */
export const modelUploadQuerySchema = z.object({ name: nameSchema.optional() });
/** What is said of a model that is added. */
export const modelUploadSchema = z.object({ name: nameSchema, labels: labelTextSchema.optional() });
export type ModelUpload = z.infer<typeof modelUploadSchema>;
export const modelTrialRequestSchema = z.object({ cameraId: cameraIdSchema });

/** What a model sees in a fresh picture of a camera. */
export const modelTrialSchema = z.object({
  /** JPEG as base64. */
  jpeg: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  detections: z.array(z.object({ label: z.string(), score: z.number(), box: boxSchema })),
  /** Time of one picture: the median of `runs`, milliseconds. */
  msPerPicture: z.number(),
  runs: z.number().int(),
  /** What ran it: `cpu`, `webgpu`, `cuda`, `dml`, `coreml`. */
  provider: z.string(),
});
export type ModelTrial = z.infer<typeof modelTrialSchema>;
