import { parseArgs } from 'node:util';

export type ServerArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | {
      readonly kind: 'run';
      readonly demo: boolean;
      readonly dataDir: string | null;
      readonly listen: { readonly host?: string; readonly port?: number };
      readonly logLevel: string;
    };

export const helpText = `Vigil, network video recorder: server without a window

  npm start -- [options]

  --demo            add four simulated cameras
  --server          run the server even where a window could be opened
  --data DIR        folder of settings, catalog and recordings (default: the user's data folder)
  --port N          port of the web interface, 0 for any free one (default: settings, 8640)
  --host ADDRESS    address to listen on (default: settings, 127.0.0.1)
  --log-level L     fatal, error, warn, info, debug, trace (default: info)
  --help            this text
`;

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** Reads the command line; environment variable VIGIL_DATA stands in for --data. Pure. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ServerArguments {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        demo: { type: 'boolean', default: false },
        data: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'log-level': { type: 'string', default: 'info' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
  if (values.help) return { kind: 'help' };
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    return { kind: 'wrong', message: `--port takes a whole number from 0 to 65535, not "${values.port ?? ''}"` };
  }
  if (!levels.includes(values['log-level'])) {
    return { kind: 'wrong', message: `--log-level takes one of ${levels.join(', ')}` };
  }
  return {
    kind: 'run',
    demo: values.demo,
    dataDir: values.data ?? env['VIGIL_DATA'] ?? null,
    listen: {
      ...(values.host === undefined ? {} : { host: values.host }),
      ...(port === undefined ? {} : { port }),
    },
    logLevel: values['log-level'],
  };
}
