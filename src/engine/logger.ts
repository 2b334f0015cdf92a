import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { maskSecrets } from '../shared/mask.ts';

export type Logger = PinoLogger;

/**
 * The one place where log lines are made: JSON, and every string of a line is masked before it is written.
 * @param destination where lines go; standard error by default, so that standard output stays for people.
 */
export function createLogger(
  options: { level?: string; destination?: DestinationStream; secrets?: () => readonly string[] } = {},
): Logger {
  const target = options.destination ?? process.stderr;
  const masked: DestinationStream = {
    write(line: string) {
      target.write(maskSecrets(line, options.secrets?.() ?? []));
    },
  };
  return pino({ level: options.level ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }, masked);
}
