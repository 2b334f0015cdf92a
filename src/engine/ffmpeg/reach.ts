import { connect } from 'node:net';
import type { Clock } from '../clock.ts';

export type Reachability = 'open' | 'refused' | 'unreachable';

/** Opens and closes a TCP connection: tells a host that is off from one that answers but refuses. Never rejects. */
export function checkReachable(
  host: string,
  port: number,
  options: { readonly clock: Clock; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Reachability> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (result: Reachability): void => {
      timer.cancel();
      options.signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(result);
    };
    const giveUp = (): void => finish('unreachable');
    const timer = options.clock.after(options.timeoutMs, giveUp);
    options.signal.addEventListener('abort', giveUp, { once: true });
    socket.once('connect', () => finish('open'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable'),
    );
  });
}
