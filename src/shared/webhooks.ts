import { z } from 'zod';
import { alertDataSchema, alertKindSchema, alertSeveritySchema } from './alerts.ts';
import { cameraIdSchema } from './camera.ts';

/** Webhook ids are made by the engine. */
export const webhookIdSchema = z.string().regex(/^[a-z0-9]{12}$/);

const webhookUrlSchema = z
  .string()
  .trim()
  .max(2048)
  .superRefine((value, ctx) => {
    const refuse = (message: string) => ctx.addIssue({ code: 'custom', message });
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url === null) refuse('not a URL');
    else if (url.protocol !== 'http:' && url.protocol !== 'https:') refuse('must begin with http:// or https://');
    else if (url.username !== '' || url.password !== '') refuse('must not hold a user and password');
  });

/** The key that deliveries are signed with, as text. */
export const webhookSecretSchema = z.string().min(16).max(256);

/** What a person sets on a webhook. `secret`: absent keeps the stored one, null removes it. `kinds`: null is all. */
export const webhookInputSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .refine((name) => !/\p{Cc}/u.test(name), 'has a control character'),
  url: webhookUrlSchema,
  secret: webhookSecretSchema.nullable().optional(),
  kinds: z.array(alertKindSchema).min(1).nullable().default(null),
  enabled: z.boolean().default(true),
});
export type WebhookInput = z.infer<typeof webhookInputSchema>;
/** What a client sends: the fields with a default may be left out. */
export type WebhookInputBody = z.input<typeof webhookInputSchema>;

/** Why a delivery was not taken. Each has its words in the interface. */
export const sendFailureReasons = [
  'unknown_host',
  'refused',
  'unreachable',
  'timeout',
  'tls',
  'closed',
  'nonsense',
  'redirect',
  'status',
  'secret_unreadable',
  'unknown',
] as const;
export const sendFailureReasonSchema = z.enum(sendFailureReasons);
export type SendFailureReason = z.infer<typeof sendFailureReasonSchema>;

/** `status` is that of the answer, null when there was none. */
export const sendFailureSchema = z.object({
  reason: sendFailureReasonSchema,
  status: z.number().int().nullable(),
  atMs: z.number().int(),
});
export type SendFailure = z.infer<typeof sendFailureSchema>;

/** How it goes with a webhook. The counts of failures are since the last success. */
export const webhookStatusSchema = z.object({
  state: z.enum(['ok', 'retrying', 'paused', 'disabled']),
  /** Alerts that wait to be sent. */
  pending: z.number().int(),
  /** Alerts that were given up because there were too many or they were too old. */
  dropped: z.number().int(),
  failures: z.number().int(),
  failingSinceMs: z.number().int().nullable(),
  pausedMs: z.number().int().nullable(),
  lastSuccessMs: z.number().int().nullable(),
  lastFailure: sendFailureSchema.nullable(),
});
export type WebhookStatus = z.infer<typeof webhookStatusSchema>;

/** An address that alerts are sent to. The secret never leaves the engine. */
export const webhookSchema = z.object({
  id: webhookIdSchema,
  createdMs: z.number().int(),
  name: z.string(),
  url: z.string(),
  kinds: z.array(alertKindSchema).nullable(),
  enabled: z.boolean(),
  hasSecret: z.boolean(),
  status: webhookStatusSchema,
});
export type Webhook = z.infer<typeof webhookSchema>;

/** What came of sending something, at once. */
export const sendResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), status: z.number().int(), tookMs: z.number() }),
  z.object({
    ok: z.literal(false),
    reason: sendFailureReasonSchema,
    status: z.number().int().nullable(),
    tookMs: z.number(),
  }),
]);
export type SendResult = z.infer<typeof sendResultSchema>;

/** Body of a delivery, as JSON. A change that could break a reader raises `version`. */
export const webhookPayloadSchema = z.object({
  version: z.literal(1),
  /** Number of the alert in the list; 0 in a test. */
  id: z.number().int(),
  kind: z.union([alertKindSchema, z.literal('test')]),
  severity: alertSeveritySchema,
  atMs: z.number().int(),
  camera: z.object({ id: cameraIdSchema, name: z.string() }).nullable(),
  data: alertDataSchema,
  recorder: z.object({ name: z.string(), version: z.string() }),
});
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;
