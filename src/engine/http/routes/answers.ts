import { z } from 'zod';
import { apiErrorSchema } from '../../../shared/errors.ts';

/** Every route may answer these; the codes are the closed list of ApiError. */
export const failures = {
  '4xx': apiErrorSchema.describe('The request cannot be served; `code` says why, `details` name the fields'),
  '5xx': apiErrorSchema.describe('The recorder cannot do it now'),
} as const;

export const nothing = z.undefined().describe('Done');

/** A body of bytes, for the document; nothing is serialised. */
export function bytes(contentType: string, description: string) {
  return {
    description,
    content: { [contentType]: { schema: z.unknown().meta({ type: 'string', format: 'binary' }) } },
  };
}
