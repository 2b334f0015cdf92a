// `npm run simulator`: cameras to try things with, until Ctrl-C. `--help` says what can be set.
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { CameraAuth } from './auth.ts';
import type { SimulatedCameraOptions } from './camera.ts';
import { Control } from './control.ts';
import { demoCameras } from './demo.ts';
import { startSimulator } from './server.ts';

const help = `Simulated RTSP cameras.

  --host <address>        where to listen (127.0.0.1)
  --port <number>         TCP port (8654)
  --clips <folder>        folder with a clips.json (resources/clips)
  --camera <name>=<main clip>[,<sub clip>][:<basic|digest>:<user>:<password>]
                          a camera; may be given several times; without it, the four of the demo
  --control               take commands as JSON lines on standard input, answer on standard output
`;

/** Reads one `--camera`. @throws Error that names it, without its password */
function parseCamera(text: string, manifest: string): SimulatedCameraOptions {
  const match = /^([\w-]+)=([\w.-]+)(?:,([\w.-]+))?(?::(basic|digest):([^:]*):(.*))?$/.exec(text);
  if (match === null) throw new Error(`not a camera: ${text.split(':')[0]}`);
  const [, name = '', main = '', sub, scheme, username = '', password = ''] = match;
  const auth: CameraAuth | undefined =
    scheme === 'basic' || scheme === 'digest' ? { scheme, username, password } : undefined;
  return { name, main: { manifest, id: main }, sub: sub === undefined ? undefined : { manifest, id: sub }, auth };
}

async function serve(options: { host: string; port: number; cameras: SimulatedCameraOptions[] }): Promise<void> {
  const simulator = await startSimulator(options);
  for (const camera of simulator.cameras) {
    for (const stream of camera.streams.keys()) {
      const { video, audio } = camera.stream(stream).clip;
      const facts = `${video.codec} ${video.width}x${video.height} ${video.fps} fps${audio === null ? '' : ` ${audio.codec}`}`;
      const user = camera.auth === null ? '' : `  ${camera.auth.scheme}, user ${camera.auth.username}`;
      console.log(`${simulator.url(camera.name, stream)}  ${facts}${user}`);
    }
  }
  const stop = (): void => {
    simulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function obey(): Promise<void> {
  const control = new Control();
  const stop = (): void => void control.stop().finally(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // When whoever commands us is gone, its pipe ends, and so do we.
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await control.handle(line))}\n`);
  }
  await control.stop();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8654' },
      clips: { type: 'string', default: join(import.meta.dirname, '../../resources/clips') },
      camera: { type: 'string', multiple: true, default: [] },
      control: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  if (values.control) return obey();
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`not a port: ${values.port}`);
  const cameras = values.camera.map((text) => parseCamera(text, join(values.clips, 'clips.json')));
  await serve({ host: values.host, port, cameras: cameras.length > 0 ? cameras : demoCameras(values.clips) });
}

main().catch((error: unknown) => {
  console.error(`simulator: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
