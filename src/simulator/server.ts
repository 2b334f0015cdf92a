import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { clipLoader, SimulatedCamera, type SimulatedCameraOptions } from './camera.ts';
import { machineClock, type SimulatorClock } from './clock.ts';
import { RtspConnection, type ConnectionContext } from './connection.ts';
import type { StreamName } from './faults.ts';
import { openUdpPair } from './udp.ts';

export interface SimulatorOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** A free port by default. */
  readonly port?: number;
  readonly cameras: readonly SimulatedCameraOptions[];
  /** How long a session over UDP lives without a sign of its client; 60,000 by default. */
  readonly sessionTimeoutMs?: number;
  readonly clock?: SimulatorClock;
}

/** A running RTSP server with its cameras. */
export interface Simulator {
  readonly host: string;
  readonly port: number;
  readonly cameras: readonly SimulatedCamera[];
  /** @throws Error when there is no camera of that name */
  camera(name: string): SimulatedCamera;
  /** Address of a stream, without credentials. */
  url(camera: string, stream?: StreamName): string;
  /** Clients at present: connections, those that play, and what the slow ones of them missed. */
  clients(): { readonly connected: number; readonly playing: number; readonly dropped: number };
  /** Resets every connection and closes the port: new ones are refused until `openPort`. */
  closePort(): Promise<void>;
  openPort(): Promise<void>;
  stop(): Promise<void>;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return address.port;
}

async function startCameras(options: SimulatorOptions, clock: SimulatorClock): Promise<SimulatedCamera[]> {
  const load = clipLoader();
  const cameras: SimulatedCamera[] = [];
  try {
    for (const [index, camera] of options.cameras.entries()) {
      if (cameras.some(({ name }) => name === camera.name)) throw new Error(`two cameras are named ${camera.name}`);
      // Real cameras do not send their key frames all at the same moment.
      cameras.push(await SimulatedCamera.start(camera, load, clock, 2000 + ((index * 618) % 2000)));
    }
  } catch (error) {
    for (const camera of cameras) camera.stop();
    throw error;
  }
  return cameras;
}

/**
 * Starts an RTSP server that plays clips as if they came from cameras.
 * @throws Error when a clip cannot be read or the port is taken
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const clock = options.clock ?? machineClock;
  const host = options.host ?? '127.0.0.1';
  const connections = new Set<RtspConnection>();
  const udp = await openUdpPair(host, (address, from) => {
    for (const connection of connections) connection.heard(address, from);
  });
  const server = createServer();
  // Whoever waits for `listening` hears of errors; later ones (out of descriptors) cost one client, not the program.
  server.on('error', () => undefined);
  let cameras: SimulatedCamera[] = [];
  let port = 0;
  try {
    port = await listen(server, host, options.port ?? 0);
    cameras = await startCameras(options, clock);
  } catch (error) {
    udp.close();
    server.close();
    throw error;
  }
  const find = (name: string): SimulatedCamera | undefined => cameras.find((camera) => camera.name === name);
  const context: ConnectionContext = { clock, udp, sessionTimeoutMs: options.sessionTimeoutMs ?? 60_000, camera: find };
  server.on('connection', (socket) => {
    const connection = new RtspConnection(socket, context);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  const closePort = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const connection of connections) connection.reset();
    await closed;
  };
  return {
    host,
    port,
    cameras,
    camera(name) {
      const camera = find(name);
      if (camera === undefined) throw new Error(`no simulated camera ${name}`);
      return camera;
    },
    url: (camera, stream = 'main') => `rtsp://${host.includes(':') ? `[${host}]` : host}:${port}/${camera}/${stream}`,
    clients: () => ({
      connected: connections.size,
      playing: [...connections].filter(({ playing }) => playing).length,
      dropped: [...connections].reduce((sum, { dropped }) => sum + dropped, 0),
    }),
    closePort,
    async openPort() {
      if (!server.listening) await listen(server, host, port);
    },
    async stop() {
      for (const camera of cameras) camera.stop();
      await closePort();
      udp.close();
    },
  };
}
