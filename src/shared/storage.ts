import { z } from 'zod';

/**
 * How a storage root fares. `ok`, `low` (less free than the minimum, footage is being deleted) and `critical` (nothing more can be
 * deleted) are written to; `missing` (not there, or an empty mount point), `wrong_disk`, `read_only`, `failing` and `slow` are not,
 * as long as there is another one.
 */
export const rootStates = ['ok', 'low', 'critical', 'missing', 'wrong_disk', 'read_only', 'failing', 'slow'] as const;
export const rootStateSchema = z.enum(rootStates);
export type RootState = z.infer<typeof rootStateSchema>;

export const storageRootSchema = z.object({
  path: z.string(),
  kind: z.enum(['fast', 'slow']),
  state: rootStateSchema,
  /** What is wrong, for people who read logs; null when nothing is. */
  problem: z.string().nullable(),
  /** False for one that is not in the settings any more, but holds footage. */
  configured: z.boolean(),
  /** New footage goes here now. */
  preferred: z.boolean(),
  /** Null when the disk cannot be asked. */
  freeBytes: z.number().nullable(),
  totalBytes: z.number().nullable(),
  /** Room that is kept free. */
  minFreeBytes: z.number().nullable(),
  /** Footage in the catalog that lies here. */
  usedBytes: z.number(),
  segments: z.number().int(),
  /** Start of the oldest footage, UTC milliseconds; null when there is none. */
  oldestMs: z.number().int().nullable(),
  /** What was recorded to it within the last day. */
  bytesPerDay: z.number(),
  /** Until the minimum is reached at this rate, when nothing is deleted; null when nothing is recorded to it. */
  daysLeft: z.number().nullable(),
});
export type StorageRoot = z.infer<typeof storageRootSchema>;

export const storageSchema = z.object({ roots: z.array(storageRootSchema) });
export type StorageAnswer = z.infer<typeof storageSchema>;

/** Takes the disk that is at this path now for ours, whatever was there before. */
export const acceptRootSchema = z.object({ path: z.string().min(1).max(4096) });
