import type { FailureReason } from '../../shared/camera.ts';
import type { BackoffPolicy } from '../../shared/settings.ts';

/**
 * How much longer than a lost network a kind of failure waits. A wrong password waits long: cameras lock an account after
 * a few tries, and only a person can help. A full disk or a broken ffmpeg will not have healed in a second either.
 */
const patience: Partial<Record<FailureReason, number>> = {
  unauthorized: 15,
  unsupported: 5,
  disk: 5,
  ffmpeg_broken: 5,
};

/**
 * The wait before the next attempt, milliseconds.
 * @param failures failed attempts in a row, at least 1
 * @param random 0 to 1: moves the delay by up to half the policy's jitter to either side
 */
export function retryDelayMs(policy: BackoffPolicy, failures: number, reason: FailureReason, random: number): number {
  const factor = patience[reason] ?? 1;
  const longest = Math.max(policy.longestDelayMs, policy.firstDelayMs * factor);
  const delay = Math.min(policy.firstDelayMs * factor * policy.factor ** (failures - 1), longest);
  return Math.round(delay * (1 + policy.jitter * (random - 0.5)));
}

/** The wait between attempts once the policy's attempts are used up, milliseconds. It goes on for ever. */
export function slowRetryDelayMs(policy: BackoffPolicy, reason: FailureReason, random: number): number {
  const factor = reason === 'unauthorized' ? 5 : 1;
  return Math.round(policy.slowRetryMs * factor * (1 + policy.jitter * (random - 0.5)));
}

/** Whether a loss of this kind is worth an attempt at once. */
export function mayRetryAtOnce(reason: FailureReason): boolean {
  return patience[reason] === undefined;
}
