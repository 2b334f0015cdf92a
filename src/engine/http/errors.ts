import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { VigilError, type ApiError, type ErrorCode, type ErrorDetail } from '../../shared/errors.ts';
import type { App } from './app.ts';

const statuses = {
  validation_failed: 400,
  import_invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  link_expired: 403,
  not_found: 404,
  segment_missing: 404,
  conflict: 409,
  camera_disabled: 409,
  payload_too_large: 413,
  range_not_satisfiable: 416,
  camera_unsupported: 422,
  model_invalid: 422,
  rate_limited: 429,
  internal: 500,
  snapshot_failed: 502,
  camera_offline: 503,
  ffmpeg_missing: 503,
  storage_unavailable: 503,
  archive_unavailable: 503,
  demo_unavailable: 503,
  disk_full: 507,
} as const satisfies Record<ErrorCode, number>;

/** What the framework itself refuses, by status. */
const codes = new Map<number, ErrorCode>([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [413, 'payload_too_large'],
  [416, 'range_not_satisfiable'],
  [429, 'rate_limited'],
]);

export interface Answer {
  readonly status: number;
  readonly body: ApiError;
}

function answer(code: ErrorCode, message: string, details: readonly ErrorDetail[] = [], status?: number): Answer {
  return {
    status: status ?? statuses[code],
    body: { code, message, ...(details.length === 0 ? {} : { details: [...details] }) },
  };
}

/** `/source/mainUrl` is `source.mainUrl` in an answer. */
function fieldOf(instancePath: string): string {
  return instancePath.split('/').filter(Boolean).join('.');
}

/** What to answer for anything that was thrown. Pure. Nothing of an unexpected error leaves but its code. */
export function answerFor(error: unknown): Answer {
  if (error instanceof VigilError) return answer(error.code, error.message, error.details);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map((issue) => ({
      path: fieldOf(issue.instancePath),
      message: issue.message ?? 'is not valid',
    }));
    const first = details[0];
    const message = first === undefined ? 'the request is not valid' : `${first.path || 'request'}: ${first.message}`;
    return answer('validation_failed', message, details);
  }
  const { statusCode: status = 500, message = '' } = (error ?? {}) as Partial<FastifyError>;
  if (status >= 400 && status < 500) return answer(codes.get(status) ?? 'validation_failed', message, [], status);
  return answer('internal', 'something went wrong in the recorder; its log says what');
}

/** The file sender puts the file's length into its error: RFC 9110 wants it in the answer. */
function contentRangeOf(error: unknown): string | null {
  const { headers } = (error ?? {}) as { headers?: Record<string, unknown> };
  const value = headers?.['Content-Range'];
  return typeof value === 'string' ? value : null;
}

/** Every error leaves in one shape; what nobody expected is logged whole and answered with no more than its code. */
export function installErrorAnswers(app: App): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = answerFor(error);
    if (status >= 500 && body.code === 'internal')
      request.log.error({ err: error, url: request.url }, 'request failed');
    const contentRange = contentRangeOf(error);
    if (status === 416 && contentRange !== null) void reply.header('content-range', contentRange);
    void reply.code(status).header('cache-control', 'no-store').type('application/json').send(body);
  });
}
