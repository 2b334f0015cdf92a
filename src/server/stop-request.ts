import type { Logger } from '../engine/index.ts';

/** A stop that takes longer than this is given up: H5 promises 10 s. */
const GIVE_UP_MS = 12_000;

/**
 * Runs `stop` once, at the first signal or when the process that started us is gone, then ends the process.
 * A terminal's Ctrl-C reaches us twice (from the terminal and handed on by npm), so further signals are not taken for impatience.
 */
export function onStopRequest(stop: (why: string) => Promise<void>, logger: Logger): void {
  let stopping = false;
  const begin = (why: string) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      logger.error('the stop took too long; ending without waiting any more');
      process.exit(1);
    }, GIVE_UP_MS).unref();
    stop(why).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => begin(signal));
  if (process.channel) process.on('disconnect', () => begin('the starting process is gone'));
}
