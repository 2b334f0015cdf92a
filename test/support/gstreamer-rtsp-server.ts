import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PYTHON = '/usr/bin/python3';

/**
 * Whether GStreamer's RTSP server can be run here.
 * @throws Error when it cannot and CI is set, so that nothing is skipped there unseen
 */
export function hasGstreamerServer(): boolean {
  const probe = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer";
  if (spawnSync(PYTHON, ['-c', probe]).status === 0) return true;
  if (process.env.CI === 'true') throw new Error('no GStreamer RTSP server to test with');
  process.stderr.write('skipped: there is no GStreamer RTSP server (gir1.2-gst-rtsp-server-1.0, python3-gi)\n');
  return false;
}

export interface GstreamerServer {
  readonly pid: number;
  readonly port: number;
  /** H.264 1280x720 at 15 fps with AAC. */
  readonly mainUrl: string;
  /** H.264 640x360 at 15 fps with AAC. */
  readonly subUrl: string;
  /** Asked for by digest. */
  readonly username: string;
  readonly password: string;
  /** The same URL with the credentials in it. */
  withCredentials(url: string, password?: string): string;
  stop(): Promise<void>;
  /** At once and without a farewell, like a camera that loses its power. */
  kill(): Promise<void>;
}

/**
 * Starts a real RTSP server that somebody else wrote. It ends with `stop`, or by itself when this process is gone.
 * @param port a fixed one serves to bring a server back at its old place
 * @throws Error when it does not start
 */
export async function startGstreamerServer(
  options: { port?: number; username?: string; password?: string } = {},
): Promise<GstreamerServer> {
  const { port = 0, username = 'admin', password = 'gst-secret' } = options;
  const script = join(import.meta.dirname, 'gstreamer-rtsp-server.py');
  const args = [script, '--port', String(port), '--user', username, '--password', password];
  const child = spawn(PYTHON, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const exited = once(child, 'exit');
  const started = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const first = await Promise.race([started, exited.then(() => null)]);
  if (first === null) throw new Error(`the GStreamer server did not start: ${errors}`);
  const bound = (JSON.parse(first[0]) as { port: number }).port;
  const url = (path: string): string => `rtsp://127.0.0.1:${bound}/${path}`;
  return {
    pid: child.pid ?? 0,
    port: bound,
    mainUrl: url('pattern'),
    subUrl: url('pattern-sub'),
    username,
    password,
    withCredentials: (plain, given = password) =>
      plain.replace('rtsp://', `rtsp://${encodeURIComponent(username)}:${encodeURIComponent(given)}@`),
    async stop() {
      child.kill('SIGTERM');
      // A client that does not let go keeps GStreamer's main loop busy; it gets five seconds.
      const ladder = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(ladder);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
