import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { InstallError } from './fault.ts';
import type { PartFile } from './part-file.ts';

/**
 * Takes all of a body into a part.
 * @throws InstallError empty, timeout, unreachable (it broke off), and those of the part
 */
export async function receive(options: {
  readonly body: Readable;
  readonly part: PartFile;
  readonly clock: Clock;
  /** No byte for so long ends it. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { body, part, clock, idleMs, signal } = options;
  const give = (reason: 'timeout' | 'unreachable', message: string) => body.destroy(new InstallError(reason, message));
  const arm = () => clock.after(idleMs, () => give('timeout', 'nothing came for too long'));
  const onAbort = () => give('unreachable', 'it broke off');
  let timer = arm();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    // Refusing must not end the connection, or the caller never reads why: the rest is let through unread.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      timer.cancel();
      timer = arm();
      await part.append(chunk as Uint8Array);
    }
  } catch (error) {
    if (error instanceof InstallError) throw error;
    throw new InstallError('unreachable', 'it broke off', { cause: error });
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', onAbort);
  }
  if (part.bytes === 0) throw new InstallError('empty', 'nothing came');
}
