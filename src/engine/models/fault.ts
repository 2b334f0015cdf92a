import type { ModelProblem } from '../../shared/detection.ts';
import type { ModelFailure } from '../../shared/models.ts';
import { ModelError } from '../vision/index.ts';

/** A model could not be installed, and why. `status` is that of the server's answer. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
  readonly reason: ModelFailure;
  readonly problem: ModelProblem | null;
  readonly status: number | null;

  constructor(
    reason: ModelFailure,
    message: string,
    more: { problem?: ModelProblem; status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.reason = reason;
    this.problem = more.problem ?? null;
    this.status = more.status ?? null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What the file system's refusal means. Pure. */
export function diskFault(error: unknown): InstallError {
  const full = ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
  return new InstallError(full ? 'disk_full' : 'disk', full ? 'the disk is full' : 'the disk refuses', {
    cause: error,
  });
}

/** What a model's refusal means. Pure; an error that is one of ours already stays. */
export function modelFault(error: unknown): InstallError {
  if (error instanceof InstallError) return error;
  const problem = error instanceof ModelError ? error.problem : 'failed';
  return new InstallError('unusable', error instanceof Error ? error.message : 'it cannot be used', {
    problem,
    cause: error,
  });
}
