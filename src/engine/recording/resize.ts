import type { CameraId } from '../../shared/camera.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';

/** After the first change of size in a while, the next is followed this soon: a camera that is set, and set back, has true headers. */
const FIRST_WAIT_MS = 5000;
/** A camera that changes its mind all the time is recorded as it comes, mostly: each run costs a second of footage. */
const LONGEST_WAIT_MS = 300_000;
/** So long without another run, and it is the first change again. */
const CALM_MS = 600_000;

/**
 * Begins another run when pictures change their size. The wait before the next one doubles from run to run, so that a camera that flaps costs a
 * run each five minutes. What had to wait is not forgotten: the recorder asks again at each look, as long as size and header differ.
 */
export function renewalAfterResize(
  clock: Clock,
  logger: Logger,
  renew: (cameraId: CameraId) => void,
): (id: CameraId) => void {
  const renewals = new Map<CameraId, { readonly atMs: number; readonly waitMs: number }>();
  return (cameraId) => {
    const nowMs = clock.monotonic();
    const last = renewals.get(cameraId);
    if (last !== undefined && nowMs - last.atMs < last.waitMs) return;
    const calm = last === undefined || nowMs - last.atMs >= CALM_MS;
    renewals.set(cameraId, {
      atMs: nowMs,
      waitMs: calm ? FIRST_WAIT_MS : Math.min(2 * last.waitMs, LONGEST_WAIT_MS),
    });
    logger.info({ cameraId }, 'the camera sends pictures of another size: a new run begins');
    renew(cameraId);
  };
}
