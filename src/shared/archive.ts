import { z } from 'zod';

/** Why an archive cannot be used. `corrupted`: what arrived is not what was sent. */
export const archiveFaults = [
  'not_set_up',
  'no_secret',
  'wrong_key',
  'denied',
  'no_bucket',
  'wrong_region',
  'unreachable',
  'timeout',
  'bad_certificate',
  'clock_skew',
  'server_error',
  'refused',
  'corrupted',
  'no_upload',
  'no_object',
] as const;
export const archiveFaultSchema = z.enum(archiveFaults);
export type ArchiveFault = z.infer<typeof archiveFaultSchema>;
