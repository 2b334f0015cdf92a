import type { CameraSource, FailureReason } from '../../shared/camera.ts';
import { rtspHost } from '../../shared/rtsp-url.ts';
import type { Clock } from '../clock.ts';
import { checkReachable } from '../ffmpeg/index.ts';

const REACH_TIMEOUT_MS = 2000;
const vague: readonly FailureReason[] = ['network_lost', 'timeout', 'unknown', 'invalid_data', 'ended'];

/** ffmpeg cannot tell a host that is off from one that hung up: asks the host. */
export async function refineReason(
  tools: { readonly clock: Clock },
  source: CameraSource,
  reason: FailureReason,
  signal: AbortSignal,
): Promise<FailureReason> {
  const host = source.kind === 'rtsp' ? rtspHost(source.mainUrl) : null;
  if (host === null || !vague.includes(reason)) return reason;
  const reach = await checkReachable(host.host, host.port, {
    clock: tools.clock,
    timeoutMs: REACH_TIMEOUT_MS,
    signal,
  });
  if (reach === 'refused') return 'refused';
  return reach === 'unreachable' ? 'host_unreachable' : reason;
}
