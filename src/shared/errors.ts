import { z } from 'zod';

/**
 * The closed list of error codes that leave the engine. Text and language are the interface's job:
 * a code plus its details is all that it needs to say what happened and what can be done.
 */
export const errorCodes = [
  'validation_failed',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'payload_too_large',
  'rate_limited',
  'camera_disabled',
  'camera_offline',
  'camera_unsupported',
  'ffmpeg_missing',
  'snapshot_failed',
  'segment_missing',
  'range_not_satisfiable',
  'import_invalid',
  'link_expired',
  'storage_unavailable',
  'archive_unavailable',
  'demo_unavailable',
  'model_invalid',
  'disk_full',
  'internal',
] as const;

export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** One thing that is wrong with a request: `path` names the field (`source.mainUrl`), `message` says why. */
export const errorDetailSchema = z.object({ path: z.string(), message: z.string() });
export type ErrorDetail = z.infer<typeof errorDetailSchema>;

/** What every failing HTTP answer holds. Never a stack trace, never a secret. */
export const apiErrorSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  details: z.array(errorDetailSchema).optional(),
});
export type ApiError = z.infer<typeof apiErrorSchema>;

/** An expected failure with a code of the closed list; anything else that is thrown is answered as `internal`. */
export class VigilError extends Error {
  override readonly name = 'VigilError';
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];

  constructor(code: ErrorCode, message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
